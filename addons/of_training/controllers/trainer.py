import re
from datetime import datetime, time, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..lib import planning
from .signing import refuse, sign_page, traces

SHOWN_DAYS = 60  # to come
KEPT_DAYS = 14  # past and still open
CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)$")


def own_slot(slot_id):
    """The slot (sudo) of the trainer who asks."""
    slot = request.env["of.session.slot"].sudo().browse(slot_id).exists()  # checked on the next line
    if not slot or slot.trainer_id != request.env.user.partner_id:
        refuse("slot %s of another trainer", slot_id)
    return slot.with_context(lang=request.env.user.lang)


class TrainerPages(Controller):
    """'Mes séances': what a trainer does on his phone, today's slot first."""

    @route("/my/slots", type="http", auth="user", methods=["GET"], sitemap=False)
    def my_slots(self):
        if not request.env.user.partner_id.of_is_trainer:
            return request.redirect("/my")
        slots = self._slots()
        now = fields.Datetime.now()
        over = slots.filtered(lambda slot: slot.end <= now)
        unsettled = over.filtered(lambda slot: not slot.closed_at or self._awaits_him(slot))
        ahead = slots - over
        current = self._running(ahead, now) or over.filtered(self._may_sign)[-1:] or ahead[:1]
        return self._render("of_training.trainer_slots", {
            "current": current, "coming": ahead - current, "late": unsettled - current})

    @route("/my/slots/<int:slot_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def my_slot(self, slot_id, **query):
        return self._show(own_slot(slot_id), is_reported=query.get("reported"))

    @route("/my/slots/<int:slot_id>/sign/<int:attendance_id>", type="http", auth="user", methods=["GET", "POST"],
           sitemap=False)
    def sign_on_tablet(self, slot_id, attendance_id, **post):
        """The trainer's phone is passed round."""
        attendance = self._expected(own_slot(slot_id), attendance_id)
        return sign_page(attendance, "tablet", post, back=f"/my/slots/{slot_id}")

    @route("/my/slots/<int:slot_id>/presence", type="http", auth="user", methods=["POST"], sitemap=False)
    def declare(self, slot_id, attendance_id, presence, at="", **post):
        """The trainer's word: absent, late, left early."""
        slot = own_slot(slot_id)
        attendance = self._expected(slot, int(attendance_id) if attendance_id.isdecimal() else 0)
        try:
            self._declare(slot, attendance, presence, at, post)
        except UserError as error:
            return self._show(slot, error=str(error))
        return request.redirect(f"/my/slots/{slot_id}")

    @route("/my/slots/<int:slot_id>/close", type="http", auth="user", methods=["POST"], sitemap=False)
    def close(self, slot_id, **post):
        """Count the hours; the trainer signed before."""
        slot = own_slot(slot_id)
        try:
            self._own_attendance(slot)._close_if_over()
        except UserError as error:
            return self._show(slot, error=str(error))
        return request.redirect(f"/my/slots/{slot_id}")

    @route("/my/slots/<int:slot_id>/report", type="http", auth="user", methods=["POST"], sitemap=False)
    def report(self, slot_id, report="", hazard=None, **post):
        """How it went."""
        slot = own_slot(slot_id)
        try:
            slot._report(report.replace("\0", ""), is_hazard=bool(hazard))
        except UserError as error:
            return self._show(slot, error=str(error))
        return request.redirect(f"/my/slots/{slot_id}?reported=1")

    # -- steps -----------------------------------------------------------------

    def _declare(self, slot, attendance, presence, at, post):
        _, awaits_word = request.env._, attendance.awaits_word
        is_remote = presence == "remote" and slot._is_in_both_ways() and bool(attendance.signed_at)
        if presence not in ("absent", "late", "left_early") and not is_remote and not (
                presence == "present" and awaits_word):
            raise UserError(_("Choose absent, arrived late or left early."))
        if (slot.closed_at and not awaits_word) or fields.Datetime.now() < slot.start:
            raise UserError(_("Presence is noted from the start of the slot until it is closed."))
        instant = self._instant(slot, at) if presence in ("late", "left_early") else None
        attendance._declare(
            "present" if is_remote else presence, is_remote=is_remote or None,
            arrived=instant if presence == "late" else None,
            left=instant if presence == "left_early" else None, **traces(post))

    @staticmethod
    def _instant(slot, at):
        """'10:05' on the slot's day and in its time zone, as naive UTC; None when it is no time."""
        if not (found := CLOCK.match(at or "")):
            return None
        local = datetime.combine(slot._local(slot.start).date(), time(*map(int, found.groups())))
        return planning.to_utc(local, slot.tz)

    @staticmethod
    def _running(slots, now):
        return slots.filtered(lambda slot: slot.start <= now)[:1]

    def _may_sign(self, slot):
        """Whether it is time for the trainer's own signature."""
        own = self._own_attendance(slot)
        return bool(own) and not own.signed_at and not own._sign_refusal() and not own._is_late_now()

    def _awaits_him(self, slot):
        """Whether a closed slot still lacks his word or his signature."""
        own = self._own_attendance(slot)
        return any(slot.attendance_ids.mapped("awaits_word")) or bool(
            own and not own.signed_at and not own._sign_refusal())

    def _slots(self):
        """Slots of this trainer that he may still want to see (sudo: his name is on them)."""
        now = fields.Datetime.now()
        mine = [("trainer_id", "=", request.env.user.partner_id.id), ("start", "<", now + timedelta(days=SHOWN_DAYS)),
                ("session_id.state", "in", ("confirmed", "running", "done", "closed")),
                "|", ("attendance_ids.awaits_word", "=", True),
                ("end", ">", now - timedelta(days=KEPT_DAYS))]
        return request.env["of.session.slot"].sudo().with_context(lang=request.env.user.lang).search(mine)

    def _expected(self, slot, attendance_id):
        attendance = slot.attendance_ids.filtered(lambda a: a.id == attendance_id and a.role == "learner")
        if not attendance:
            refuse("attendance %s is not of slot %s", attendance_id, slot.id)
        return attendance

    @staticmethod
    def _own_attendance(slot):
        return slot.attendance_ids.filtered(lambda a: a.role == "trainer" and a.partner_id == slot.trainer_id)

    def _show(self, slot, **values):
        return self._render("of_training.trainer_slot", {"slot": slot, **values})

    def _render(self, template, values):
        user = request.env.user
        return request.render(template, {
            **values, "company": user.company_id.sudo(), "now": fields.Datetime.now(),
            "own": self._own_attendance}, headers={"Cache-Control": "no-store"})
