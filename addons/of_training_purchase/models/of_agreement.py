from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check
from odoo.addons.of_training.lib import wording

GIVEN = ("service", "subcontract")


class OfAgreement(models.Model):
    """What a trainer who invoices (contrat de prestation) or another organisation (sous-traitance) signs.

    Made from the order to him, one per session; signing it confirms the order.
    """

    _inherit = "of.agreement"

    purchase_id = fields.Many2one(
        "purchase.order", "Order to the trainer", readonly=True, copy=False, check_company=True, ondelete="restrict",
        index="btree_not_null")

    _once_purchase = models.UniqueIndex(
        "(purchase_id, session_id) WHERE state IN ('draft', 'issued', 'signed') AND kind <> 'amendment'",
        "This order has a contract for this session already.")

    def _issued_fields(self):
        return super()._issued_fields() | {"purchase_id"}

    def _prepare_amendment(self):
        return super()._prepare_amendment() | {"purchase_id": self.purchase_id.id}

    # -- the order -----------------------------------------------------------------------

    def _purchase_lines(self):
        """Lines of the order that are about this session."""
        lines = self.purchase_id.sudo().order_line  # who signs need not read orders
        return lines.filtered(lambda line: line.of_session_id in self.session_id)

    def _priced_lines(self):
        return self._purchase_lines() if self.purchase_id else super()._priced_lines()

    def _slots(self):
        return self._purchase_lines().of_slot_ids if self.purchase_id else super()._slots()

    def _payment_term(self):
        return self.purchase_id.sudo().payment_term_id if self.purchase_id else super()._payment_term()

    @api.depends("purchase_id.order_line.price_total", "purchase_id.order_line.of_session_id")
    def _compute_amounts(self):
        return super()._compute_amounts()

    @api.depends("purchase_id.order_line.of_slot_ids.start", "purchase_id.order_line.of_slot_ids.end")
    def _compute_period(self):
        return super()._compute_period()

    def _reference_label(self):
        if self.kind in GIVEN:
            return f"{super()._reference_label()}, commande {self.purchase_id.sudo().name}"
        return super()._reference_label()

    def _quantity_label(self, line):
        if line._name != "purchase.order.line":
            return super()._quantity_label(line)
        return wording.quantity(line.product_qty, line.product_uom_id.with_context(lang="fr_FR").name)

    # -- checks and steps ------------------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose != "issue":
            return checks
        _ = self.env._
        given = ("kind", "=", "subcontract")
        return [
            *checks,
            Check("no_price", _("The price is missing: fill in the cost of the trainer, or the price of the order."),
                  domain=[("kind", "=", "service"), ("amount_total", "=", 0)], field="purchase_id"),
            Check("no_period", _("No slot is entrusted to this trainer: plan them in the session."),
                  domain=[("kind", "=", "service"), ("date_start", "=", False)], field="session_id"),
            Check("siret", _("The SIRET of who invoices is missing on his sheet: it is printed in the contract."),
                  domain=[("kind", "in", GIVEN), ("partner_id.commercial_partner_id.vat", "in", (False, "")),
                          ("partner_id.commercial_partner_id.company_registry", "in", (False, ""))],
                  level=ADVISORY, field="partner_id"),
            Check("order", _("The order lacks something, or its advice was not answered: open it."),
                  test=lambda record: record.purchase_id and record.purchase_id.sudo()._of_blocking("conclude"),
                  field="purchase_id", article="L8222-1, D8222-5"),
            Check("subcontractor_nda",
                  _("The activity declaration number of the subcontractor is missing on his sheet."),
                  domain=[given, ("partner_id.of_nda", "in", (False, ""))], level=ADVISORY, field="partner_id",
                  article="R6333-6-2"),
        ]

    def action_issue(self):
        result = super().action_issue()
        issued = self.filtered(lambda one: one.state == "issued").purchase_id.sudo()
        issued.filtered(lambda order: order.state == "draft").state = "sent"
        return result

    def _after_signature(self):
        super()._after_signature()
        order = self.purchase_id.sudo()  # who signs, or records a signature, need not have the right to buy
        if order.state not in ("draft", "sent") or order.of_agreement_ids.filtered(lambda one: one.state == "issued"):
            return
        if order._of_blocking("conclude"):
            order.activity_schedule(
                "mail.mail_activity_data_todo", user_id=(order.user_id or self.env.user).id,
                summary=self.env._("%(contract)s is signed: complete the order, then confirm it.", contract=self.name))
            return
        order.button_confirm()
