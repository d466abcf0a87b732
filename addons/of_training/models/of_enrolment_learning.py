from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import learning as rules
from ..lib import wording
from .of_enrolment import ATTENDING

# Of a programme whose lessons are hours of training; elsewhere they only accompany it.
COUNTING = ("distance", "mixed")


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    def _of_lessons(self):
        """Lessons that a learner has to do."""
        return self.slide_ids.filtered(lambda lesson: lesson.is_published and not lesson.is_category)

    def _of_lesson_hours(self):
        """Estimated hours of the lessons, where they count."""
        self.ensure_one()
        if self.of_modality not in COUNTING:
            return 0
        return float(rules.hours_counted(*self._of_lessons().mapped("completion_time")))

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "publish":
            checks.append(Check(
                "lesson_hours", self.env._("A lesson has no estimated time: its hours would not count."),
                test=lambda programme: programme.of_modality in COUNTING and not all(
                    programme._of_lessons().mapped("completion_time")),
                level=ADVISORY, action="of_training.of_lesson_action", article="D6313-3-1"))
        return checks


class OfSession(models.Model):
    _inherit = "of.session"

    lesson_hours = fields.Float(
        "Hours of lessons", compute="_compute_lesson_hours", store=True, readonly=False,
        help="Estimated time of the lessons to do at a distance, as the programme had it when the session was "
             "confirmed: what changes later in the programme does not change what was promised.")
    is_lesson_hours_agreed = fields.Boolean(export_string_translation=False, help="Typed: no proposal replaces them.")

    _lesson_hours_positive = models.Constraint(
        "CHECK(lesson_hours >= 0)", "The hours of lessons are not negative.")

    @api.depends("programme_id")
    def _compute_lesson_hours(self):
        for session in self:
            session.lesson_hours = session.programme_id.sudo()._of_lesson_hours() if session.programme_id else 0

    def write(self, vals):
        return super().write(vals | {"is_lesson_hours_agreed": True} if "lesson_hours" in vals else vals)

    def _move(self, action):
        proposed = self.filtered(
            lambda session: session.state in ("draft", "open") and not session.is_lesson_hours_agreed)
        result = super()._move(action)
        if action in ("confirm", "start"):
            proposed._compute_lesson_hours()
        return result


class OfEnrolment(models.Model):
    """Lessons of a learner record: what is done, what it counts, and the connections beside it."""

    _inherit = "of.enrolment"

    learning_activity_ids = fields.One2many("of.learning.activity", "enrolment_id", "Lessons done", readonly=True)
    connection_ids = fields.One2many("of.connection.log", "enrolment_id", "Connections")
    modality = fields.Selection(related="programme_id.of_modality")
    hours_lessons = fields.Float(
        "Hours of lessons done", compute="_compute_hours_lessons", help="Lessons done times their estimate.")
    hours_connected = fields.Float(
        "Time of connection", compute="_compute_hours_connected",
        help="As the platform's log tells: supports the hours done, is never counted.")

    @api.depends("session_id.lesson_hours")
    def _compute_hours_planned(self):
        result = super()._compute_hours_planned()
        for enrolment in self:
            enrolment.hours_planned += enrolment.session_id.lesson_hours
        return result

    @api.depends("learning_activity_ids.hours")
    def _compute_hours_lessons(self):
        hours = self._lesson_hours()
        for enrolment in self:
            enrolment.hours_lessons = hours.get(enrolment._origin, 0)

    @api.depends("connection_ids.hours", "connection_ids.start", "connection_ids.end")
    def _compute_hours_connected(self):
        for enrolment in self:
            enrolment.hours_connected = enrolment.sudo().connection_ids._covered_hours()  # told, never what was read

    def _lesson_hours(self):
        """``{record: hours}`` of the lessons done that count."""
        activities = self.env["of.learning.activity"].sudo()._read_group(
            [("enrolment_id", "in", self.ids), ("enrolment_id.programme_id.of_modality", "in", COUNTING)],
            ["enrolment_id"], ["hours:array_agg"])
        return {enrolment.with_env(self.env): float(rules.hours_counted(*hours)) for enrolment, hours in activities}

    def _hours_done(self):
        slots, lessons = super()._hours_done(), self._lesson_hours()
        return {enrolment: float(rules.hours_counted(slots.get(enrolment, 0), lessons.get(enrolment, 0)))
                for enrolment in self}

    @api.model
    def _learning_enrolments(self, memberships):
        """``{slide.slide.partner: the record to which what is done now belongs}``; one, so that hours count once.

        Of several live records of a learner it is the one whose session runs today, then the one not finished yet,
        then the oldest.
        """
        found = self.search([
            ("learner_id", "in", memberships.partner_id.ids), ("programme_id", "in", memberships.channel_id.ids),
            ("state", "in", ATTENDING), ("session_id.state", "not in", ("closed", "cancelled"))])
        groups = found.grouped(lambda enrolment: (enrolment.learner_id.id, enrolment.programme_id.id))
        live = {key: enrolments.sorted(self._learning_rank)[:1] for key, enrolments in groups.items()}
        return {done: live.get((done.partner_id.id, done.channel_id.id), self) for done in memberships}

    @staticmethod
    def _learning_rank(enrolment):
        now, session = fields.Datetime.now(), enrolment.session_id
        runs = bool(session.date_start) and session.date_start <= now <= session.date_end
        return not runs, enrolment.state == "done", enrolment.id

    def _certified_days(self):
        """Lessons done before the first class or after the last belong to the training."""
        activities = self.learning_activity_ids
        if not activities:
            return super()._certified_days()
        days = [self.session_id._local_day(moment) for moment in activities.mapped("done_at")]
        if self.attendance_ids.slot_id.filtered("closed_at"):
            days += super()._certified_days()
        return min(days), max(days)

    @staticmethod
    def _hours_text(hours):
        """'28 h', for the portal."""
        return wording.duration(hours)

    # -- the proof (indicator 19) ----------------------------------------------

    def action_issue_distance_log(self):
        """Issue the follow-up of distance learning (suivi à distance); it replaces the one issued before."""
        self.check_access("write")
        return self.env["of.document"]._issue_again(
            "of_training.report_distance_log", self, "distance_log", "Suivi à distance",
            lambda enrolment: f"{enrolment.learner_id.name}, {enrolment.programme_id.name}, "
                              f"{wording.duration(enrolment.hours_lessons)}")._action_show()
