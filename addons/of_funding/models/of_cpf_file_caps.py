from odoo import api, fields, models

from ..lib import caps
from ..lib.split import cents
from .of_cpf_file import AMOUNTS


class OfCpfFile(models.Model):
    """The caps and rules of a CPF file, as of any request."""

    _name = "of.cpf.file"
    _inherit = ["of.cpf.file", "of.capped.mixin"]

    is_skills_assessment = fields.Boolean(compute="_compute_is_skills_assessment", export_string_translation=False)
    last_assessment = fields.Selection(related="learner_id.of_last_assessment", readonly=False)
    last_assessment_on = fields.Date(related="learner_id.of_last_assessment_on", readonly=False)

    @api.depends("programme_id.of_action_category")
    def _compute_is_skills_assessment(self):
        for file in self:
            file.is_skills_assessment = file.sudo().programme_id.of_action_category == "skills_assessment"

    @api.depends("programme_id", "session_id", "learner_id", "learner_status", "date_asked", "date_accepted",
                 "exemption", "hours_planned", "last_assessment", "last_assessment_on", *AMOUNTS)
    def _compute_cap_answers(self):
        return super()._compute_cap_answers()

    def _cap_case(self):
        platform = self._platform()
        top_up = cents(self.amount_employer + self.amount_opco)
        return caps.Case(
            fields.Date.context_today(self), self._cap_dates(), self._cap_people(), self.company_id.id,
            platform.of_funder_kind, platform.id, "cpf",
            facts=frozenset({self.exemption} & {"c2p", "at_mp"}), top_up=top_up,
            third_party=top_up + cents(self.amount_france_travail + self.amount_other),
            **self._cap_programme(self.programme_id))

    def _cap_dates(self):
        start = self.session_id._of_days()[0] if self.session_id else None
        accepted = self.date_accepted or None  # the order is the holder's, on the platform
        return {"request": self.date_asked or None, "order": accepted, "accord": accepted, "start": start or None}

    def _cap_people(self):
        if not self.learner_id:
            return ()
        price, programme = cents(self._price_untaxed()), self.programme_id
        hours = self.hours_planned or self.session_id.hours_planned or programme.of_hours
        return (caps.Person(price=price, asked=price, hours=cents(hours), days=cents(programme.of_days),
                            status=self.learner_status or "", **self._cap_person(self.learner_id)),)
