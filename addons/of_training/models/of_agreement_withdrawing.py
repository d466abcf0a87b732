import json

from odoo import fields, models
from odoo.exceptions import UserError


class OfAgreement(models.Model):
    """Withdrawal (rétractation) of an individual from his contract: on line, or recorded by the office.

    L6353-5 of the Labour Code; L221-18 to L221-21 and D221-5 of the Consumer Code for what was signed on line.
    """

    _inherit = "of.agreement"

    def _may_withdraw(self):
        """Whether the function of L221-21 is open: until the last day of the period, at 23:59."""
        self.ensure_one()
        return (self.kind == "contract" and self.state == "signed" and bool(self.withdrawal_end)
                and self._local_day() <= self.withdrawal_end)

    def _withdrawal_declaration(self, name):
        """What the individual declares, in the words of the model form (annex of R221-1)."""
        return (f"Je soussigné(e) {name} notifie par la présente à {self.company_id.name} ma rétractation du contrat "
                f"de formation professionnelle {self.name}, « {self.title} », signé le "
                f"{self._day_label(self.signed_day)}.")

    def _withdraw_on_line(self, name):
        """The individual confirms his withdrawal; an acknowledgement with content, date and hour is sent (D221-5).

        :param name: as he typed it
        :raises UserError: no name, or the period is over
        """
        self.ensure_one()
        name = " ".join((name or "").split())[:200]
        if not name:
            raise UserError(self.env._("Type your first name and name."))
        declaration = self._withdrawal_declaration(name)
        self._withdraw(self._local_day(), self.env._("on line"), declaration)
        self._acknowledge_withdrawal(declaration)

    def _acknowledge_withdrawal(self, declaration):
        """A document for the individual, kept for him and mailed: what he declared, on which day, at what time."""
        document = self.env["of.document"].with_context(of_declaration=declaration)._issue(
            "of_training.report_agreement_withdrawal", self.with_context(of_declaration=declaration), "other",
            f"Accusé de réception de rétractation {self.name}", **self._document_values())
        self._log_event("acknowledged", document.name, other_document_id=document.id)
        started = "_started" if self._has_begun_on_request() else ""
        template = self.env.ref(f"of_training.mail_template_withdrawal{started}").sudo().with_context(
            of_declaration=declaration, of_declared_at=self._instant_label(fields.Datetime.now()))
        self.message_post(
            subject=template._render_field("subject", self.ids)[self.id],
            body=template._render_field("body_html", self.ids)[self.id], partner_ids=self.partner_id.ids,
            attachments=[(document.filename, document.sudo().attachment_id.raw)],
            email_layout_xmlid="mail.mail_notification_light")

    def _acknowledgement(self):
        """The of.document that acknowledges the withdrawal; empty: there is none."""
        events = self.sudo().document_id.event_ids.filtered(lambda event: event.kind == "acknowledged")
        return events[-1:].other_document_id

    def _withdraw(self, day, way, declaration=None):
        """Record a withdrawal declared on ``day``: no registration, nothing to pay.

        :param way: how it came, for the chatter
        :param declaration: what the individual declared on line, kept word for word
        """
        self.ensure_one()
        if self.kind != "contract":
            raise UserError(self.env._("Only an individual may withdraw: a convention is cancelled."))
        if self.withdrawal_end and not self.signed_day <= day <= self.withdrawal_end:
            raise UserError(self.env._(
                "The withdrawal period ran from %(start)s to %(end)s: %(day)s is outside it.",
                start=self._day_label(self.signed_day), end=self._day_label(self.withdrawal_end),
                day=self._day_label(day)))
        self._move("withdraw")
        self._pass().write({"withdrawn_day": day})
        self._log_event("withdrawn", declaration or way, facts=json.dumps({"withdrawn_day": str(day)}))
        self.sudo().enrolment_ids.action_cancel()  # who sells may read learner records, not write them
        self.message_post(body=self.env._("Withdrawn on %(day)s (%(way)s).", day=self._day_label(day), way=way))
        self._undo_sale()

    def _withdrawal_consequences(self, day):
        """Sentences saying what a withdrawal on ``day`` does, in the order in which people ask."""
        self.ensure_one()
        agreement, _ = self.sudo(), self.env._  # says what follows, not what orders and invoices hold
        records = agreement.enrolment_ids.filtered(lambda one: one.state != "cancelled")
        names = ", ".join(records.mapped("display_name")) or agreement.partner_id.name
        owed = agreement._owed_on_withdrawal(day)
        sentences = [
            _("The registration of %(names)s is cancelled. He had asked to begin early: %(owed)s are due for what was "
              "held (L221-25); an activity asks to invoice it.", names=names, owed=self._money(float(owed)))
            if owed else _("The registration of %(names)s is cancelled and nothing is due.", names=names)]
        change = agreement.env["of.enrolment.change"].new({"kind": "cancel", "enrolment_ids": records.ids})
        sentences += change._promotion_sentences()
        order = agreement.order_id
        if invoiced := agreement._posted_invoices():
            sentences.append(_("%(invoices)s: to be credited; an activity asks whoever sold it.",
                               invoices=", ".join(invoiced.mapped("name"))))
        elif order.state == "sale" and not owed:
            sentences.append(
                _("%(order)s is cancelled.", order=order.name) if agreement._is_whole_order()
                else _("%(order)s sells something else: an activity asks whoever sold it to lower it.",
                       order=order.name))
        return sentences + change._of_consequences_shares()

    def _posted_invoices(self):
        return self.order_id.invoice_ids.filtered(lambda move: move.state == "posted")

    def _is_whole_order(self):
        """Whether the order sold nothing but this session."""
        return self.order_id.order_line.of_session_id == self.session_id

    def _undo_sale(self):
        """An order that sold nothing else is cancelled; otherwise whoever sold it is told what is left to do."""
        order = self.order_id.sudo()  # the individual, or the office without the right to sell
        if order.state != "sale":
            return
        if not self.sudo()._posted_invoices() and self.sudo()._is_whole_order():
            order._action_cancel()
            return
        order.activity_schedule(
            "mail.mail_activity_data_todo", user_id=(order.user_id or self.user_id or self.env.user).id,
            summary=self.env._("%(contract)s was withdrawn: credit its invoices and lower the order.",
                               contract=self.name))
