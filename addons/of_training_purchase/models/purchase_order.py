from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check
from odoo.addons.of_training.lib.trainers import VIGILANCE


class PurchaseOrder(models.Model):
    """A contrat de prestation with a trainer who invoices, or the organisation he works for."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "of.checklist.mixin"]

    of_is_service_contract = fields.Boolean(
        "Trainer's contract", compute="_compute_of_is_service_contract", store=True)

    of_agreement_ids = fields.One2many("of.agreement", "purchase_id", "Contracts")
    of_agreement_count = fields.Integer(compute="_compute_of_agreement_count", string="Number of contracts")

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

    # -- the contract that is signed ---------------------------------------------------

    def _compute_of_agreement_count(self):
        counts = dict(self.env["of.agreement"]._read_group(
            [("purchase_id", "in", self.ids)], ["purchase_id"], ["__count"]))
        for order in self:
            order.of_agreement_count = counts.get(order, 0)

    def action_of_agreements(self):
        """Write the contracts that are missing, one per session, and open them."""
        self.ensure_one()
        agreements = self._of_write_agreements()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_agreement_action")
        action["context"] = {"create": False}
        if len(agreements) == 1:
            return {**action, "res_id": agreements.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", agreements.ids)]}

    def _of_write_agreements(self):
        """The live contracts of these orders, after writing those that are missing."""
        agreements = self.env["of.agreement"].sudo()  # whoever orders need not be of the training office
        agreements.create([vals for order in self for vals in order._prepare_of_agreements()])
        return self._of_live_agreements()

    def _of_live_agreements(self):
        live = self.sudo().of_agreement_ids.filtered(
            lambda one: one.state in ("draft", "issued", "signed") and one.kind != "amendment")
        return live.sudo(self.env.su)

    def _prepare_of_agreements(self):
        missing = self.order_line.of_session_id - self._of_live_agreements().session_id
        is_subcontract = "subcontractor" in self.order_line.of_trainer_id.mapped("of_trainer_kind")
        return [{
            "kind": "subcontract" if is_subcontract else "service", "purchase_id": self.id, "session_id": session.id,
            "partner_id": self.partner_id.id, "company_id": self.company_id.id,
            "user_id": (self.user_id or self.env.user).id} for session in missing]

    def button_cancel(self):
        result = super().button_cancel()
        self._of_live_agreements().sudo().action_cancel()
        return result

    def print_quotation(self):
        contracts = self.filtered("of_is_service_contract")
        if not contracts:
            return super().print_quotation()
        contracts.filtered(lambda order: order.state == "draft").state = "sent"
        return self.env.ref("of_training.action_report_agreement").report_action(contracts._of_write_agreements())

    def action_rfq_send(self):
        """A trainer's contract is issued and sent for signature from its own form."""
        return self.action_of_agreements() if self.of_is_service_contract else super().action_rfq_send()
