from odoo import api, fields, models


class OfSessionSlot(models.Model):
    """A slot is ordered from its trainer by a line of his contrat de prestation; drafts follow the planning."""

    _inherit = "of.session.slot"

    purchase_line_id = fields.Many2one(
        "purchase.order.line", "Line of the trainer's contract", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", groups="purchase.group_purchase_user,account.group_account_invoice")

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        slots.session_id._of_follow_slots()
        return slots

    def write(self, vals):
        sessions = self.session_id
        result = super().write(vals)
        if {"trainer_id", "start", "end", "session_id"} & set(vals):
            (sessions | self.session_id)._of_follow_slots()
        return result

    def unlink(self):
        sessions = self.session_id
        result = super().unlink()
        sessions.exists()._of_follow_slots()
        return result

    def _of_is_ordered(self):
        """Whether its line is still one of this session and trainer, in a contract that holds."""
        line = self.purchase_line_id
        return (line.of_session_id, line.of_trainer_id) == (self.session_id, self.trainer_id) and line.state != "cancel"
