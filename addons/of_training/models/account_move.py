from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class AccountMove(models.Model):
    """An individual owes nothing before his contract allows it, whichever way the invoice was made."""

    _inherit = "account.move"

    def _post(self, soft=True):
        today, now = fields.Date.context_today(self), self.browse()
        for move in self:
            if soft and move.date and move.date > today:  # only scheduled: comes back on its day
                continue
            if refusals := move._of_contract_refusals(beside=now):
                raise UserError("\n".join(refusals))
            now |= move
        return super()._post(soft)

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self.state == "draft":
            for index, sentence in enumerate(self._of_contract_refusals()):
                alerts[f"of_training_contract_{index}"] = {"level": "danger", "message": sentence}
        return alerts

    def _of_contract_refusals(self, beside=()):
        """Sentences saying why this invoice may not be posted yet (L6353-3 and L6353-6); empty: it may.

        A credit note always may.

        :param beside: moves that are posted in the same go
        """
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_receipt"):
            return []
        move = self.sudo()  # whoever posts need not read agreements and slots
        orders = move.invoice_line_ids.sale_line_ids.order_id
        refusals = [sentence for order in orders for sentence in move._of_order_refusals(order, beside)]
        return refusals + move._of_loose_refusals()

    def _of_day(self):
        """The day that decides: a date in the future allows nothing more."""
        return min(filter(None, [self.invoice_date, fields.Date.context_today(self)]))

    def _of_loose_refusals(self):
        """Sentences about what is invoiced to a person beside any order, though his contract forbids it.

        Training is invoiced from its order, which knows the contract; so is what no product tells from training,
        as long as a contract runs; and nothing at all is asked for while one may still be withdrawn from.
        """
        buyer = self.partner_id.commercial_partner_id
        loose = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.sale_line_ids and line.price_subtotal > 0)
        if not loose or not buyer or buyer.is_company:
            return []
        day, contracts = self._of_day(), buyer._of_running_contracts(self.company_id)
        if waiting := list(filter(None, (self._of_waiting(contract, day) for contract in contracts))):
            return waiting
        is_training = any(line.product_id.of_programme_id or (contracts and not line.product_id) for line in loose)
        return [self.env._(
            "%(name)s is an individual: invoice his training from its order, so that his contract is respected "
            "(L6353-3 and L6353-6).", name=buyer.name)] if is_training else []

    def _of_order_refusals(self, order, beside):
        """Sentences about what this invoice asks for under the contracts of ``order``."""
        lines = order._of_contract_lines()
        if not lines or all(line.price_subtotal <= 0 for line in self.invoice_line_ids):
            return []
        day, contracts = self._of_day(), order.of_agreement_ids._binding_contracts()
        by_session = contracts.grouped("session_id")
        waiting = [self._of_waiting(by_session.get(session), day) for session in lines.of_session_id]
        if any(waiting):
            return list(filter(None, waiting))
        billed = lines | order.order_line.filtered("is_downpayment")
        asked = self._of_amount(self.invoice_line_ids, billed)
        others = billed.invoice_lines.filtered(
            lambda line: line.move_id != self and (line.parent_state == "posted" or line.move_id in beside))
        before = self._of_amount(others, billed)
        payable = sum(contract._payable(day) for contract in contracts)
        if asked <= 0 or before + asked <= payable:
            return []
        return [self.env._(
            "%(order)s: at most %(payable)s may have been invoiced on %(day)s, %(before)s were already. The contract "
            "allows a deposit of %(percent)s %% before the training begins, then the balance as its slots are closed "
            "(L6353-6).", order=order.name, payable=self._of_money(payable), before=self._of_money(before),
            day=format_date(self.env, day), percent=f"{contracts[0]._rule('deposit').percent:g}")]

    def _of_waiting(self, contract, day):
        """Why nothing at all may be asked for on ``day`` under ``contract`` (or without one)."""
        if not contract or contract.state == "issued":
            return self.env._(
                "The contract of this individual isn't signed: nothing may be invoiced before (L6353-3 and L6353-6).")
        if contract.withdrawal_end and day <= contract.withdrawal_end:
            return self.env._(
                "%(contract)s is in its withdrawal period until %(day)s at 23:59: nothing may be invoiced before "
                "its end (L6353-6).", contract=contract.name, day=format_date(self.env, contract.withdrawal_end))
        if not contract._payable(day):
            return self.env._("%(contract)s was withdrawn from: nothing is due (L6353-5).", contract=contract.name)
        return None

    def _of_money(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    def _of_amount(self, move_lines, sale_lines):
        """What ``move_lines`` ask for on behalf of ``sale_lines``, VAT included; credit notes count against it."""
        concerned = move_lines.filtered(lambda line: line.sale_line_ids & sale_lines)
        return sum((Decimal(str(line.price_total)) * (-1 if line.move_id.move_type == "out_refund" else 1)
                    for line in concerned), Decimal(0))
