from odoo import fields, models
from odoo.exceptions import UserError

TEMPLATE = "of_training.mail_template_attendance_link"


class OfAttendance(models.Model):
    """Sending whoever has not signed his personal link, once a day at most."""

    _inherit = "of.attendance"

    reminded_on = fields.Date("Link sent on", readonly=True, copy=False)

    def action_remind(self):
        """Mail each person who may still sign one mail with all his links; names who could not be reached."""
        self.check_access("read")
        today, attendances = fields.Date.context_today(self), self.sudo()  # the office reads them; links are nobody's
        waiting = attendances._with_trainers().filtered(
            lambda one: not one.signed_at and one.state == "expected" and not one._sign_refusal())
        if not waiting:
            raise UserError(self.env._("Nobody is left who could still sign: correct these attendances instead."))
        due = waiting.filtered(lambda one: one.reminded_on != today)
        unreachable = due.partner_id.filtered(lambda partner: not partner.email)
        due = due.filtered("partner_id.email")
        due._send_links()
        due.reminded_on = today
        return self._tell_reminded(due, waiting, unreachable)

    def _with_trainers(self):
        """These, and the trainers of their half-days that are over: their word is missing too."""
        now = fields.Datetime.now()
        return self | self.slot_id.filtered(lambda slot: slot.end < now and not slot.closed_at).attendance_ids.filtered(
            lambda one: one.role == "trainer")

    def _send_links(self):
        """One mail a person, queued in this transaction; a person's links are in his own mail alone."""
        template = self.env.ref(TEMPLATE)
        for attendances in self.grouped(lambda one: (one.partner_id, one.company_id)).values():
            template.with_context(of_attendances=attendances.sorted("start")).send_mail(
                attendances[0].id, email_values={"model": False, "res_id": False},
                email_layout_xmlid="mail.mail_notification_light")

    def _tell_reminded(self, due, waiting, unreachable):
        _ = self.env._
        message = _("Links sent: %(people)s people, %(count)s half-days.", people=len(due.partner_id), count=len(due))
        if already := (waiting - due).filtered("reminded_on").partner_id:
            message += "\n" + _("Reminded today already: %(count)s.", count=len(already))
        if unreachable:
            message += "\n" + _("Without a mail address: %(names)s.", names=", ".join(unreachable.mapped("name")))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if unreachable else "success", "sticky": bool(unreachable),
                       "message": message, "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}


class OfSessionSlot(models.Model):
    _inherit = "of.session.slot"

    def action_send_links(self):
        """Send the personal links of these half-days."""
        return self.attendance_ids.action_remind()
