import logging
import re
import secrets

from werkzeug.exceptions import Forbidden, NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import file_open

from odoo.addons.of_foundation.lib.digest import file_digest
from odoo.addons.portal.controllers import portal

from ..lib import codes

_logger = logging.getLogger(__name__)
MAX_AGENT, MAX_DEVICE_TIME = 300, 40
LIGHT_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
DEVICE_COOKIE, DEVICE_DAYS, DEVICE_NUMBER = "of_device", 365, re.compile("[0-9a-f]{32}")


def note_refusal(why, *args):
    """Log who was refused what."""
    _logger.warning(f"Attendance, refused: {why} (user %s, %s)", *args,
                    request.env.uid, request.httprequest.remote_addr)


def refuse(why, *args, status=NotFound):
    """Log who asked for what is not his, and answer without telling more."""
    note_refusal(why, *args)
    speak(None)
    page = request.render("of_training.refused_page", {"company": request.env.company.sudo()}, headers=LIGHT_HEADERS)
    page.flatten()
    page.status_code = status.code
    raise status(response=page)


def speak(lang):
    """Answer in ``lang``; None: in French, as far as the visitor's own is no French."""
    own = request.env.lang or ""
    request.update_context(lang=lang or (own if own.startswith("fr") else "fr_FR"))


def traces(post):
    """What is kept beside a signature: all of it told by the device but the address."""
    browser = request.httprequest.user_agent.string or ""
    return {"ip": request.httprequest.remote_addr, "user_agent": browser[:MAX_AGENT], "device": device_digest(),
            "device_time": (post.get("device_time") or "")[:MAX_DEVICE_TIME]}


def sign_page(attendance, how, post, back=None):
    """Show the page where ``attendance`` (sudo) is signed and, on POST, sign it."""
    post = {name: value.replace("\0", "") for name, value in post.items()}
    speak(attendance.partner_id.lang)
    attendance, error = attendance.with_context(lang=request.env.lang), None
    in_few_words = request.httprequest.accept_mimetypes.best == "application/json"  # asked by the page itself
    if request.httprequest.method == "POST":
        try:
            if post.get("ask"):
                attendance._send_code(post["ask"])
                return request.redirect(request.httprequest.path)
            signed = _sign(attendance, how, post)
            if in_few_words:
                return request.make_json_response({"state": "signed"})
            return request.redirect(request.httprequest.path + ("" if signed else "?again=1"))
        except UserError as refusal:
            error = str(refusal)
            note_refusal("attendance %s by %s: %s", attendance.id, how, error)
            if in_few_words:
                return request.make_json_response({"state": "refused", "why": error})
    signature = attendance._signature()
    return remember_device(request.render("of_training.sign_page", {
        "attendance": attendance, "slot": attendance.slot_id, "company": attendance.company_id,
        "signature": signature, "refusal": None if signature else _refusal(attendance, how), "error": error,
        "again": post.get("again"), "back": back,
        "is_late": attendance._is_late_now(), "reason": post.get("reason"), "needs_code": attendance._needs_code(how),
    }, headers=LIGHT_HEADERS))


def _refusal(attendance, how):
    """Why nothing can be signed here, before anything is drawn; None: it can."""
    try:
        if how == "qr":
            attendance._refuse_same_device(device_digest())
    except UserError as refusal:
        return str(refusal)
    return attendance._sign_refusal()


def _sign(attendance, how, post):
    """False when it was signed already: no code is asked for then."""
    needs_code = attendance._needs_code(how) and not attendance._signature()
    given = attendance._kept_at(post)
    code_address = attendance._spend_code(post.get("code"), given) if needs_code else None
    is_doubtful = bool(needs_code and given and given < fields.Datetime.now() - codes.LIFE)
    return attendance._sign(
        how, post.get("drawn"), post.get("typed"), post.get("reason") or attendance._kept_reason(post),
        is_remote=post.get("is_remote"), code_address=code_address, is_doubtful=is_doubtful,
        **traces(post), **_author(attendance, how))


def device_number():
    """The random number of this device; a new one where it has none."""
    known = request.httprequest.cookies.get(DEVICE_COOKIE, "")
    return known if DEVICE_NUMBER.fullmatch(known) else secrets.token_hex(16)


def device_digest():
    """What is kept of this device's number; None where it has none."""
    known = request.httprequest.cookies.get(DEVICE_COOKIE)
    return known and file_digest(known.encode())


def remember_device(response, number=None):
    response.set_cookie(DEVICE_COOKIE, number or device_number(), max_age=DEVICE_DAYS * 86400, httponly=True,
                        samesite="Lax", secure=request.httprequest.scheme == "https")
    return response


def _author(attendance, how):
    """Whose hands hold the device, when they are not the signer's."""
    return {"author": request.env.user.name} if how == "tablet" else {}


class CustomerPortal(portal.CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "of_to_sign_count" in counters:
            values["of_to_sign_count"] = len(request.env["of.attendance"]._to_sign_by(request.env.user.partner_id))
        return values


class Signing(Controller):
    """The page where a learner or trainer signs: light, for a phone in a hand."""

    @route("/of/sign/<string:token>", type="http", auth="public", methods=["GET", "POST"], csrf=False, sitemap=False)
    def sign_by_link(self, token, **post):
        """Without login. The secret in the address stands for the CSRF token: nobody else can post to it."""
        attendance = request.env["of.attendance"]._from_token(token)
        if not attendance:
            refuse("wrong link %s...", token[:12].encode("ascii", "replace").decode())
        return sign_page(attendance, "link", post)

    @route("/of/worker.js", type="http", auth="public", methods=["GET"], sitemap=False)
    def worker(self):
        """What shows a page of signing that was opened before, while there is no network."""
        with file_open("of_training/static/src/signing/worker.js", "rb") as script:
            return request.make_response(script.read(), [
                ("Content-Type", "text/javascript"), ("Service-Worker-Allowed", "/"), ("Cache-Control", "no-cache")])

    @route("/my/attendance", type="http", auth="user", methods=["GET"], sitemap=False)
    def sign_next(self):
        """The slot that waits for the learner's signature."""
        attendance = request.env["of.attendance"]._to_sign_by(request.env.user.partner_id)[:1]
        return request.redirect(f"/my/attendance/{attendance.id}" if attendance else "/my")

    @route("/my/attendance/<int:attendance_id>", type="http", auth="user", methods=["GET", "POST"], sitemap=False)
    def sign_own(self, attendance_id, **post):
        """With one's own login."""
        attendance = request.env["of.attendance"].sudo().browse(attendance_id).exists()  # checked on the next line
        if not attendance or attendance.partner_id != request.env.user.partner_id:
            refuse("attendance %s of somebody else", attendance_id, status=Forbidden)
        return sign_page(attendance, "portal", post, back="/my/slots" if attendance.role == "trainer" else "/my")
