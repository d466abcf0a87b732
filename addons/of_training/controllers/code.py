from odoo.http import Controller, request, route

from ..lib import qr
from .signing import (
    LIGHT_HEADERS,
    device_digest,
    device_number,
    note_refusal,
    refuse,
    remember_device,
    sign_page,
    speak,
)
from .trainer import own_slot


class CodePages(Controller):
    """Signing by the code on the trainer's screen."""

    # -- the trainer's screen ------------------------------------------------------------

    @route("/my/slots/<int:slot_id>/code", type="http", auth="user", methods=["GET"], sitemap=False)
    def code(self, slot_id):
        """The code, as large as the screen."""
        slot = own_slot(slot_id)
        return request.render("of_training.code_page", {
            "slot": slot, "company": slot.company_id}, headers=LIGHT_HEADERS)

    @route("/my/slots/<int:slot_id>/code.svg", type="http", auth="user", methods=["GET"], sitemap=False)
    def picture(self, slot_id, **query):
        slot = own_slot(slot_id)
        return request.make_response(qr.svg(slot._code_url()), [
            ("Content-Type", "image/svg+xml"), ("Cache-Control", "no-store")])

    @route("/my/slots/<int:slot_id>/signed", type="http", auth="user", methods=["GET"], sitemap=False)
    def signed(self, slot_id):
        """How many signed, and who did not yet."""
        slot = own_slot(slot_id)
        learners = slot.attendance_ids.filtered(lambda one: one.role == "learner")
        return request.make_json_response({
            "signed": slot.signed_count, "expected": slot.expected_count,
            "missing": learners.filtered(lambda one: not one.signed_at and one.state == "expected").mapped("person"),
        }, [("Cache-Control", "no-store")])

    # -- the learner's phone -------------------------------------------------------------

    @route("/of/code/<string:code>", type="http", auth="public", methods=["GET"], sitemap=False)
    def scanned(self, code):
        """Where the code leads: a page for this phone alone."""
        slot, is_fresh = request.env["of.session.slot"]._from_code(code)
        if not slot:
            refuse("wrong code %s...", code[:12].encode("ascii", "replace").decode())
        if not is_fresh:
            note_refusal("code of slot %s that is no longer on the screen", slot.id)
            return self._light("of_training.code_old", slot)
        device = device_number()
        return remember_device(request.redirect(f"/of/seat/{slot._seat(device)}"), device)

    @route("/of/seat/<string:seat>", type="http", auth="public", methods=["GET"], sitemap=False)
    def names(self, seat):
        """Who are you?"""
        return self._light("of_training.code_names", self._seated(seat), seat=seat)

    @route("/of/seat/<string:seat>/<int:attendance_id>", type="http", auth="public", methods=["GET", "POST"],
           csrf=False, sitemap=False)
    def sign(self, seat, attendance_id, **post):
        """The secret in the address, which holds for this phone alone, stands for the CSRF token."""
        slot = self._seated(seat)
        attendance = slot.attendance_ids.filtered(lambda one: one.id == attendance_id and one.role == "learner")
        if not attendance:
            refuse("attendance %s is not of slot %s", attendance_id, slot.id)
        is_mine = attendance._signature().device == device_digest()
        if attendance.signed_at and not is_mine:
            refuse("attendance %s, signed on another phone", attendance.id)
        return sign_page(attendance, "qr", post)

    def _seated(self, seat):
        slot = request.env["of.session.slot"]._from_seat(seat, device_number())
        if not slot:
            refuse("seat of another phone, or over")
        return slot

    @staticmethod
    def _light(template, slot, **values):
        speak(None)
        slot = slot.with_context(lang=request.env.lang)
        return request.render(template, {"slot": slot, "company": slot.company_id, **values}, headers=LIGHT_HEADERS)
