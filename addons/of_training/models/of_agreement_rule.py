from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OfAgreementRule(models.Model):
    """How long an individual may withdraw and how much may be asked of him (contrat de formation)."""

    _name = "of.agreement.rule"
    _description = "Rule of contracts"
    _inherit = ["of.dated.mixin"]
    _rec_name = "kind"
    _dated_key = ("kind",)

    kind = fields.Selection([
        ("on_site", "Withdrawal, concluded on site"),
        ("distance", "Withdrawal, concluded at a distance or off premises"),
        ("deposit", "Deposit after the withdrawal period")], required=True)
    days = fields.Integer(help="Length of the withdrawal period, in days; the day of signature doesn't count.")
    percent = fields.Float(help="Highest share of the price, VAT included, before the training begins.")

    _positive = models.Constraint(
        "CHECK((kind = 'deposit' AND percent BETWEEN 0 AND 100) OR (kind <> 'deposit' AND days > 0))",
        "A withdrawal period lasts at least one day, a deposit is between 0 and 100 %.")

    @api.constrains("company_id", "kind", "days", "percent", "date_from")
    def _check_protects(self):
        """A company's own rule may only protect the individual more than the law does."""
        for rule in self.filtered("company_id"):
            law = self._holding_on(rule.date_from, kind=rule.kind)
            weaker = rule.percent > law.percent if rule.kind == "deposit" else rule.days < law.days
            if law and weaker:
                raise ValidationError(self.env._(
                    "The law (%(article)s) protects the individual more than this rule: it can't go below.",
                    article=law.article or law.source))
