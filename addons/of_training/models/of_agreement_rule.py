from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


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

    @api.model
    def _holding_on(self, day, company=None, **case):
        """The one that protects the individual most: the law may have become stricter than a company's own rule."""
        rules = self.sudo().search(self._holding_domain(day, company) & Domain.AND(
            [[(name, "=", value)] for name, value in case.items()]))
        return rules.sorted(lambda rule: (rule.percent, -rule.days))[:1]

    @api.constrains("company_id", "kind", "days", "percent", "date_from", "date_to")
    def _check_protects(self):
        """A company's own rule may only protect the individual more than the law does, on each of its days."""
        for rule in self.filtered("company_id"):
            laws = self.sudo().search(rule._contemporary_domain() & Domain([
                ("company_id", "=", False), ("kind", "=", rule.kind)]))
            weaker = laws.filtered(lambda law, own=rule: own.percent > law.percent or own.days < law.days)
            if law := weaker[:1]:
                raise ValidationError(self.env._(
                    "The law (%(article)s) protects the individual more than this rule: it can't go below.",
                    article=law.article or law.source))
