from odoo import fields, models

FUNDER_KINDS = [
    ("opco", "OPCO"), ("cpf", "CPF (Caisse des Dépôts)"), ("faf", "Fund of the self-employed (FAF)"),
    ("france_travail", "France Travail"), ("region", "Region"), ("state", "State or public body"),
    ("transitions_pro", "Transitions Pro"), ("agefiph", "AGEFIPH"), ("fiphfp", "FIPHFP"),
    ("dpc", "ANDPC (health professionals)"), ("training_organisation", "Other training organisation"),
    ("other", "Other funder"),
]
ASSESSMENTS = [("none", "None so far"), ("pooled", "Paid by public or pooled funds (CPF, OPCO, France Travail...)"),
               ("own", "Paid by himself or his employer")]
HEADCOUNTS = [("under_11", "Under 11"), ("11_49", "11 to 49"), ("50_249", "50 to 249"), ("250_more", "250 and more")]


class ResPartner(models.Model):
    """A funder (financeur) is a partner with a kind."""

    _inherit = "res.partner"

    of_funder_kind = fields.Selection(
        FUNDER_KINDS, "Kind of funder", index="btree_not_null", help="Empty: pays only for himself or his employees.")
    of_headcount = fields.Selection(
        HEADCOUNTS, "Headcount", help="Employees. Some OPCO still pay directly for companies under 50.")
    of_last_assessment = fields.Selection(
        ASSESSMENTS, "Last skills assessment", groups="of_training.group_of_training_user",
        help="As the learner declares: another is not funded for some years after one by public or pooled funds.")
    of_last_assessment_on = fields.Date("Last skills assessment on", groups="of_training.group_of_training_user")

    def _of_missing_to_invoice(self):
        """Labels of the fields without which an invoice to this company is incomplete (L441-9 code de commerce).

        ``company_registry`` holds the SIRET, or the SIREN alone.
        """
        missing = [self._fields[name]._description_string(self.env)
                   for name in ("street", "zip", "city", "country_id") if not self[name]]
        return missing + ([] if self.company_registry else ["SIRET"])
