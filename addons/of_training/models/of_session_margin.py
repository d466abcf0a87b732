from collections import defaultdict

from odoo import api, fields, models

MARGIN_GROUPS = "account.group_account_readonly,account.group_account_invoice,of_training.group_of_training_manager"


class OfSession(models.Model):
    """What a session brings in and what it costs, on Odoo's analytic accounting.

    Each session that is sold has an analytic account: invoices, bills and
    expenses that name it make the margin. Amounts exclude VAT.
    """

    _inherit = "of.session"

    analytic_account_id = fields.Many2one(
        "account.analytic.account", "Analytic account", readonly=True, copy=False, check_company=True,
        index="btree_not_null", ondelete="set null", groups=MARGIN_GROUPS,
        help="Put it on bills and expenses that this session causes.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_sold = fields.Monetary(
        "Sold", compute="_compute_amount_sold", groups=MARGIN_GROUPS, help="Confirmed orders, excluding VAT.")
    amount_earned = fields.Monetary(
        "Invoiced", compute="_compute_margin", groups=MARGIN_GROUPS, help="Income booked on the analytic account.")
    amount_spent = fields.Monetary(
        "Spent", compute="_compute_margin", groups=MARGIN_GROUPS, help="Costs booked on the analytic account.")
    margin_expected = fields.Monetary(
        "Expected margin", compute="_compute_margin_expected", groups=MARGIN_GROUPS,
        help="Sold, less what was spent or the cost of the trainers where their bills are still to come.")
    margin = fields.Monetary(compute="_compute_margin", groups=MARGIN_GROUPS, help="Invoiced less spent.")

    def _compute_amount_sold(self):
        groups = self.env["sale.order.line"].sudo()._read_group(  # whoever reads the margin need not read orders
            [("of_session_id", "in", self.ids), ("state", "=", "sale")], ["of_session_id", "order_id"],
            ["price_subtotal:sum"])
        sold = defaultdict(float)
        for session, order, amount in groups:
            sold[session.id] += amount / (order.currency_rate or 1)  # of the day of the order
        for session in self:
            session.amount_sold = session.currency_id.round(sold[session.id])

    def _compute_margin(self):
        """Booked lines by the group of their general account: a credit note lowers what was invoiced."""
        column = self._of_analytic_plan()._column_name()
        accounts = self.analytic_account_id
        groups = self.env["account.analytic.line"].sudo()._read_group(
            [(column, "in", accounts.ids)], [column, "general_account_id.internal_group"], ["amount:sum"])
        booked = defaultdict(float)
        for account, group, amount in groups:
            booked[account.id, group == "income"] += amount
        for session in self:
            session.amount_earned = booked[session.analytic_account_id.id, True]
            session.amount_spent = -booked[session.analytic_account_id.id, False]
            session.margin = session.amount_earned - session.amount_spent

    def _compute_margin_expected(self):
        for session in self:
            session.margin_expected = session.amount_sold - max(session.amount_spent, session.trainer_cost)

    @api.model
    def _of_analytic_plan(self):
        """The plan whose accounts are sessions."""
        return self.env.ref("of_training.account_analytic_plan_session").sudo()

    def _of_ensure_analytic_account(self):
        """Give these sessions their analytic accounts; returns them."""
        missing = self.sudo().filtered(lambda session: not session.analytic_account_id)  # follows from a sale
        accounts = self.env["account.analytic.account"].sudo().create([{
            "name": session.display_name, "code": session.name, "plan_id": self._of_analytic_plan().id,
            "company_id": session.company_id.id} for session in missing])
        for session, account in zip(missing, accounts, strict=True):
            session.analytic_account_id = account
        return self.sudo().analytic_account_id

    def action_of_analytic_lines(self):
        """The booked lines, for whoever may read analytic accounting; others read the figures on the form."""
        if not self.env["account.analytic.line"].has_access("read"):
            return False
        action = self.env["ir.actions.act_window"]._for_xml_id("analytic.account_analytic_line_action_entries")
        action["domain"] = [(self._of_analytic_plan()._column_name(), "=", self.analytic_account_id.id)]
        action["context"] = {}
        return action
