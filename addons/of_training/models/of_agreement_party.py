from odoo import api, fields, models
from odoo.exceptions import UserError

# Role -> how documents call it (French in the source).
LABELS = {"beneficiary": "Bénéficiaire", "company": "Entreprise", "funder": "Financeur"}


class OfAgreementParty(models.Model):
    """A further signatory of an agreement beside its client (convention tripartite), with a link of his own."""

    _name = "of.agreement.party"
    _description = "Party of an agreement"
    _inherit = ["of.agreement.signatory"]
    _order = "sequence, id"
    _rec_name = "partner_id"

    agreement_id = fields.Many2one("of.agreement", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", "Party", required=True, index=True, help="A company's HR contacts may sign for it.")
    role = fields.Selection([
        ("beneficiary", "Beneficiary"), ("company", "Company"), ("funder", "Funder"), ("other", "Other")],
        required=True, default="beneficiary")
    label = fields.Char(
        "As printed", compute="_compute_label", store=True, readonly=False, precompute=True, required=True,
        help="What documents call this party, in French.")
    email = fields.Char(related="partner_id.email")

    @api.depends("role")
    def _compute_label(self):
        for party in self:
            party.label = LABELS.get(party.role, party.label or "Autre partie")

    def _agreement(self):
        return self.agreement_id

    def _party(self):
        return self

    def _role_label(self):
        return self.label

    def _is_individual(self):
        return not self.partner_id.commercial_partner_id.is_company

    def _people(self):
        """The party himself; a company's own HR contacts, for the company alone."""
        return self.partner_id | self.partner_id.of_hr_contact_ids

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for party in self:
            party.access_url = party.agreement_id.access_url
        return result

    # -- issued with the agreement -----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties._check_draft()
        return parties

    def write(self, vals):
        if not set(vals) & {"agreement_id", "partner_id", "role", "label", "sequence"}:
            return super().write(vals)
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_draft()

    def _check_draft(self):
        for agreement in self.agreement_id.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._(
                "The parties of %(agreement)s stay as they were issued: take it back to draft to change them.",
                agreement=agreement.name))
