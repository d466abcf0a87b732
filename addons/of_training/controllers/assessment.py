from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.of_assessment import MOMENTS
from .signing import refuse

OPEN_STATES = ("confirmed", "running", "done")


class AssessmentPages(Controller):
    """The trainer enters the levels of his learners on his phone."""

    @route("/my/sessions/<int:session_id>/assessments/<string:moment>", type="http", auth="user",
           methods=["GET", "POST"], sitemap=False)
    def assess(self, session_id, moment, **post):
        session = self._session(session_id)
        if moment not in dict(MOMENTS):
            refuse("moment %s", moment)
        error = None
        if request.httprequest.method == "POST":
            try:
                session._enter_assessments(moment, post)
                return request.redirect(f"{request.httprequest.path}?saved=1")
            except UserError as refusal:
                error = str(refusal)
        return self._render(session, moment, error, post)

    @staticmethod
    def _session(session_id):
        """The session (sudo) of which this user teaches a slot."""
        session = request.env["of.session"].sudo().browse(session_id).exists()  # checked on the next line
        if request.env.user.partner_id not in session.slot_ids.trainer_id or session.state not in OPEN_STATES:
            refuse("session %s of another trainer, or not open", session_id)
        return session.with_context(lang=request.env.user.lang)

    @staticmethod
    def _render(session, moment, error, query):
        assessments = session.enrolment_ids.assessment_ids.filtered(lambda a: a.moment == moment)
        labels = {"moment": dict(assessments._fields["moment"]._description_selection(request.env)),
                  "level": assessments.line_ids._fields["level"]._description_selection(request.env)}
        return request.render("of_training.trainer_assessments", {
            "session": session, "moment": moment, "moments": labels["moment"], "levels": labels["level"],
            "assessments": assessments.sorted(lambda a: a.learner_id.name or ""), "error": error,
            "saved": query.get("saved"), "company": session.company_id}, headers={"Cache-Control": "no-store"})
