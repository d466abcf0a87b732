from odoo import api, fields, models

from .of_funder_terms import CHANNELS, GROUPINGS

# Of the terms that hold today, as they are called there.
SHOWN = ("channel", "portal_name", "portal_url", "request_days", "answer_days", "invoice_days", "grouping",
         "invoice_mention", "note", "source", "verified", "paper_ids")


class ResPartner(models.Model):
    """How a funder works today, as its dated terms say."""

    _inherit = "res.partner"

    of_terms_id = fields.Many2one(
        "of.funder.terms", "Terms of today", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_channel = fields.Selection(CHANNELS, "Channel", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_portal_name = fields.Char("Name of the portal", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_portal_url = fields.Char("Portal", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_request_days = fields.Integer(
        "Days before the start", compute="_compute_of_terms_id", compute_sudo=True,
        help="The request is sent at the latest so many days before the training begins. "
             "0: on the day before at the latest.")
    of_terms_answer_days = fields.Integer("Days to answer", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_invoice_days = fields.Integer("Days to invoice", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_grouping = fields.Selection(GROUPINGS, "Grouping", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_invoice_mention = fields.Char("Mention on invoices", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_note = fields.Text("Good to know", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_source = fields.Char("Source", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_verified = fields.Selection(
        [("official", "Official text read"), ("concordant", "Several sources agree"), ("to_verify", "To verify")],
        "How sure", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_paper_ids = fields.Many2many(
        "of.funder.paper", string="Papers wanted", compute="_compute_of_terms_id", compute_sudo=True)
    of_mode_rule_ids = fields.Many2many(
        "of.funding.mode.rule", string="Payment modes of today", compute="_compute_of_mode_rule_ids", compute_sudo=True)

    @api.depends("of_funder_kind")
    @api.depends_context("company", "lang")
    def _compute_of_terms_id(self):
        terms = self.env["of.funder.terms"]
        found = terms._holding_for_each(fields.Date.context_today(self), self.env.company, self._origin)
        for partner in self:
            partner.of_terms_id = held = found.get(partner._origin, terms).sudo()
            for name in SHOWN:
                partner[f"of_terms_{name}"] = held[name]

    @api.depends("of_funder_kind")
    @api.depends_context("company")
    def _compute_of_mode_rule_ids(self):
        """Of each scheme and headcount the rule that wins."""
        modes, day = self.env["of.funding.mode.rule"], fields.Date.context_today(self)
        for partner in self:
            rules = modes._concerning(day, self.env.company, partner._origin)
            winning = {(rule.scheme, rule.bracket): rule for rule in rules.sorted(lambda rule: rule._precision())}
            partner.of_mode_rule_ids = modes.union(*winning.values())
