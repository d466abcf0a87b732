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
        if self.with_context(of_code=code)._text("of_training_sms.sms_template_code", now=True):
            signing._void(self)
            raise UserError(self.env._("The text message with your code could not be sent: have it sent by mail."))
        return None

    def action_text_links(self):
        """Send each person who may still sign the link of the half-day by text message, once a day."""
        due, waiting = self._due_links("texted_on")
        reached = due.filtered("partner_id.phone_sanitized")
        reached._text("of_training_sms.sms_template_link")
        reached.texted_on = fields.Date.context_today(self)
        return self._tell_links_sent("texted_on", reached, waiting, (due - reached).partner_id)

    def _text(self, template, now=False):
        """Queue a text message to each of these people, or send it now; whether one could not be sent.

        What was sent at once, a code, is kept nowhere.
        """
        bodies, failed = self.env.ref(template)._render_field("body", self.ids), False
        for company, attendances in self.grouped("company_id").items():  # each has its own account at the gateway
            messages = self.env["sms.sms"].with_company(company).create([{
                "number": attendance.partner_id.phone_sanitized, "partner_id": attendance.partner_id.id,
                "body": bodies[attendance.id]} for attendance in attendances])
            if now:
                messages.send()
                failed = failed or any(message.state == "error" for message in messages)
                messages.unlink()
        return failed
