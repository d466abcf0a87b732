from odoo import fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import attendance as rules
from ..lib import wording

# Model of the Ministry after the arrêté of 21 December 2018 (NOR MTRD1835482A).
TEXT_VERSION = "Arrêté du 21 décembre 2018 (MTRD1835482A)"


class OfEnrolment(models.Model):
    """Certificate of completion (certificat de réalisation) of a learner."""

    _inherit = "of.enrolment"

    is_certificate_outdated = fields.Boolean(
        "Certificate to issue again", readonly=True, copy=False, help="Its hours changed after it was issued.")

    def _guarded_names(self):
        return super()._guarded_names() | {"is_certificate_outdated"}

    def _count_hours_done(self):
        before = {enrolment: enrolment.hours_done for enrolment in self}
        result = super()._count_hours_done()
        changed = self.filtered(lambda enrolment: enrolment.hours_done != before[enrolment])
        for enrolment in changed.sudo().filtered(lambda one: "certificate" in one.document_ids.mapped("kind")):
            enrolment._pass().is_certificate_outdated = True
            enrolment.message_post(body=self.env._(
                "Hours done changed from %(before)s to %(after)s after the certificate was issued: issue it again.",
                before=wording.duration(before[enrolment]), after=wording.duration(enrolment.hours_done)))
        return result

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "certificate":
            checks += self._certificate_checks()
        return checks

    def _certificate_checks(self):
        _ = self.env._
        article = "arrêté du 21 décembre 2018"
        return [
            Check("learner", _("The learner has no name yet."), domain=[("learner_id", "=", False)],
                  field="learner_id"),
            Check("hours", _("No hour was done: close the slots that were followed."),
                  domain=[("hours_done", "<=", 0)], action="of_training.of_session_slot_action", article=article),
            Check("representative", _("The legal representative, who certifies, or the title is missing."),
                  domain=["|", ("company_id.of_representative_id", "=", False),
                          ("company_id.of_representative_title", "in", (False, ""))],
                  action="of_training.of_training_settings_action", article=article),
            Check("city", _("The city of the company is missing: the paper says where it was made."),
                  domain=[("company_id.city", "in", (False, ""))], action="base.action_res_company_form",
                  article=article),
            Check("employer", _("The employer of this employee is missing: the paper names it."),
                  domain=[("status", "in", ("employee", "apprentice")), ("employer_id", "=", False)],
                  level=ADVISORY, field="employer_id", article=article),
            Check("nda", _("The activity declaration number is missing."),
                  domain=[("company_id.of_nda", "in", (False, ""))], level=ADVISORY,
                  action="of_training.of_training_settings_action", article="L6351-1"),
            Check("open_slots", _("A slot is not closed or its attendance not settled: its hours do not count yet."),
                  test=lambda enrolment: enrolment.attendance_ids.filtered(
                      lambda attendance: attendance.state == "expected" or not attendance.slot_id.closed_at),
                  level=ADVISORY, action="of_training.of_attendance_action_unsettled"),
        ]

    def _of_checklist_purpose(self):
        return super()._of_checklist_purpose() or ("certificate" if self.state == "done" else None)

    def action_issue_certificate(self):
        """Issue the certificates of these records; each replaces the one issued before."""
        self.check_access("write")
        if refusal := self._of_refusal("certificate"):
            return refusal
        return self._issue_certificates()._action_show()

    def _issue_certificates(self):
        self._pass().is_certificate_outdated = False
        return self.env["of.document"]._issue_again(
            "of_training.report_certificate", self, "certificate", "Certificat de réalisation",
            lambda enrolment: f"{enrolment.learner_id.name}, {enrolment._trained_title()}, "
                              f"{enrolment._duration_label()}", text_version=TEXT_VERSION)

    # -- what the certificate says ---------------------------------------------

    def _certified_days(self):
        """First and last local day of the closed slots of this learner."""
        slots = self.attendance_ids.slot_id.filtered("closed_at") or self._expected_slots()
        return (min(slot._local(slot.start).date() for slot in slots),
                max(slot._local(slot.end).date() for slot in slots))

    def _duration_label(self):
        """Hours really done, or months of an apprenticeship."""
        if self.programme_id.of_action_category == "apprenticeship":
            return f"{rules.months_done(*self._certified_days())} mois"
        return wording.duration(self.hours_done)

    def _certificate(self):
        """Plain values for the template."""
        first, last = self._certified_days()
        today = fields.Date.context_today(self)
        return {
            "first": wording.day(first, "fr_FR"), "last": wording.day(last, "fr_FR"),
            "duration": self._duration_label(), "today": wording.day(today, "fr_FR"),
            "employer": self.employer_id.name if self.status in ("employee", "apprentice") else None,
            "category": self.programme_id.of_action_category or "training", "title": self._trained_title(),
        }
