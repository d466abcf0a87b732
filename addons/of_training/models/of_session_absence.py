from odoo import fields, models

TEMPLATE = "of_training.mail_template_absence"
ABSENCES = ("absent", "absent_justified")


class ResCompany(models.Model):
    _inherit = "res.company"

    of_warn_absence = fields.Boolean(
        "Tell employers of absences", default=True, help="By mail to their HR contacts, when a half-day is closed.")


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    def _absence_readers(self):
        """Partners who are told of this learner's absences: his employer's HR contacts; extend for funders."""
        employer = self.employer_id
        return (employer.of_hr_contact_ids or employer).filtered("email")


class OfAttendance(models.Model):
    """Absence: whoever pays for the learner's time is told when the half-day is closed, once."""

    _inherit = "of.attendance"

    absence_told_at = fields.Datetime("Absence told on", readonly=True, copy=False)

    def _count_hours(self):
        result = super()._count_hours()
        self._tell_absences()
        return result

    def _tell_absences(self):
        """Queue a mail to each reader and session for these absences (sudo) of closed half-days, if not told yet."""
        absences = self.filtered(
            lambda one: one.state in ABSENCES and one.role == "learner" and not one.absence_told_at
            and one.company_id.of_warn_absence and not one.session_id.is_taken_over)
        readers = {}
        for absence in absences:
            for reader in absence.enrolment_id._absence_readers():
                key = reader, absence.session_id
                readers[key] = readers.get(key, self.browse()) | absence
        for (reader, _session), told in readers.items():
            self.env.ref(TEMPLATE).with_context(of_reader=reader, of_absences=told.sorted("start")).send_mail(
                told[0].id, email_values={"model": False, "res_id": False},
                email_layout_xmlid="mail.mail_notification_light")
            told.absence_told_at = fields.Datetime.now()
        for session, told in absences.filtered("absence_told_at").grouped("session_id").items():
            session.message_post(body=self.env._(
                "Absence told to the employer: %(names)s.", names=", ".join(sorted(set(told.mapped("person"))))))
