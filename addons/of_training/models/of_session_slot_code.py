from datetime import UTC

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ..lib import attendance as rules

CODE_SCOPE, SEAT_SCOPE = "of.session.slot code", "of.session.slot seat"
SEAT_SECONDS = 8 * 24 * 3600  # a phone without network sends what it kept days later


class OfSessionSlot(models.Model):
    """The code on the trainer's screen: whoever is in the room scans it, and signs on his own phone.

    It changes every few seconds, so that a picture of it sent to somebody who isn't there opens nothing. What it
    opens is for this slot, and for the phone that scanned it alone.
    """

    _inherit = "of.session.slot"

    def _code(self, step=None):
        """'42.181234567.<secret>': the code of now, or of that step."""
        step = rules.qr_step(fields.Datetime.now()) if step is None else step
        return f"{self.id}.{step}.{hmac(self.sudo().env, CODE_SCOPE, f'{self.id}.{step}')[:32]}"

    def _code_url(self):
        return f"{self.get_base_url()}/of/code/{self._code()}"

    @api.model
    def _from_code(self, code):
        """``(slot (sudo), whether the code still holds)``; empty for a code that never was one."""
        number, step, _secret = self._parts(code)
        slot = self.sudo().browse(number).exists()
        if not slot or not consteq(slot._code(step).encode(), code.encode()):
            return self.sudo(), False
        return slot, rules.is_fresh(step, fields.Datetime.now())

    def _seat(self, device, until=None):
        """Secret with which the device of that number finds its name at this slot, until then (seconds)."""
        until = until or int(fields.Datetime.now().replace(tzinfo=UTC).timestamp()) + SEAT_SECONDS
        return f"{self.id}.{until}.{hmac(self.sudo().env, SEAT_SCOPE, f'{self.id}.{until}.{device}')[:32]}"

    @api.model
    def _from_seat(self, seat, device):
        """The slot (sudo) of ``seat``; empty: another device's, over, or none."""
        number, until, _secret = self._parts(seat)
        slot = self.sudo().browse(number).exists()
        is_over = until < fields.Datetime.now().replace(tzinfo=UTC).timestamp()
        if is_over or not slot or not consteq(slot._seat(device, until).encode(), seat.encode()):
            return self.sudo()
        return slot

    @staticmethod
    def _parts(text):
        """Numbers and secret of a code or seat; zeros for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 12 for part in parts[:2]):
            return 0, 0, ""
        return int(parts[0]), int(parts[1]), parts[2]

    def _unsigned(self):
        """Learners' attendances that may still be signed now, by name."""
        return self.attendance_ids.filtered(
            lambda one: one.role == rules.LEARNER and not one.signed_at and not one._sign_refusal()).sorted("person")
