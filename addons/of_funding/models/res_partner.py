from odoo import fields, models

FUNDER_KINDS = [
    ("opco", "OPCO"), ("cpf", "CPF (Caisse des Dépôts)"), ("faf", "Fund of the self-employed (FAF)"),
    ("france_travail", "France Travail"), ("region", "Region"), ("state", "State or public body"),
    ("transitions_pro", "Transitions Pro"), ("agefiph", "AGEFIPH"), ("fiphfp", "FIPHFP"),
    ("dpc", "ANDPC (health professionals)"), ("training_organisation", "Other training organisation"),
    ("other", "Other funder"),
]
HEADCOUNTS = [("under_11", "Under 11"), ("11_49", "11 to 49"), ("50_249", "50 to 249"), ("250_more", "250 and more")]


class ResPartner(models.Model):
    """A funder (financeur) is a partner with a kind."""

    _inherit = "res.partner"

    of_funder_kind = fields.Selection(
        FUNDER_KINDS, "Kind of funder", index="btree_not_null", help="Empty: pays only for himself or his employees.")
    of_headcount = fields.Selection(
        HEADCOUNTS, "Headcount", help="Employees. Some OPCO still pay directly for companies under 50.")

    def _of_missing_to_invoice(self):
        """Labels of the fields without which an invoice to this company is incomplete (L441-9 code de commerce).

        ``company_registry`` holds the SIRET, or the SIREN alone.
        """
        missing = [self._fields[name]._description_string(self.env)
                   for name in ("street", "zip", "city", "country_id") if not self[name]]
        return missing + ([] if self.company_registry else ["SIRET"])
