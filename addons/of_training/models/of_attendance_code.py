from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import codes
from .of_agreement_signatory import SIGNING


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    of_attendance_signing = fields.Selection(
        SIGNING, "Attendance signatures", default="simple", required=True,
        help="Strengthened: who signs has logged in, or types a code that he gets by mail.")


class OfSession(models.Model):
    _inherit = "of.session"

    def _attendance_signing(self):
        """The level that signatures of this session must have; a funder may ask for more (extend with super())."""
        return self.programme_id.of_attendance_signing


class OfAttendance(models.Model):
    """A strengthened signature of attendance: by one's own login, or with a code that only this person gets."""

    _inherit = "of.attendance"

    def _needs_code(self, how):
        return how in ("link", "qr", "tablet") and self.session_id._attendance_signing() == "strengthened"

    def _level(self, how):
        """Level of a signature given in that way."""
        return "strengthened" if how == "portal" or self._needs_code(how) else "simple"

    def _code_key(self):
        return {"attendance_id": self.id}

    def _code_channels(self):
        """``{channel: address half hidden}`` by which this person can get a code (extend with super())."""
        address = self.partner_id.email_normalized
        return {"mail": codes.masked(address)} if address else {}

    def _send_code(self, channel="mail"):
        """Send a new code to who is about to sign; those before no longer hold.

        :raises UserError: not the time to sign, too many codes, no address, or it can't be sent
        """
        self.ensure_one()
        attendance = self.sudo()  # nobody has the right to read or write codes
        if refusal := attendance._sign_refusal():
            raise UserError(refusal)
        if channel not in attendance._code_channels():
            raise UserError(self.env._(
                "We have no address of yours to send a code to: tell the trainer or call %(company)s.",
                company=attendance.company_id.name))
        attendance._send_code_by(channel)

    def _send_code_by(self, channel):
        """Extend for other channels than mail."""
        self.env["of.signing.code"]._mail(
            self, self.partner_id.email_normalized, "of_training.mail_template_attendance_code", self)

    def _is_code_awaited(self):
        return self.env["of.signing.code"].sudo()._is_awaited(self)  # nobody has the right to read codes

    def _spend_code(self, typed, given=None):
        """Where the code ``typed`` went; whatever becomes of the signature, the attempt counts.

        :param given: UTC time at which a phone without network took it; None: now

        :raises UserError: none typed, wrong, too old, or tried too often
        """
        if not codes.clean(typed):
            raise UserError(self.env._("Type the code that was sent to you."))
        return self.env["of.signing.code"].sudo()._spend(self, typed, given)  # nobody has the right to read codes
