from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import attendance as rules

TEMPLATE = "of_training.mail_template_attendance_link"


class OfAttendance(models.Model):
    """Sending whoever has not signed his personal link, once a day at most."""

    _inherit = "of.attendance"

    reminded_on = fields.Date("Link sent on", readonly=True, copy=False)

    def action_remind(self):
        """Mail each person who may still sign one mail with all his links; names who could not be reached."""
        due, waiting = self._due_links("reminded_on")
        reached = due.filtered("partner_id.email")
        reached._send_links()
        reached.reminded_on = fields.Date.context_today(self)
        return self._tell_links_sent("reminded_on", reached, waiting, (due - reached).partner_id)

    def _due_links(self, field):
        """``(those to send a link now, those who may still sign)`` (sudo): once a day, as ``field`` says.

        :raises UserError: nobody may sign any more
        """
        self.check_access("read")
        attendances = self.sudo()._with_trainers()  # the office reads them; links are nobody's
        waiting = attendances.filtered(
            lambda one: not one.signed_at and one.state == "expected" and not one._sign_refusal())
        if not waiting:
            early = attendances.filtered(lambda one: one._moment() == rules.Moment.EARLY)
            raise UserError(
                self.env._("It is too early: %(slot)s can be signed from %(time)s on.",
                           slot=early[0].slot_id._label(), time=early[0].slot_id._instant_label(early[0]._window()[0]))
                if early else
                self.env._("Nobody is left who could still sign: correct these attendances instead."))
        today = fields.Date.context_today(self)
        return waiting.filtered(lambda one: one[field] != today), waiting

    def _with_trainers(self):
        """These, and the trainers of their half-days that are over: their word is missing too."""
        now = fields.Datetime.now()
        return self | self.slot_id.filtered(lambda slot: slot.end < now).attendance_ids.filtered(
            lambda one: one.role == "trainer")

    def _send_links(self):
        """One mail a person, queued in this transaction; a person's links are in his own mail alone."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            raise UserError(self.env._(
                "The mail template 'Training: attendance to sign' was deleted: update the module."))
        for attendances in self.grouped(lambda one: (one.partner_id, one.company_id)).values():
            template.with_context(of_attendances=attendances.sorted("start")).send_mail(
                attendances[0].id, email_values={"model": False, "res_id": False},
                email_layout_xmlid="mail.mail_notification_light")

    def _tell_links_sent(self, field, sent, waiting, unreachable):
        _, today = self.env._, fields.Date.context_today(self)
        message = _("Links sent: %(people)s people, %(count)s half-days.", people=len(sent.partner_id), count=len(sent))
        if already := (waiting - sent).filtered(lambda one: one[field] == today).partner_id:
            message += "\n" + _("Reminded today already: %(count)s.", count=len(already))
        if unreachable:
            message += "\n" + _("Without an address to reach them: %(names)s.", names=", ".join(
                unreachable.mapped("name")))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if unreachable else "success", "sticky": bool(unreachable),
                       "message": message, "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}


class OfSessionSlot(models.Model):
    _inherit = "of.session.slot"

    def action_send_links(self):
        """Send the personal links of these half-days."""
        return self.attendance_ids.action_remind()
