from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from .signing import LIGHT_HEADERS, refuse, speak


class Verification(Controller):
    """Where whoever holds an attendance sheet learns whether the register behind it is intact; no name is shown."""

    @route("/of/sheet/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def sheet(self, token):
        session, number, entries, digest = request.env["of.session"]._from_sheet(token)
        if not session:
            refuse("wrong sheet %s...", token[:24].encode("ascii", "replace").decode())
        speak(None)
        session = session.with_env(request.env(su=True)).with_context(of_without_names=True)
        sheet = session._sheets().filtered(lambda one: one.sheet_number == number and one.register_entries == entries
                                           and (one.register_digest or "").startswith(digest))
        problems = session._verify_register()
        return request.render("of_training.sheet_check_page", {
            "session": session, "company": session.company_id, "number": number, "entries": entries,
            "is_held": session._register_holds(entries, digest), "problems": problems, "sheet": sheet,
            "last": session._sheets()[-1:],
            "head": session._register_head(), "seals": session.slot_ids.seal_ids.sorted("id"),
        }, headers=LIGHT_HEADERS)

    @route("/of/proofs/<int:session_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def proofs(self, session_id):
        """The proof file of a session, for the office."""
        try:
            name, content = request.env["of.session"].browse(session_id).exists()._proof_pack()
        except (UserError, ValueError):  # not his, or not there
            refuse("proof file of session %s", session_id)
        return request.make_response(content, [
            ("Content-Type", "application/zip"), ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store")])
