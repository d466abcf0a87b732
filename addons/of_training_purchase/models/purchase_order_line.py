from odoo import api, fields, models

from odoo.addons.of_training.lib import trainers


class PurchaseOrderLine(models.Model):
    """What a trainer does in one session; its hours are those of its slots, done once they are closed."""

    _inherit = "purchase.order.line"

    of_session_id = fields.Many2one(
        "of.session", "Session", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    of_trainer_id = fields.Many2one("res.partner", "Trainer", readonly=True, copy=False)
    of_slot_ids = fields.One2many("of.session.slot", "purchase_line_id", "Slots", readonly=True)
    qty_received_method = fields.Selection(
        selection_add=[("of_slots", "Closed slots")], ondelete={"of_slots": "set null"})

    @api.depends("of_session_id")
    def _compute_qty_received_method(self):
        result = super()._compute_qty_received_method()
        self.filtered("of_session_id").qty_received_method = "of_slots"
        return result

    @api.depends("of_slot_ids.closed_at", "of_slot_ids.hours", "product_uom_id")
    def _compute_qty_received(self):
        return super()._compute_qty_received()

    def _prepare_qty_received(self):
        received = super()._prepare_qty_received()
        for line in self.filtered(lambda line: line.qty_received_method == "of_slots"):
            received[line] = line._of_quantity(line.of_slot_ids.filtered("closed_at"))
        return received

    def _compute_price_unit_and_date_planned_and_name(self):
        # The price is the trainer's, not one of a price list; nobody else may know it.
        priced = self.filtered(lambda line: not line.of_session_id)
        return super(PurchaseOrderLine, priced)._compute_price_unit_and_date_planned_and_name()

    def _of_quantity(self, slots):
        """Hours of ``slots`` in the unit of the line: hours, or days of seven hours of training."""
        unit = "day" if self.product_uom_id == self.env.ref("uom.product_uom_day") else "hour"
        return float(trainers.quantity(sum(slots.mapped("hours")), unit))

    def _of_count_slots(self):
        """Order what the slots are; a draft that has none left goes."""
        for line in self:
            quantity = line._of_quantity(line.of_slot_ids)
            if line.product_qty != quantity:
                line.product_qty = quantity
        empty = self.filtered(lambda line: not line.of_slot_ids and line.order_id.state in ("draft", "sent"))
        orders = empty.order_id
        empty.unlink()
        left = orders.filtered(lambda order: not order.order_line)
        left.button_cancel()
        left.unlink()
