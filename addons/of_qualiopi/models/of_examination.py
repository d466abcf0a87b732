from odoo import models


class OfExamination(models.Model):
    _name = "of.examination"
    _inherit = ["of.examination", "of.qualiopi.source.mixin"]
    _evidence_level = "programme"

    def _move(self, action):
        result = super()._move(action)
        if action == "announce":
            self._give_evidence("examination_results")
        return result

    def _evidence_company(self):
        return self.company_id

    def _evidence_sheet(self):
        """Counts alone: who passed is in the register, not in a file that auditors take along."""
        found = self.candidate_ids._rates()
        counts = [(self.env._("Registered"), found.registered), (self.env._("Present"), found.presented),
                  (self.env._("Passed"), found.passed), (self.env._("Passed in part"), found.partial)]
        return [
            *self._evidence_fields("programme_id", "certification_title", "certification_code", "certifier", "date",
                                   "jury_date", "session_ids"),
            *((label, str(count)) for label, count in counts)]
