import secrets
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ..lib import attendance as rules
from ..lib import drawing, signing

ROLES = [("learner", "Learner"), ("trainer", "Trainer")]
STATES = [
    ("expected", "Expected"), ("present", "Present"), ("late", "Arrived late"), ("left_early", "Left early"),
    ("absent_justified", "Absent, justified"), ("absent", "Absent")]
DECLARED = STATES[1:]
TOKEN_SCOPE = "of.attendance sign"
OWN_DEVICE = ("qr", "link", "portal")  # the signer's own
NEAR_DAYS = 40  # beyond, no tolerance reaches


class OfAttendance(models.Model):
    """A person expected at a slot. It says what counts now; ``entry_ids`` say from what it follows.

    Nobody writes it by hand: a signature, the trainer's word or a correction
    of the office makes a frozen entry, and the state follows from it.
    """

    _name = "of.attendance"
    _description = "Attendance"
    _order = "start, slot_id, role, person, id"
    _rec_name = "person"

    slot_id = fields.Many2one("of.session.slot", required=True, readonly=True, ondelete="cascade", index=True)
    session_id = fields.Many2one(related="slot_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="slot_id.company_id", store=True, index=True)
    start = fields.Datetime(related="slot_id.start", store=True)
    role = fields.Selection(ROLES, required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", required=True, readonly=True, index=True, ondelete="restrict")
    person = fields.Char(related="partner_id.name", store=True)
    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", readonly=True, index="btree_not_null", ondelete="cascade")
    state = fields.Selection(STATES, default="expected", required=True, readonly=True, index=True)
    arrived_at = fields.Datetime("Arrived", readonly=True, help="Of who came late.")
    left_at = fields.Datetime("Left at", readonly=True, help="Of who left early.")
    signed_at = fields.Datetime("Signed on", readonly=True, help="Time of the server.")
    is_remote = fields.Boolean("At a distance", readonly=True, help="Followed from elsewhere, by the link of the slot.")
    is_late = fields.Boolean(
        "Signed late", readonly=True, help="After the time to sign, with a reason: the trainer confirms it.")
    awaits_word = fields.Boolean(
        "To confirm", readonly=True, help="Signed late, or after an absence was noted: the trainer says what he saw.")
    hours = fields.Float("Hours followed", readonly=True, help="Counted when the slot is closed.")
    entry_ids = fields.One2many("of.attendance.entry", "attendance_id", "Entries", readonly=True)
    sign_nonce = fields.Char(readonly=True, copy=False, groups="base.group_system")

    _once = models.UniqueIndex("(slot_id, partner_id)", "This person is expected at this slot already.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["sign_nonce"] = secrets.token_hex(16)
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proved(self):
        if self.sudo().entry_ids:
            raise UserError(self.env._("An attendance with signatures or corrections can't be deleted."))

    # -- personal link ---------------------------------------------------------

    def _sign_token(self):
        """Secret of the personal link: follows from the database's secret, kept nowhere."""
        self.ensure_one()
        attendance = self.sudo()  # the nonce and the database's secret are nobody's to read
        return f"{self.id}-{hmac(attendance.env, TOKEN_SCOPE, f'{self.id}-{attendance.sign_nonce}')}"

    def _sign_url(self):
        """Address where this person, without a login, signs this slot."""
        return f"{self.get_base_url()}/of/sign/{self._sign_token()}"

    @api.model
    def _from_token(self, token):
        """The attendance (sudo) of a personal link; empty for a token that is not one."""
        number = token.partition("-")[0]
        attendance = self.sudo().browse(int(number) if number.isdecimal() and len(number) < 10 else 0).exists()
        known = attendance._sign_token() if attendance else "0-" + "0" * 64
        return attendance if consteq(known.encode(), token.encode()) and attendance else self.sudo()

    # -- signing ---------------------------------------------------------------

    @api.model
    def _to_sign_by(self, partner):
        """Attendances (sudo) that ``partner`` may sign now, as a learner; those in time first."""
        near = fields.Datetime.now() - timedelta(days=NEAR_DAYS), fields.Datetime.now() + timedelta(days=NEAR_DAYS)
        found = self.sudo().search([  # his own only
            ("partner_id", "=", partner.id), ("role", "=", "learner"), ("signed_at", "=", False),
            ("start", ">=", near[0]), ("start", "<=", near[1])])
        return found.filtered(lambda attendance: not attendance._sign_refusal()).sorted(
            lambda attendance: attendance._is_late_now())

    def _window(self):
        """First and last instant (UTC) at which this may be signed."""
        slot, company = self.slot_id, self.company_id
        return rules.window(self.role, slot.start, slot.end, company.of_sign_before, company.of_sign_after)

    def _moment(self):
        """``rules.Moment`` of now: too early, open, late, or over."""
        opens, closes = self._window()
        latest = closes + timedelta(days=self.company_id.of_sign_late_days)
        return rules.moment(fields.Datetime.now(), opens, closes, latest)

    def _is_late_now(self):
        """Whether a signature given now must say why it comes so late."""
        return bool(self.slot_id.closed_at) or self._moment() == rules.Moment.LATE

    def _signature(self):
        """The entry that holds this person's signature, if any."""
        return self.sudo().entry_ids.filtered(lambda entry: entry.kind == "signature")[:1]

    def _sign(self, how, drawn=None, typed=None, reason=None, is_remote=False, code_address=None, is_doubtful=False,
              **traces):
        """Keep the signature; False when it is there already. Callers checked who is asking.

        :param how: 'portal', 'link', 'tablet' or 'qr'
        :param is_remote: followed from elsewhere, where the slot is held in both ways
        :param code_address: where the code went that was typed, as ``_spend_code`` gave it
        :param is_doubtful: by the device's word alone its code still held: the reason is kept, the trainer confirms
        :param drawn: data URL of the PNG drawn with the finger
        :param typed: name typed instead
        :param reason: why it comes after the time to sign
        :param traces: ip, user_agent, device, device_time, author
        :raises UserError: not the time, no reason or code where one is due, or nothing was signed
        """
        self.ensure_one()
        attendance = self.sudo()  # a person without rights signs; nobody may write proofs otherwise
        if attendance._signature():
            if not attendance.signed_at:  # a server stopped in between
                attendance._follow()
            return False
        if refusal := attendance._sign_refusal():
            raise UserError(refusal)
        if how == "qr":
            attendance._refuse_same_device(traces.get("device"))
        if attendance._needs_code(how) and not code_address:
            raise UserError(self.env._("Type the code that was sent to you."))
        vals = attendance._prepare_entry(
            "signature", rules.PRESENT, how, statement=attendance._statement(),
            reason=attendance._late_reason(reason, is_doubtful), level=attendance._level(how),
            code_address=code_address, is_remote=attendance.slot_id._is_remote(is_remote),
            **attendance._prepare_signature(drawn, typed), **traces)
        signed = attendance._keep([vals])
        if self.role == "trainer" and self.slot_id.end <= fields.Datetime.now() and not self.slot_id.closed_at:
            attendance.slot_id._close()
        return signed

    def _close_if_over(self):
        """The trainer, who signed before the end, closes his slot."""
        if not self._signature():
            raise UserError(self.env._("Sign first: closing follows from your signature."))
        self.slot_id.filtered(lambda slot: not slot.closed_at)._close()

    def _statement(self):
        """What this person signs."""
        return rules.STATEMENTS[self.role]

    def _sign_refusal(self):
        """Why this can't be signed now, in a sentence for the person; None when it can."""
        _ = self.env._
        if self.session_id.state not in ("confirmed", "running", "done", "closed"):
            return _("This session is not open for signatures.")
        moment, (opens, closes) = self._moment(), self._window()
        if moment == rules.Moment.EARLY:
            return _("You will be able to sign from %(time)s on.", time=self.slot_id._instant_label(opens))
        if moment == rules.Moment.OVER:
            return _("It could be signed until %(time)s. If you were there, tell the office.",
                     time=self.slot_id._instant_label(closes))
        return None

    def _late_reason(self, reason, is_doubtful=False):
        """The reason to keep; None for a signature in time and beyond doubt, whatever was typed.

        :raises UserError: it is late, and no reason is given
        """
        if not self._is_late_now() and not is_doubtful:
            return None
        reason = " ".join((reason or "").split())[:300]
        if len(reason) < 3:
            raise UserError(self.env._("Say in a few words why you sign only now: the trainer reads it and confirms."))
        return reason

    def _kept_reason(self, post):
        """Why a signature comes late that a phone without network kept (French: kept as proof); None: it is no reason.

        :param post: what the page sent: ``kept``, and ``device_time`` (ISO 8601, UTC) when it was given
        """
        if not (given := self._kept_at(post)):
            return None
        slot = self.slot_id.with_context(lang="fr_FR")
        return f"Signée sans réseau le {slot._instant_label(given)} selon l'appareil, et reçue ensuite."

    def _kept_at(self, post):
        """When a signature was given in time that a phone without network kept (naive UTC, by its word), or None."""
        try:
            given = datetime.fromisoformat(post.get("device_time") or "").astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None
        opens, closes = self._window()
        return given if post.get("kept") and opens <= given <= min(closes, fields.Datetime.now()) else None

    def _refuse_same_device(self, device):
        """A phone signs for one person: whoever has none signs on the trainer's."""
        others = (self.slot_id.attendance_ids - self).entry_ids
        if device and any(entry.device == device and entry.how in OWN_DEVICE for entry in others):
            raise UserError(self.env._(
                "This phone has signed for somebody else already. Sign on the phone of the trainer."))

    def _prepare_signature(self, drawn, typed):
        typed = " ".join((typed or "").split())[:100]
        if drawn:
            try:
                return self.env["of.attendance.entry"]._prepare_drawing(drawing.clean(drawn))
            except drawing.NotASignature:
                raise UserError(self.env._("The drawing is empty or unreadable: sign again, or type your name."))
        if len(typed) < 2:
            raise UserError(self.env._("Draw your signature or type your name."))
        if not signing.is_name_of(typed, self.person):
            raise UserError(self.env._("'%(typed)s' is not the name of who signs here: type %(person)s.",
                                       typed=typed, person=self.person))
        return {"typed_name": typed}

    def _prepare_entry(self, kind, presence, how, **vals):
        """Values of a frozen entry: snapshots of what is known now."""
        slot = self.slot_id
        return {
            "attendance_id": self.id, "session_id": self.session_id.id, "kind": kind, "role": self.role,
            "presence": presence, "how": how, "person": self.partner_id.name,
            "session_label": self.session_id.display_name, "slot_label": slot.with_context(lang="fr_FR")._label(),
            "start": slot.start, "end": slot.end, "author": self.partner_id.name, "seat": self.id,
            "partner_number": self.partner_id.id, "record_number": self.enrolment_id.id, "reason": None,
            "is_remote": False, "arrived_at": None, "left_at": None, "paper_sha256": None, **vals,
        }

    # -- what trainer and office declare ---------------------------------------

    def _declare(self, presence, kind="presence", how="portal", arrived=None, left=None, reason=None, is_remote=None,
                 paper=None, **traces):
        """The trainer's word (kind 'presence') or the office's (kind 'correction') about these people.

        :param arrived: UTC time of who came late
        :param left: UTC time of who left early
        :param is_remote: whether it was followed from elsewhere; None: as was known
        :param paper: ``of.document`` that says so
        :raises UserError: a time that is missing or outside the slot
        """
        attendances = self.sudo()  # callers checked who is asking; nobody may write proofs otherwise
        vals_list = []
        for attendance in attendances:
            attendance._check_times(presence, arrived, left)
            last = attendance.entry_ids[-1:]
            vals_list.append(attendance._prepare_entry(
                kind, presence, how, arrived_at=arrived, left_at=left, reason=reason,
                is_remote=presence in rules.THERE and attendance.slot_id._is_remote(
                    attendance.is_remote if is_remote is None else is_remote),
                corrects=last.digest if kind == "correction" else None,
                corrects_id=last.id if kind == "correction" else False, author=self.env.user.name, **traces))
        attendances._keep(vals_list, paper)

    def _keep(self, vals_list, paper=None):
        """Add these entries to the register, and have the attendances follow; False when all were there already.

        :param paper: ``of.document`` on which they rest: both are of one transaction
        """
        entries = self.entry_ids
        if paper:
            vals_list = [{**vals, "paper_id": paper.id, "paper_sha256": paper.sha256} for vals in vals_list]
            entries._lock_chains(vals_list)
            added = entries.create(entries._unknown(vals_list))
        else:
            added = entries._append(vals_list)
        self.invalidate_recordset(["entry_ids"])
        self._follow(vals_list)
        return bool(added)

    def _check_times(self, presence, arrived, left):
        _ = self.env._
        for state, instant in ((rules.LATE, arrived), (rules.LEFT_EARLY, left)):
            if presence == state and not (instant and self.slot_id.start < instant < self.slot_id.end):
                raise UserError(_("Give the time for %(person)s: it lies between the start and the end of the slot.",
                                  person=self.person))

    def _follow(self, vals_list=()):
        """Have these attendances say what their entries say; written apart from the chain, which alone proves.

        :param vals_list: entries just appended, one for each: this transaction began before and may not see them
        """
        for attendance, vals in zip_longest(self, vals_list):
            entries = attendance.entry_ids.sorted("id")
            news = [vals] if vals and not entries._say(vals) else []
            said = rules.followed([*entries, *news], attendance.role)._asdict()
            if not attendance.signed_at and any(one["kind"] == "signature" for one in (*entries, *news)):
                said["signed_at"] = attendance._signature().frozen_at or fields.Datetime.now()
            attendance.write(said)
        if closed := self.filtered("slot_id.closed_at"):
            closed._count_hours()
            closed.slot_id._await_seal()

    def _count_hours(self):
        """Hours of these attendances of closed slots, then of their learner records, in one batch."""
        for attendance in self:
            attendance.hours = float(attendance._followed_hours())
        self.enrolment_id._count_hours_done()

    def _followed_hours(self):
        """Hours (Decimal) that this person followed of the slot."""
        slot = self.slot_id
        return rules.hours_followed(self.state, slot.start, slot.end, self.arrived_at, self.left_at)

    def action_correct(self):
        """Open the office's correction of these attendances."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Correct the attendance"), "target": "new",
            "res_model": "of.attendance.correction", "view_mode": "form",
            "context": {"default_attendance_ids": self.ids},
        }

    def action_copy_link(self):
        """Show the personal link, to send it to somebody who has lost it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "info", "sticky": True, "title": self.person, "message": self._sign_url()},
        }
