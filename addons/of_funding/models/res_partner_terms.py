from odoo import fields, models


class ResPartner(models.Model):
    """How a funder works today, as its dated terms say."""

    _inherit = "res.partner"

    of_terms_id = fields.Many2one("of.funder.terms", "Terms of today", compute="_compute_of_terms_id", compute_sudo=True)
    of_terms_channel = fields.Selection(related="of_terms_id.channel")
    of_terms_portal_name = fields.Char(related="of_terms_id.portal_name")
    of_terms_portal_url = fields.Char(related="of_terms_id.portal_url")
    of_terms_request_days = fields.Integer(related="of_terms_id.request_days")
    of_terms_answer_days = fields.Integer(related="of_terms_id.answer_days")
    of_terms_invoice_days = fields.Integer(related="of_terms_id.invoice_days")
    of_terms_grouping = fields.Selection(related="of_terms_id.grouping")
    of_terms_mention = fields.Char(related="of_terms_id.invoice_mention")
    of_terms_note = fields.Text(related="of_terms_id.note")
    of_terms_source = fields.Char(related="of_terms_id.source")
    of_terms_verified = fields.Selection(related="of_terms_id.verified")
    of_terms_paper_ids = fields.One2many(related="of_terms_id.paper_ids")
    of_mode_rule_ids = fields.Many2many(
        "of.funding.mode.rule", string="Payment modes of today", compute="_compute_of_mode_rule_ids",
        compute_sudo=True)

    def _compute_of_terms_id(self):
        day, company = fields.Date.context_today(self), self.env.company
        found = self.env["of.funder.terms"]._holding_for_each(day, company, self._origin)
        for partner in self:
            partner.of_terms_id = found.get(partner._origin)

    def _compute_of_mode_rule_ids(self):
        """Of each scheme and headcount the rule that wins."""
        day, company = fields.Date.context_today(self), self.env.company
        for partner in self:
            rules = self.env["of.funding.mode.rule"]._concerning(day, company, partner._origin)
            winning = {(rule.scheme, rule.bracket): rule for rule in rules.sorted(lambda rule: rule._precision())}
            partner.of_mode_rule_ids = self.env["of.funding.mode.rule"].union(*winning.values())
