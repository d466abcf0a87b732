from odoo import fields, models
from odoo.exceptions import UserError

MAX_LENGTH = 4000


class OfSessionSlot(models.Model):
    """The trainer's report of a half-day (compte rendu de séance), written on his phone when it ends."""

    _inherit = "of.session.slot"

    report = fields.Text(
        "Trainer's report", readonly=True, copy=False, groups="of_training.group_of_training_user")

    def _guarded_names(self):
        return super()._guarded_names() | {"report"}

    def _report(self, text, is_hazard=False):
        """Keep what the trainer of this slot writes, and tell the office; callers checked who is asking.

        :param is_hazard: something went wrong that the office has to handle (aléa)
        :raises UserError: it is empty or too long, the slot has not begun, or the session is closed
        """
        self.ensure_one()
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Write your report first."))
        if len(text) > MAX_LENGTH:
            raise UserError(self.env._("Your report is longer than %(count)s characters: shorten it.",
                                       count=MAX_LENGTH))
        if self.start > fields.Datetime.now():
            raise UserError(self.env._("The report is written once the slot has begun."))
        if self.session_id.state == "closed":
            raise UserError(self.env._("The session is closed: tell the office instead."))
        slot = self.sudo()  # a trainer writes his word, and nothing else of the slot
        if text == slot.report:
            return
        slot.report = text
        responsible = slot.session_id.user_id.partner_id
        slot.session_id.message_post(
            author_id=slot.trainer_id.id, partner_ids=responsible.ids,
            body=self.env._("Report, %(slot)s: %(text)s", slot=slot._label(), text=text))
        if is_hazard:
            self.env["of.incident"].sudo()._note("hazard", text, session=slot.session_id, partner=slot.trainer_id)
