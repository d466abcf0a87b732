from odoo import api, fields, models

MODES = [("direct", "Direct payment to us"), ("refund", "Refund to the company"),
         ("platform", "Payment by the platform")]
BRACKETS = [("under_50", "Under 50 employees"), ("50_more", "50 employees and more")]
BRACKET_OF = {"under_11": "under_50", "11_49": "under_50", "50_249": "50_more", "250_more": "50_more"}


class OfFundingModeRule(models.Model):
    """Who is invoiced when a funder pays (mode de paiement), unless the letter of accord says otherwise."""

    _name = "of.funding.mode.rule"
    _description = "Default payment mode of funders"
    _inherit = ["of.funder.rule.mixin"]
    _dated_key = ("funder_kind", "funder_id", "scheme", "bracket")

    bracket = fields.Selection(BRACKETS, "Headcount", help="Of the employer. Empty: any.")
    mode = fields.Selection(MODES, "Payment mode", required=True)
    note = fields.Char("Condition", help="What must hold besides, shown on the request.", translate=True)

    @api.depends("bracket", "mode")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for rule in self:
            rule.display_name = ", ".join(
                filter(None, [rule.display_name, rule._label("bracket"), rule._label("mode")]))
        return result

    @api.model
    def _holding_on(self, day, company=None, funder=None, scheme=None, headcount=None):
        """The rule for this case on ``day`` of the first accord; empty when none is known.

        :param funder: res.partner with a kind
        :param headcount: bracket of the employer, as on res.partner
        """
        funder = funder or self.env["res.partner"]
        return self._holding_for(day, company, funder, scheme, bracket=BRACKET_OF.get(headcount))

    def _precision(self):
        return *super()._precision(), bool(self.bracket)
