from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_nda = fields.Char(related="company_id.of_nda", readonly=False)
    of_nda_region = fields.Char(related="company_id.of_nda_region", readonly=False)
    of_representative_id = fields.Many2one(related="company_id.of_representative_id", readonly=False)
    of_representative_title = fields.Char(related="company_id.of_representative_title", readonly=False)
    of_stamp = fields.Binary(related="company_id.of_stamp", readonly=False)
    of_vat_exempt_from = fields.Date(related="company_id.of_vat_exempt_from", readonly=False)
    of_vat_exempt_to = fields.Date(related="company_id.of_vat_exempt_to", readonly=False)
    of_pedagogical_referent_id = fields.Many2one(related="company_id.of_pedagogical_referent_id", readonly=False)
    of_disability_referent_id = fields.Many2one(related="company_id.of_disability_referent_id", readonly=False)
    of_mediator = fields.Char(related="company_id.of_mediator", readonly=False)
    of_mediator_address = fields.Char(related="company_id.of_mediator_address", readonly=False)
    of_seal_name = fields.Char(related="company_id.of_seal_name", readonly=False)
    of_timestamp_url = fields.Char(related="company_id.of_timestamp_url", readonly=False)
    of_timestamp_roots = fields.Binary(related="company_id.of_timestamp_roots", readonly=False)
    of_seal_state = fields.Char(related="company_id.of_seal_state")
    of_sign_before = fields.Integer(related="company_id.of_sign_before", readonly=False)
    of_sign_late_days = fields.Integer(related="company_id.of_sign_late_days", readonly=False)
    of_sign_after = fields.Integer(related="company_id.of_sign_after", readonly=False)
    of_keep_proofs_years = fields.Integer(related="company_id.of_keep_proofs_years", readonly=False)
    of_warn_absence = fields.Boolean(related="company_id.of_warn_absence", readonly=False)
    of_agreement_signing = fields.Selection(related="company_id.of_agreement_signing", readonly=False)
    of_signature_provider = fields.Selection(related="company_id.of_signature_provider", readonly=False)
    of_has_signature_providers = fields.Boolean(compute="_compute_of_has_signature_providers")
    of_agreement_valid_days = fields.Integer(related="company_id.of_agreement_valid_days", readonly=False)
    of_agreement_remind_days = fields.Integer(related="company_id.of_agreement_remind_days", readonly=False)
    of_morning_start = fields.Float(related="company_id.of_morning_start", readonly=False)
    of_morning_end = fields.Float(related="company_id.of_morning_end", readonly=False)
    of_afternoon_start = fields.Float(related="company_id.of_afternoon_start", readonly=False)
    of_afternoon_end = fields.Float(related="company_id.of_afternoon_end", readonly=False)

    def _compute_of_has_signature_providers(self):
        choices = self.env["res.company"]._fields["of_signature_provider"].get_values(self.env)
        self.of_has_signature_providers = len(choices) > 1
