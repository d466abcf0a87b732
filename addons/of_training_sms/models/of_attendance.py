from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_training.lib import codes


class OfAttendance(models.Model):
    """What a person signs with comes by text message too. It hangs on no record: nobody else finds it in a chatter."""

    _inherit = "of.attendance"

    texted_on = fields.Date("Text message sent on", readonly=True, copy=False)

    def _code_channels(self):
        number = self.partner_id.phone_sanitized
        return super()._code_channels() | ({"sms": codes.masked_number(number)} if number else {})

    def _send_code_by(self, channel):
        if channel != "sms":
            return super()._send_code_by(channel)
        number = self.partner_id.phone_sanitized
        signing = self.env["of.signing.code"]
        code = signing._make(self, number)
        if failed := self.with_context(of_code=code)._text("of_training_sms.sms_template_code", now=True):
            failed.unlink()
            signing._void(self)
            raise UserError(self.env._("The text message with your code could not be sent: have it sent by mail."))
        return None

    def action_text_links(self):
        """Send each person who may still sign the link of the half-day by text message, once a day."""
        self.check_access("read")
        today, attendances = fields.Date.context_today(self), self.sudo()  # links are nobody's to read
        due = attendances.filtered(
            lambda one: not one.signed_at and one.state == "expected" and one.texted_on != today
            and not one._sign_refusal())
        if not due:
            raise UserError(self.env._("Nobody is left to send a text message to today."))
        reached = due.filtered("partner_id.phone_sanitized")
        reached._text("of_training_sms.sms_template_link")
        reached.texted_on = today
        unreachable = (due - reached).partner_id
        message = self.env._("Text messages sent: %(count)s.", count=len(reached))
        if unreachable:
            names = ", ".join(unreachable.mapped("name"))
            message += "\n" + self.env._("Without a phone number: %(names)s.", names=names)
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if unreachable else "success", "sticky": bool(unreachable),
                       "message": message}}

    def _text(self, template, now=False):
        """Queue a text message to each of these people, or send it now; returns those that failed."""
        bodies = self.env.ref(template)._render_field("body", self.ids)
        messages = self.env["sms.sms"].create([{
            "number": attendance.partner_id.phone_sanitized, "partner_id": attendance.partner_id.id,
            "body": bodies[attendance.id]} for attendance in self])
        if now:
            messages.send()
        return messages.filtered(lambda message: message.state == "error")
