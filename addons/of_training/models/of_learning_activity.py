from odoo import api, fields, models

HOWS = [("platform", "Done on the platform"), ("quiz", "Quiz passed"), ("office", "Entered by the office")]

# The follow-up is a proof: its words are French and not translated.
HOWS_FRENCH = {"platform": "sur la plateforme", "quiz": "questionnaire réussi", "office": "noté par l'organisme"}


class OfLearningActivity(models.Model):
    """A lesson done, for one learner record: frozen with the time it was *estimated* to take, chained per record.

    Odoo keeps no time and says 'done' once per course and person; this proves when, for which training, and how long
    it counts (D6313-3-1, indicator 19). A lesson that is undone later leaves it as it is.
    """

    _name = "of.learning.activity"
    _description = "Learning activity"
    _inherit = ["of.frozen.mixin"]
    _order = "done_at, id"
    _frozen_chain = ("enrolment_id",)
    _frozen_fields = ("name", "person", "programme", "hours", "done_at", "how")

    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, readonly=True, ondelete="restrict", index=True)
    session_id = fields.Many2one(related="enrolment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True, index=True)
    lesson_id = fields.Many2one(
        "slide.slide", "Lesson of the course", readonly=True, ondelete="set null", index="btree_not_null")
    name = fields.Char("Lesson", required=True, readonly=True, help="As it was called when it was done.")
    person = fields.Char("Learner", required=True, readonly=True)
    programme = fields.Char("Programme at that time", readonly=True)
    hours = fields.Float(
        "Estimated hours", readonly=True, help="Estimate of the lesson when it was done: this counts, whatever the "
        "time of connection (D6313-3-1).")
    done_at = fields.Datetime("Done on", required=True, readonly=True, help="Time of the server.")
    how = fields.Selection(HOWS, "Way of doing", required=True, readonly=True)

    _once = models.UniqueIndex(
        "(enrolment_id, lesson_id) WHERE lesson_id IS NOT NULL", "This lesson is recorded for this learner already.")

    @api.model
    def _record(self, memberships):
        """Keep what these ``slide.slide.partner`` say is done; what is kept already is left as it is."""
        now = fields.Datetime.now()
        enrolments = self.env["of.enrolment"].sudo()._learning_enrolments(memberships)
        known = {(activity.enrolment_id, activity.lesson_id) for activity in self.sudo().search([
            ("enrolment_id", "in", [one.id for one in enrolments.values()]),
            ("lesson_id", "in", memberships.slide_id.ids)])}
        done = [(enrolments[done], done) for done in memberships.sudo() if enrolments.get(done)]
        # Learners do lessons, nobody makes proofs by hand.
        activities = self.sudo().create([
            self._prepare_activity(enrolment, done, now) for enrolment, done in done
            if (enrolment, done.slide_id) not in known])
        activities.enrolment_id._count_hours_done()
        return activities

    def _prepare_activity(self, enrolment, done, now):
        """Values of the activity that ``done`` (``slide.slide.partner``) proves for ``enrolment``."""
        lesson = done.slide_id
        return {
            "enrolment_id": enrolment.id, "lesson_id": lesson.id, "name": lesson.name, "person": done.partner_id.name,
            "programme": lesson.channel_id.name, "hours": round(lesson.completion_time, 2), "done_at": now,
            "how": self._way(done),
        }

    def _way(self, done):
        if done.partner_id != self.env.user.partner_id:
            return "office"
        return "quiz" if done.slide_id.question_ids else "platform"


class SlideSlidePartner(models.Model):
    _inherit = "slide.slide.partner"

    def _recompute_completion(self):
        """Odoo comes here whenever lessons become done or undone."""
        result = super()._recompute_completion()
        if done := self.filtered("completed"):
            self.env["of.learning.activity"]._record(done)
        return result
