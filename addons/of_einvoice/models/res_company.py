from odoo import fields, models

# Statutory wordings (BR-FR-05): French in the source, not translated.
RECOVERY = ("Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €"
            " (articles L441-10 et D441-5 du code de commerce).")
PENALTIES = ("En cas de retard de paiement, des pénalités sont exigibles sans rappel dès le lendemain de"
             " l'échéance, au taux de trois fois le taux d'intérêt légal (article L441-10 du code de commerce).")
DISCOUNT = "Pas d'escompte pour paiement anticipé."


class ResCompany(models.Model):
    _inherit = "res.company"

    of_note_recovery = fields.Text(
        "Recovery indemnity", default=RECOVERY, help="Note PMT of each e-invoice (BR-FR-05).")
    of_note_penalties = fields.Text(
        "Late payment penalties", default=PENALTIES, help="Note PMD of each e-invoice (BR-FR-05).")
    of_note_discount = fields.Text(
        "Discount for early payment", default=DISCOUNT, help="Note AAB of each e-invoice (BR-FR-05).")
    of_einvoice_address = fields.Char(
        related="partner_id.of_einvoice_address", readonly=False,
        help="Where the statuses of our invoices are sent: SIREN, SIREN_SIRET or SIREN_suffix. Empty: the SIREN.")

    def _of_is_french(self):
        """Whether this company's invoices are under the French rules."""
        self.ensure_one()
        return self.account_fiscal_country_id.code == "FR"
