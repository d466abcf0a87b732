from odoo import api, fields, models

from odoo.addons.of_training.lib import trainers, wording


class PurchaseOrderLine(models.Model):
    """What a trainer does in one session; its hours are those of its slots, done once they are closed."""

    _inherit = "purchase.order.line"

    of_session_id = fields.Many2one(
        "of.session", "Session", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    of_trainer_id = fields.Many2one("res.partner", "Trainer", readonly=True, copy=False)
    of_slot_ids = fields.One2many("of.session.slot", "purchase_line_id", "Slots", readonly=True)
    of_hours_told = fields.Char(
        "Hours told", readonly=True, copy=False, help="What the responsible of the session was told last.")
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

    def _of_is_days(self):
        return self.product_uom_id == self.env.ref("uom.product_uom_day")

    def _of_quantity(self, slots):
        """Hours of ``slots`` in the unit of the line: hours, or days of seven hours of training."""
        return float(trainers.quantity(sum(slots.mapped("hours")), "day" if self._of_is_days() else "hour"))

    def _of_count_slots(self):
        """Order on drafts what the slots are; where the trainer may hold the contract, tell what it should say."""
        drafts = self.filtered(lambda line: line.state == "draft")
        filled = drafts.filtered("of_slot_ids")
        for line in filled:
            quantity = line._of_quantity(line.of_slot_ids)
            if line.product_qty != quantity:
                line.product_qty = quantity
        (drafts - filled)._of_drop()
        (self - drafts)._of_tell_hours()

    def _of_drop(self):
        """Take these lines off their drafts; a draft that has no other is cancelled as it is."""
        for order, lines in self.grouped("order_id").items():
            if order.order_line - lines:
                lines.unlink()
            else:
                order.button_cancel()

    # -- contracts that the trainer may hold ------------------------------------------

    def _of_tell_hours(self):
        """Tell the responsible, once, that the planning of a session is no longer what these lines order."""
        last = {(line.of_session_id, line.of_trainer_id): line for line in self.sorted("id")}
        for line in self:
            session, slots = line.of_session_id, line.of_slot_ids
            if line == last[session, line.of_trainer_id]:
                slots |= session._of_free_slots().filtered(lambda slot: slot.trainer_id == line.of_trainer_id)  # noqa: B023
            user = session.user_id or self.env.user
            sentence = line.with_context(lang=user.lang)._of_difference(slots)
            if sentence != line.of_hours_told:
                line._of_tell(user, sentence)

    def _of_tell(self, user, sentence):
        """Replace what ``user`` was asked to look at; False: nothing any more."""
        session, told = self.of_session_id, self.of_hours_told
        session.activity_ids.filtered(lambda activity: told and activity.summary == told).unlink()
        self.of_hours_told = sentence
        if sentence:
            self.order_id.message_post(body=sentence)
            session.activity_schedule("mail.mail_activity_data_todo", summary=sentence, user_id=user.id)

    def _of_difference(self, slots):
        """Sentence saying that ``slots`` are not the hours of this line; False: they are."""
        if self.product_qty == self._of_quantity(slots):
            return False
        ordered = self.product_qty * (float(trainers.HOURS_PER_DAY) if self._of_is_days() else 1)
        return self.env._(
            "%(trainer)s: the hours planned are now %(planned)s, the order %(order)s says %(ordered)s. Correct it with "
            "the trainer, or order the rest from the session.",
            trainer=self.of_trainer_id.name, planned=wording.duration(sum(slots.mapped("hours"))),
            order=self.order_id.name, ordered=wording.duration(ordered))
