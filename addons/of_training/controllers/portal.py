from itertools import groupby

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers import portal

from .pdf import pdf_response


class CustomerPortal(portal.CustomerPortal):
    """Pages of learners and of the HR contacts of their employers: each sees their own only."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for name, role in (("of_training_count", "learner"), ("of_staff_training_count", "staff")):
            if name in counters:
                values[name] = request.env["of.enrolment"].search_count(self._of_trainings_domain(role))
        return values

    def _of_trainings_domain(self, role):
        """Record rules also let trainers read their learners: these pages don't list them."""
        partner = request.env.user.partner_id
        person = ("learner_id", "=", partner.id) if role == "learner" else (
            "employer_id.of_hr_contact_ids", "in", partner.ids)
        return [person, ("state", "!=", "cancelled")]

    @http.route(["/my/trainings", "/my/trainings/page/<int:page>"], type="http", auth="user", website=True,
                readonly=True)
    def my_trainings(self, page=1, role=None, **kwargs):
        enrolments = request.env["of.enrolment"]
        counts = {name: enrolments.search_count(self._of_trainings_domain(name)) for name in ("learner", "staff")}
        if role not in counts:
            role = "staff" if counts["staff"] and not counts["learner"] else "learner"
        pager = portal.pager(url="/my/trainings", url_args={"role": role}, total=counts[role], page=page,
                             step=self._items_per_page)
        # Rules chose the records; names of trainers and places need sudo.
        found = enrolments.search(
            self._of_trainings_domain(role), order="session_id, id", limit=self._items_per_page,
            offset=pager["offset"]).sudo()
        return request.render("of_training.portal_my_trainings", {
            **self._prepare_portal_layout_values(),
            "page_name": "of_trainings", "role": role, "counts": counts, "pager": pager,
            "sections": self._of_sections(found), "default_url": "/my/trainings",
        })

    def _of_sections(self, enrolments):
        """``[(past, [(session, its records)])]``: what comes first, then what is over."""
        now = fields.Datetime.now()
        groups = [(session, enrolments.browse().concat(*records))
                  for session, records in groupby(enrolments, key=lambda enrolment: enrolment.session_id)]
        past = [group for group in groups if group[0].date_end and group[0].date_end < now]
        coming = [group for group in groups if group not in past]
        return [(False, coming[::-1]), (True, past)]

    @http.route("/my/trainings/<int:enrolment_id>", type="http", auth="user", website=True, readonly=True)
    def my_training(self, enrolment_id, **kwargs):
        enrolment = self._of_enrolment(enrolment_id)
        if not enrolment:
            return request.redirect("/my")
        is_learner = enrolment.learner_id == request.env.user.partner_id
        return request.render("of_training.portal_my_training", {
            **self._prepare_portal_layout_values(),
            "page_name": "of_trainings", "enrolment": enrolment, "session": enrolment.session_id,
            "is_learner": is_learner,
            "slots": enrolment._expected_slots().sorted("start"),
            "documents": self._of_documents(enrolment),
            "course": self._of_course(enrolment) if is_learner else None,
        })

    def _of_enrolment(self, enrolment_id):
        """The record (sudo) of this learner, or of an employee of this HR contact; None for anybody else."""
        try:
            enrolment = self._document_check_access("of.enrolment", enrolment_id)
        except (AccessError, MissingError):
            return None
        people = enrolment.learner_id | enrolment.employer_id.of_hr_contact_ids
        return enrolment if request.env.user.partner_id in people else None

    @http.route("/my/trainings/<int:enrolment_id>/programme", type="http", auth="user", website=True)
    def my_training_programme(self, enrolment_id, **kwargs):
        """The programme that was agreed for this learner; else the sheet as it stands."""
        enrolment = self._of_enrolment(enrolment_id)
        if not enrolment or enrolment.session_id.ordering_of_id:  # its papers are those of who ordered it
            return request.redirect("/my")
        return pdf_response(*enrolment.programme_id._of_programme_pdf(enrolment.company_id, enrolment._agreed()))

    def _of_documents(self, enrolment):
        """What the record rule of documents lets this user read about the record or its session."""
        return request.env["of.document"].search([
            "|", ("enrolment_id", "=", enrolment.id),
            "&", ("enrolment_id", "=", False), ("session_id", "=", enrolment.session_id.id)]).sudo()

    def _of_course(self, enrolment):
        """The eLearning course, when it has lessons that this learner may read."""
        course = request.env["slide.channel"].browse(enrolment.programme_id.id)
        readable = enrolment.state in ("confirmed", "done") and course.has_access("read")
        return course if readable and course.total_slides else None

    @http.route("/my/trainings/document/<int:document_id>", type="http", auth="user", website=True)
    def my_training_document(self, document_id, download=None, **kwargs):
        try:
            document = self._document_check_access("of.document", document_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        request.env["of.document"].browse(document.id)._record_opened(request.env.user.partner_id)
        attachment = document.attachment_id
        inline = attachment.mimetype == "application/pdf" and not download
        return request.env["ir.binary"]._get_stream_from(attachment).get_response(as_attachment=not inline)
