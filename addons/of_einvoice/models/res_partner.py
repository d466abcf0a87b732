import re

from stdnum.fr import siren as siren_number

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import terms

ADDRESS_PATTERN = re.compile(r"[A-Za-z0-9_.-]{1,125}")  # BR-FR-23, BR-FR-25


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_edi_format = fields.Selection(selection_add=[("of_facturx", "France (Factur-X, checked)")])
    of_einvoice_address = fields.Char(
        "E-invoicing address",
        help="Address in the French directory (scheme 0225): SIREN, SIREN_SIRET or SIREN_suffix. Empty: the SIREN.")

    @api.constrains("of_einvoice_address")
    def _check_of_einvoice_address(self):
        for partner in self.filtered("of_einvoice_address"):
            if not ADDRESS_PATTERN.fullmatch(partner.of_einvoice_address):
                raise ValidationError(self.env._(
                    "E-invoicing address of %(name)s: only letters, digits, - _ and . are allowed, at most 125.",
                    name=partner.display_name))

    def _of_is_business(self):
        """Whether this commercial partner is treated as a business; a private person has no SIREN."""
        return bool(self.is_company or self.company_registry)

    def _of_is_french(self):
        return self.country_id.code in self.env["res.company"]._get_france_country_codes()

    def _of_siren(self):
        """The SIREN (nine digits) of a French partner, or None when missing or mistyped."""
        number = terms.siren_of(self.company_registry) if self._of_is_french() else None
        return number if number and siren_number.is_valid(number) else None

    def _of_siret(self):
        """The SIRET of a French partner, or None where only the SIREN is known."""
        return terms.siret_of(self.company_registry) if self._of_siren() else None

    def _of_electronic_address(self):
        """``(address, scheme)`` where e-invoices reach this partner: BT-34, BT-49."""
        if siren := self._of_siren():
            return self.of_einvoice_address or siren, terms.ADDRESS
        return (self.email, terms.EMAIL) if self.email else (None, None)
