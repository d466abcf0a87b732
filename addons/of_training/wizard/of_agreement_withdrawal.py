from odoo import api, fields, models


class OfAgreementWithdrawal(models.TransientModel):
    """Record a withdrawal (rétractation) that came to the office."""

    _name = "of.agreement.withdrawal"
    _description = "Withdrawal from a contract"

    agreement_id = fields.Many2one("of.agreement", required=True, readonly=True)
    withdrawal_end = fields.Date(related="agreement_id.withdrawal_end")
    day = fields.Date("Sent on", required=True, default=fields.Date.context_today,
                      help="Day on which the individual sent it: what counts is when it left.")
    way = fields.Selection([
        ("letter", "By letter"), ("mail", "By electronic mail"), ("online", "On line")],
        "How it came", required=True, default="letter")

    consequences = fields.Text("What it does", compute="_compute_consequences")

    @api.depends("agreement_id", "day")
    def _compute_consequences(self):
        for wizard in self:
            wizard.agreement_id.check_access("read")  # what follows is read in sudo
            wizard.consequences = "\n".join(wizard.agreement_id._withdrawal_consequences(wizard.day))

    def action_record(self):
        self.agreement_id.check_access("write")
        ways = dict(self._fields["way"]._description_selection(self.env))
        self.agreement_id._withdraw(self.day, ways[self.way])
        return {"type": "ir.actions.act_window_close"}
