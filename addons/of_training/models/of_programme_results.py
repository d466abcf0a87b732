from odoo import fields, models
from odoo.fields import Domain

from ..lib import examination as rules
from ..lib import planning, wording

HELD = ("held", "results", "closed")


class SlideChannel(models.Model):
    """Results of a programme's examinations (indicators 2 and 3)."""

    _inherit = "slide.channel"

    of_examination_count = fields.Integer(compute="_compute_of_examinations", string="Number of examinations")
    of_success_label = fields.Char(
        "Success", compute="_compute_of_examinations", help="Passed, of those who sat and whose result is known.")

    def _compute_of_examinations(self):
        counts = dict(self.env["of.examination"]._read_group(
            [("programme_id", "in", self.ids), ("state", "!=", "cancelled")], ["programme_id"], ["__count"]))
        success = {programme: (known, passed) for programme, known, passed in self.env[
            "of.examination.candidate"]._read_group(
                self._of_candidate_domain(), ["programme_id"], ["is_known:sum", "is_passed:sum"])}
        for programme in self:
            known, passed = success.get(programme, (0, 0))
            rate = rules.percent(passed, known)
            programme.of_examination_count = counts.get(programme, 0)
            programme.of_success_label = "–" if rate is None else f"{rate:.0f} %"

    def _of_candidate_domain(self, first=None, last=None):
        """Candidates of these programmes' examinations that were held, from and until these days (both included)."""
        domain = Domain([("programme_id", "in", self.ids), ("examination_id.state", "in", HELD)])
        zone = self.env.company.partner_id.tz or "Europe/Paris"
        if first:
            domain &= Domain("date", ">=", planning.instant(first, 0, zone))
        if last:
            domain &= Domain("date", "<", planning.instant(fields.Date.add(last, days=1), 0, zone))
        return domain

    def _of_results_text(self, first, last):
        """The sentence that the public reads about the examinations between two days, both included."""
        self.ensure_one()
        candidates = self.env["of.examination.candidate"].search(self._of_candidate_domain(first, last))
        words = [wording.day(day, "fr_FR") for day in (first, last, fields.Date.context_today(self))]
        return rules.sentence(candidates._rates(), *words[:2], self.of_certification_code or self.name, words[2])

    def action_of_examinations(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_examination_action")
        return action | {"domain": [("programme_id", "in", self.ids)], "context": {"default_programme_id": self[:1].id}}

    def action_of_success(self):
        """Registered, present and passed, by quarter."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_examination_results_action")
        return action | {"domain": [("programme_id", "in", self.ids)]}


class OfSession(models.Model):
    _inherit = "of.session"

    examination_ids = fields.Many2many(
        "of.examination", "of_examination_session_rel", "session_id", "examination_id", "Examinations")

    def action_examinations(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_examination_action")
        return action | {"domain": [("session_ids", "in", self.ids)], "context": {
            "default_programme_id": self.programme_id.id, "default_session_ids": self.ids,
            "default_company_id": self.company_id.id}}


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    candidate_ids = fields.One2many("of.examination.candidate", "enrolment_id", "Examinations", readonly=True)

    def _shared_candidates(self):
        """Examinations that the learner reads in the portal: his own, the result once all are known."""
        return self.sudo().candidate_ids.filtered(
            lambda candidate: candidate.is_live and candidate.examination_state != "cancelled").sorted("date")
