from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.of_funder_rule_mixin import SCHEMES


class OfFundingShareAdd(models.TransientModel):
    """Ask a funder for a part of the price of some learners; what is left goes to the remainder payer."""

    _name = "of.funding.share.add"
    _description = "Add a funder"

    enrolment_ids = fields.Many2many("of.enrolment", string="Learners", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    funder_id = fields.Many2one(
        "res.partner", compute="_compute_funder", store=True, readonly=False,
        domain=[("of_funder_kind", "!=", False)])
    request_id = fields.Many2one(
        "of.funding.request", "Existing request",
        domain="[('funder_id', '=', funder_id), ('state', 'in', ('draft', 'sent')), ('company_id', '=', company_id)]",
        help="Empty: a new request is made.")
    scheme = fields.Selection(SCHEMES, default="plan")
    asked = fields.Monetary(
        "Asked per learner", compute="_compute_asked", store=True, readonly=False, help="Excluding VAT.")
    remainder_id = fields.Many2one(
        "res.partner", "Remainder paid by", compute="_compute_remainder", store=True, readonly=False)

    @api.depends("enrolment_ids")
    def _compute_company(self):
        for wizard in self:
            wizard.company_id = wizard.enrolment_ids.company_id[:1]

    @api.depends("enrolment_ids")
    def _compute_funder(self):
        for wizard in self:
            wizard.funder_id = wizard.enrolment_ids.employer_id.of_opco_id[:1]

    @api.depends("enrolment_ids")
    def _compute_asked(self):
        for wizard in self:
            wizard.asked = min((float(enrolment._of_remainder()) for enrolment in wizard.enrolment_ids), default=0)

    @api.depends("enrolment_ids")
    def _compute_remainder(self):
        for wizard in self:
            enrolments = wizard.enrolment_ids
            named = enrolments.of_funding_line_ids.filtered("is_remainder").payer_id
            wizard.remainder_id = (named or enrolments.client_id.commercial_partner_id or enrolments.employer_id)[:1]

    def action_add(self):
        if len(self.enrolment_ids.company_id) != 1:
            raise UserError(self.env._("One request is for learners of one company: choose learners of one company."))
        if not self.funder_id:
            raise UserError(self.env._("Name the funder, in 'Funder'."))
        request = self.request_id or self.env["of.funding.request"].create(self._prepare_request())
        self.env["of.funding.line"].create([
            {"enrolment_id": enrolment.id, "request_id": request.id, "asked": self.asked}
            for enrolment in self.enrolment_ids])
        if self.remainder_id:
            rests = self.enrolment_ids.of_funding_line_ids.filtered("is_remainder")
            rests.filtered(lambda rest: rest.payer_id != self.remainder_id).payer_id = self.remainder_id
        return {"type": "ir.actions.act_window", "res_model": "of.funding.request", "res_id": request.id,
                "view_mode": "form"}

    def _prepare_request(self):
        sessions, employers = self.enrolment_ids.session_id, self.enrolment_ids.employer_id
        return {
            "funder_id": self.funder_id.id,
            "scheme": self.scheme,
            "company_id": self.company_id.id,
            "session_id": sessions.id if len(sessions) == 1 else False,
            "employer_id": employers.id if len(employers) == 1 else False,
        }
