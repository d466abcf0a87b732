from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import FUNDER_KINDS

MODES = [("direct", "Direct payment to us"), ("refund", "Refund to the company"),
         ("platform", "Payment by the platform")]
SCHEMES = [
    ("plan", "Skills development plan"), ("collective", "Collective action of the OPCO"),
    ("conventional", "Conventional or voluntary funds"), ("professionalisation", "Professionalisation contract"),
    ("reconversion", "Reconversion period"), ("apprenticeship", "Apprenticeship"), ("cpf", "CPF"),
    ("transition", "Professional transition project (PTP)"), ("job_seeker", "Aid to a job seeker (AIF, POE...)"),
    ("fse", "European Social Fund (FSE+)"), ("market", "Public market"), ("other", "Other"),
]
BRACKETS = [("under_50", "Under 50 employees"), ("50_more", "50 employees and more")]
BRACKET_OF = {"under_11": "under_50", "11_49": "under_50", "50_249": "50_more", "250_more": "50_more"}


class OfFundingModeRule(models.Model):
    """Who is invoiced when a funder pays (mode de paiement), unless the letter of accord says otherwise.

    Empty criteria hold for all; the rule that names most wins.
    """

    _name = "of.funding.mode.rule"
    _description = "Default payment mode of funders"
    _inherit = ["of.dated.mixin"]
    _dated_key = ("funder_kind", "funder_id", "scheme", "bracket")

    funder_kind = fields.Selection(FUNDER_KINDS, "Kind of funder", required=True)
    funder_id = fields.Many2one("res.partner", ondelete="cascade", help="Empty: all of this kind.")
    scheme = fields.Selection(SCHEMES, help="Empty: all schemes.")
    bracket = fields.Selection(BRACKETS, "Headcount", help="Of the employer. Empty: any.")
    mode = fields.Selection(MODES, "Payment mode", required=True)
    note = fields.Char("Condition", help="What must hold besides, shown on the request.", translate=True)

    @api.depends("funder_kind", "funder_id", "scheme", "bracket", "mode")
    def _compute_display_name(self):
        for rule in self:
            labels = [dict(rule._fields[name]._description_selection(self.env)).get(rule[name])
                      for name in ("scheme", "bracket", "mode")]
            kind = dict(rule._fields["funder_kind"]._description_selection(self.env)).get(rule.funder_kind)
            rule.display_name = ", ".join(filter(None, [rule.funder_id.name or kind, *labels]))

    @api.model
    def _holding_on(self, day, company=None, funder=None, scheme=None, headcount=None):
        """The rule for this case on ``day`` of the first accord; empty when none is known.

        :param funder: res.partner with a kind
        :param headcount: bracket of the employer, as on res.partner
        """
        domain = Domain([
            ("date_from", "<=", day), "|", ("date_to", "=", False), ("date_to", ">=", day),
            ("company_id", "in", [False, *(company.ids if company else [])]),
            ("funder_kind", "=", funder.of_funder_kind), ("funder_id", "in", [False, funder.id]),
            ("scheme", "in", [False, scheme]), ("bracket", "in", [False, BRACKET_OF.get(headcount)])])
        found = self.sudo().search(domain) if funder and funder.of_funder_kind else self  # nobody's secret
        return found.sorted(self._precision, reverse=True)[:1].sudo(False)

    @staticmethod
    def _precision(rule):
        """The company's own first, then the one that names most."""
        return bool(rule.company_id), bool(rule.funder_id), bool(rule.scheme), bool(rule.bracket)
