from odoo import fields, models
from odoo.exceptions import UserError


class OfSession(models.Model):
    """Contrats de prestation of the trainers who invoice."""

    _inherit = "of.session"

    of_purchase_line_ids = fields.One2many(
        "purchase.order.line", "of_session_id", groups="purchase.group_purchase_user,account.group_account_invoice")
    of_purchase_count = fields.Integer(
        "Trainers' contracts", compute="_compute_of_purchase_count",
        groups="purchase.group_purchase_user,account.group_account_invoice")

    def _compute_of_purchase_count(self):
        counts = dict(self.env["purchase.order.line"]._read_group(
            [("of_session_id", "in", self.ids), ("state", "!=", "cancel")], ["of_session_id"],
            ["order_id:count_distinct"]))
        for session in self:
            session.of_purchase_count = counts.get(session, 0)

    def action_of_order_trainers(self):
        """Make or complete the contract of each trainer who invoices."""
        for session in self:
            if not session.slot_ids.trainer_id.filtered(lambda trainer: trainer.sudo()._of_invoices()):
                raise UserError(self.env._(
                    "No trainer of this session invoices: choose how each is engaged on his sheet."))
        self.env["purchase.order"].check_access("create")
        self._of_order_slots()
        return self.action_of_purchases()

    def action_of_purchases(self):
        orders = self.of_purchase_line_ids.order_id.filtered(lambda order: order.state != "cancel")
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_form_action")
        action |= {"domain": [("id", "in", orders.ids)], "context": {}}
        if len(orders) == 1:
            action |= {"views": [(False, "form")], "res_id": orders.id}
        return action

    # -- orders follow the slots ---------------------------------------------------

    def _of_follow_slots(self):
        """Slots that moved leave their line; drafts of these sessions take what is new. No draft, no change."""
        sessions = self.sudo()  # whoever plans need not read the orders that follow
        ordered = sessions.filtered(lambda session: session.of_purchase_line_ids.filtered(
            lambda line: line.state != "cancel"))
        ordered._of_order_slots(only_open=True)

    def _of_order_slots(self, only_open=False):
        """Put each slot on a line of its trainer's contract, and count the lines anew.

        :param only_open: complete contracts that are still drafts, make none
        """
        for session in self.sudo():
            lines = session.of_purchase_line_ids.filtered(lambda line: line.state != "cancel")
            slots = session.slot_ids
            slots.filtered(lambda slot: slot.purchase_line_id and not slot._of_is_ordered()).purchase_line_id = False
            for trainer, entrusted in session._of_free_slots().grouped("trainer_id").items():
                if line := session._of_open_line(trainer, make=not only_open):
                    entrusted.purchase_line_id = line
                    lines |= line
            lines._of_count_slots()

    def _of_free_slots(self):
        """Slots of trainers who invoice that no contract orders."""
        return self.slot_ids.filtered(lambda slot: slot.trainer_id._of_invoices() and not slot.purchase_line_id)

    def _of_open_line(self, trainer, make):
        """The line of this session in a draft contract with ``trainer``; what was sent stays as it is."""
        self.ensure_one()
        lines = self.env["purchase.order.line"]
        supplier = trainer.commercial_partner_id
        open_lines = lines.search([
            ("order_id.partner_id", "=", supplier.id), ("order_id.state", "=", "draft"),
            ("company_id", "=", self.company_id.id), ("of_session_id", "!=", False)], order="id")
        own = open_lines.filtered(lambda line: line.of_session_id == self and line.of_trainer_id == trainer)
        if own or not make:
            return own[:1]
        order = open_lines.order_id[:1] or self.env["purchase.order"].create(self._prepare_of_order(supplier))
        return lines.create(self._prepare_of_order_line(order, trainer))

    def _prepare_of_order(self, supplier):
        return {"partner_id": supplier.id, "company_id": self.company_id.id, "user_id": self.user_id.id or self.env.uid,
                "origin": self.name, "currency_id": self.company_id.currency_id.id}

    def _prepare_of_order_line(self, order, trainer):
        trainer = trainer.with_company(self.company_id)
        unit = trainer.of_trainer_price_unit or "hour"
        return {
            "order_id": order.id, "product_id": self.env.ref("of_training_purchase.product_trainer_service").id,
            "name": f"{self.programme_id.name} ({self.name}), {trainer.name}", "of_session_id": self.id,
            "of_trainer_id": trainer.id, "product_qty": 0, "price_unit": trainer.of_trainer_price,
            "product_uom_id": self.env.ref(f"uom.product_uom_{unit}").id,
            "date_planned": self.date_end or fields.Datetime.now()}

    # -- replacing a trainer -----------------------------------------------------------

    def _replace_trainer(self, slots, substitute, leaving, reason=None, waiver=None):
        result = super()._replace_trainer(slots, substitute, leaving, reason, waiver)
        ordered = self.sudo().of_purchase_line_ids.filtered(lambda line: line.state != "cancel")
        if substitute.sudo()._of_invoices() and (ordered or leaving):
            self._of_order_slots()
        return result

    def _replacement_consequences(self, slots, substitute, leaving):
        sentences = super()._replacement_consequences(slots, substitute, leaving)
        for order in slots.sudo().purchase_line_id.order_id:
            words = {"order": order.name, "trainer": order.partner_id.name}
            sentences.append(
                self.env._("The contract %(order)s of %(trainer)s loses these slots.", **words)
                if order.state == "draft" else self.env._(
                    "The contract %(order)s of %(trainer)s was sent: its quantity stays, an activity asks to correct "
                    "it with the trainer.", **words))
        if leaving and substitute.sudo()._of_invoices():
            sentences.append(self.env._(
                "%(trainer)s gets a draft contract for them, to check and send.", trainer=substitute.name))
        return sentences
