from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from .res_partner_identity import FEW

# What belongs to the learner, and not to whoever takes his place.
OF_THE_LEARNER = (
    "need_expectations", "need_context", "need_constraints", "need_results", "positioning_on", "prerequisites",
    "prerequisites_reason", "prerequisites_by_id", "prerequisites_on")


class OfEnrolment(models.Model):
    """Administrative file of a learner: identity, analysis of needs, prerequisites, papers."""

    _inherit = "of.enrolment"

    birth_name = fields.Char(related="learner_id.of_birth_name", readonly=False, groups=FEW)
    birth_date = fields.Date(related="learner_id.of_birth_date", readonly=False, groups=FEW)
    birth_place = fields.Char(related="learner_id.of_birth_place", readonly=False, groups=FEW)
    level = fields.Selection(related="learner_id.of_level", readonly=False, groups=FEW)

    need_expectations = fields.Text("Expectations", groups=FEW, help="What the learner wants to be able to do.")
    need_context = fields.Text("Context", groups=FEW, help="Position, tasks, tools, experience.")
    need_constraints = fields.Text("Constraints", groups=FEW, help="Hours, travel, equipment. No health data here.")
    need_results = fields.Text("Expected results", groups=FEW, help="What the employer or the funder expects.")
    positioning_on = fields.Date("Positioned on", groups=FEW, help="Day of the test or interview before the training.")
    prerequisites = fields.Selection(
        [("yes", "Met"), ("no", "Not met"), ("waived", "Waived")], "Prerequisites checked", groups=FEW)
    prerequisites_reason = fields.Char("Reason of the waiver", groups=FEW)
    prerequisites_by_id = fields.Many2one("res.users", "Checked by", readonly=True, copy=False, groups=FEW)
    prerequisites_on = fields.Date("Checked on", readonly=True, copy=False, groups=FEW)

    paper_ids = fields.One2many("of.enrolment.paper", "enrolment_id", "Papers", groups=FEW)

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create([self._sign_prerequisites(vals) for vals in vals_list])
        enrolments.sudo()._add_papers()  # whoever sells makes the record; its papers are the office's
        return enrolments

    def write(self, vals):
        return super().write(self._sign_prerequisites(vals))

    def _sign_prerequisites(self, vals):
        """Who checked the prerequisites, and when, stands beside the answer."""
        if not vals.get("prerequisites"):
            return vals
        return {**vals, "prerequisites_by_id": self.env.uid, "prerequisites_on": fields.Date.context_today(self)}

    @api.constrains("prerequisites", "prerequisites_reason")
    def _check_prerequisites_reason(self):
        for enrolment in self.sudo():  # a field of the office, checked for whoever writes
            if enrolment.prerequisites == "waived" and not (enrolment.prerequisites_reason or "").strip():
                raise ValidationError(self.env._("Say why the prerequisites are waived: the reason is kept."))

    # -- papers ------------------------------------------------------------------

    def _add_papers(self):
        """The papers that programme and company ask for, and that these records don't list yet."""
        kinds = self.env["of.paper.kind"]._asked_for(self)
        known = {(paper.enrolment_id, paper.kind_id) for paper in self.paper_ids}
        return self.env["of.enrolment.paper"].create([
            {"enrolment_id": enrolment.id, "kind_id": kind.id}
            for enrolment, of_enrolment in kinds.items() for kind in of_enrolment
            if (enrolment, kind) not in known])

    def action_ask_papers(self):
        """Note that the papers of these records were asked for today."""
        self.check_access("write")
        self._add_papers()
        self.paper_ids.action_ask()

    # -- what is missing before the session starts -------------------------------

    def _of_checklist_purpose(self):
        return super()._of_checklist_purpose() or ("file" if self.state in ("draft", "confirmed") else None)

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "file":
            checks += [*self._file_checks(), *self._paper_checks()]
        return checks

    def _file_checks(self):
        _ = self.env._
        return [
            Check("learner", _("The learner has no name yet."), domain=[("learner_id", "=", False)],
                  level=ADVISORY, field="learner_id"),
            Check("status", _("The status of the learner is missing: the BPF counts by it."),
                  domain=[("status", "=", False)], level=ADVISORY, field="status"),
            Check("employer", _("The employer of this employee is missing."),
                  domain=[("status", "in", ("employee", "apprentice")), ("employer_id", "=", False)],
                  level=ADVISORY, field="employer_id"),
            Check("needs", _("The needs of the learner are not analysed yet."),
                  domain=[("need_expectations", "in", (False, "")), ("need_results", "in", (False, ""))],
                  level=ADVISORY, field="need_expectations", page="needs", article="Qualiopi, indicateur 4"),
            Check("prerequisites", _("The prerequisites are not checked."),
                  domain=[("prerequisites", "=", False)], level=ADVISORY, field="prerequisites", page="needs",
                  article="Qualiopi, indicateur 8"),
            Check("prerequisites_no", _("The prerequisites are not met: waive them with a reason, or propose another "
                                        "training."), domain=[("prerequisites", "=", "no")], level=ADVISORY,
                  field="prerequisites", page="needs"),
        ]

    def _paper_checks(self):
        _, papers = self.env._, self.sudo().paper_ids
        sentences = {
            "to_ask": _("To ask for: %(papers)s."), "asked": _("Not received yet: %(papers)s."),
            "expired": _("No longer valid: %(papers)s."),
        }
        return [
            Check(f"papers_{state}", sentence % {"papers": ", ".join(found.mapped("kind_id.name"))},
                  test=lambda _enrolment: True, level=ADVISORY, field="paper_ids", page="papers")
            for state, sentence in sentences.items()
            if (found := papers.filtered(lambda paper, state=state: paper.state == state))]
