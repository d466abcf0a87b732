from odoo import fields, models

from ..lib import attendance as rules

TEMPLATE = "of_training.mail_template_absence"


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
        """Queue a mail to each reader and session for these absences (sudo) of closed half-days, if not told yet.

        One that was told, and turned out to be none, is told again as a correction.
        """
        own = self.filtered(lambda one: one.role == rules.LEARNER and one.company_id.of_warn_absence
                            and not one.session_id.is_taken_over)
        own.filtered(lambda one: one.state in rules.ABSENCES and not one.absence_told_at)._tell_readers()
        own.filtered(lambda one: one.state in rules.THERE and one.absence_told_at)._tell_readers(is_corrected=True)

    def _tell_readers(self, is_corrected=False):
        template, readers = self.env.ref(TEMPLATE, raise_if_not_found=False), {}
        for absence in self if template else ():  # whoever deletes the template wants no mail
            for reader in absence.enrolment_id._absence_readers():
                key = reader, absence.session_id
                readers[key] = readers.get(key, self.browse()) | absence
        for (reader, _session), told in readers.items():
            template.with_context(
                of_reader=reader, of_absences=told.sorted("start"), of_is_corrected=is_corrected).send_mail(
                    told[0].id, email_values={"model": False, "res_id": False},
                    email_layout_xmlid="mail.mail_notification_light")
        told = self.browse().union(*readers.values())
        told.absence_told_at = False if is_corrected else fields.Datetime.now()
        for session, absences in told.grouped("session_id").items():
            names = ", ".join(sorted(set(absences.mapped("person"))))
            session.message_post(
                body=self.env._("Correction of an absence told to the employer: %(names)s.", names=names)
                if is_corrected else self.env._("Absence told to the employer: %(names)s.", names=names))
