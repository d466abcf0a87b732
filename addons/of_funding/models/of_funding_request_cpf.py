from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from .of_funding_request import DECIDED


class OfFundingRequest(models.Model):
    """An accepted CPF file becomes an order to the platform: invoicing keeps one path."""

    _inherit = "of.funding.request"

    order_id = fields.Many2one("sale.order", "Order to the platform", readonly=True, copy=False, index="btree_not_null")

    def _get_checks_order(self):
        return [
            Check("session", self.env._("The session is missing."),
                  domain=[("session_id", "=", False)], field="session_id"),
            Check("learner", self.env._("The holder of the account is missing."), domain=[("learner_id", "=", False)],
                  field="learner_id"),
            Check("learner_status", self.env._("The status of the holder is missing: the BPF counts by it."),
                  domain=[("learner_status", "=", False)], level=ADVISORY, field="learner_status"),
            Check("product", self.env._("No product sells this programme: make one, and choose the programme on it."),
                  test=lambda request: request.session_id and not request._order_product(), field="session_id"),
        ]

    def action_make_order(self):
        """A confirmed order to the platform, sent to nobody."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in DECIDED or self.mode != "platform" or self.order_id:
            raise UserError(self.env._(
                "An order is made once, when the platform has accepted the file: record the grant first."))
        if refusal := self._of_refusal("order"):
            return refusal
        # The office that runs funding files need not have sales rights; the order says nothing it has not typed.
        order = self.env["sale.order"].sudo().with_company(self.company_id).create(self._prepare_order())
        self._pass().order_id = order.sudo(False)
        order.with_context(send_email=False).action_confirm()
        self.env["of.funding.line"].sudo().create(self._prepare_order_share(order.of_enrolment_ids))
        return self.action_open_order()

    def _prepare_order(self):
        return {
            "partner_id": self.funder_id.id,
            "company_id": self.company_id.id,
            "of_funding_request_id": self.id,
            "client_order_ref": self.number,
            "order_line": [fields.Command.create({
                "product_id": self._order_product().id, "product_uom_qty": 1, "price_unit": self.amount_granted,
                "of_session_id": self.session_id.id, "of_learner_ids": [fields.Command.set(self.learner_id.ids)],
            })],
        }

    def _prepare_order_share(self, enrolment):
        """The platform owes the whole price, whatever it becomes."""
        return {"enrolment_id": enrolment.id, "request_id": self.id, "is_remainder": True,
                "asked": enrolment.price, "granted": enrolment.price}

    def _order_product(self):
        return self.session_id.programme_id._of_sold_as(self.company_id)

    def action_open_order(self):
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id,
                "view_mode": "form"}
