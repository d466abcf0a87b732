from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check
from odoo.addons.of_training.lib import wording
from odoo.addons.of_training.lib.trainers import VIGILANCE


class PurchaseOrder(models.Model):
    """A contrat de prestation with a trainer who invoices, or the organisation he works for."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "of.checklist.mixin"]

    of_is_service_contract = fields.Boolean(
        "Trainer's contract", compute="_compute_of_is_service_contract", store=True)

    @api.depends("order_line.of_session_id")
    def _compute_of_is_service_contract(self):
        for order in self:
            order.of_is_service_contract = bool(order.order_line.of_session_id)

    # -- what must be there before it is concluded ----------------------------------

    def _of_checklist_purpose(self):
        if self.of_is_service_contract and self.state in ("draft", "sent"):
            return "conclude"
        return super()._of_checklist_purpose()

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose != "conclude":
            return checks
        return [*checks, Check(
            "price", self.env._("A line has no price: fill in the cost of the trainer, or the price."),
            domain=[("order_line", "any", [("of_session_id", "!=", False), ("price_unit", "=", 0)])],
            level=ADVISORY, field="order_line"), Check(
            "vigilance", self.env._(
                "No valid vigilance certificate, required from the threshold on and renewed until the end."),
            test=lambda order: order._of_lacks_vigilance(), level=ADVISORY,
            action="of_training.of_trainer_paper_action", article="L8222-1, D8222-5")]

    def _of_lacks_vigilance(self):
        """Whether this order reaches the threshold with the year's other ones, without a valid certificate today."""
        today = fields.Date.context_today(self)
        rule = self.env["of.vigilance.rule"]._holding_on(today, self.company_id)
        if not rule or self._of_ordered_this_year() < Decimal(str(rule.amount)):
            return False
        holders = self.order_line.of_trainer_id | self.partner_id
        return not self.env["of.trainer.paper"].search_count([
            ("trainer_id", "in", holders.ids), ("kind", "=", VIGILANCE), ("company_id", "=", self.company_id.id),
            ("issued_on", "<=", today), ("valid_until", ">=", today)], limit=1)

    def _of_ordered_this_year(self):
        """Excluding VAT: this order and the year's confirmed ones with the same supplier."""
        year = self.date_order.replace(month=1, day=1, hour=0, minute=0, second=0)
        others = self.search([
            ("id", "!=", self.id), ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
            ("state", "=", "purchase"), ("of_is_service_contract", "=", True), ("date_order", ">=", year)])
        return Decimal(str(sum((self | others).mapped("amount_untaxed"))))

    def button_confirm(self):
        for order in self.filtered(lambda order: order._of_checklist_purpose() == "conclude"):
            if refusal := order._of_refusal("conclude"):
                return refusal
        return super().button_confirm()

    def _add_supplier_to_product(self):
        # A price list would tell everybody what each trainer costs.
        return super(PurchaseOrder, self.filtered(
            lambda order: not order.of_is_service_contract))._add_supplier_to_product()

    # -- the document ------------------------------------------------------------------

    def print_quotation(self):
        contracts = self.filtered("of_is_service_contract")
        if not contracts:
            return super().print_quotation()
        contracts.filtered(lambda order: order.state == "draft").state = "sent"
        return self.env.ref("of_training_purchase.action_report_service_contract").report_action(contracts)

    def action_rfq_send(self):
        action = super().action_rfq_send()
        if self.of_is_service_contract:
            template = self.env.ref("of_training_purchase.mail_template_service_contract")
            action["context"] = {**action["context"], "default_template_id": template.id}
        return action

    @staticmethod
    def _of_address(partner):
        """'12 rue Servient, 69003 Lyon'."""
        town = " ".join(filter(None, (partner.zip, partner.city)))
        return ", ".join(filter(None, (partner.street, town)))

    def _of_missions(self):
        """What the contract prints of each line: programme, trainer, dates, place."""
        missions = []
        for line in self.order_line.filtered("of_session_id"):
            slots = line.of_slot_ids.sorted("start")
            missions.append({
                "line": line, "programme": line.of_session_id.programme_id, "trainer": line.of_trainer_id.name,
                "hours": wording.duration(sum(slots.mapped("hours"))), "session": line.of_session_id.name,
                "slots": [(slot._label(), slot._place_label()) for slot in slots]})
        return missions
