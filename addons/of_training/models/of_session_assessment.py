from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from .of_assessment import LEVELS
from .of_enrolment import ATTENDING

LONGEST_COMMENT = 2000  # characters, from a web form


class OfSession(models.Model):
    """Assessments of a session: everybody's on one screen."""

    _inherit = "of.session"

    assessment_label = fields.Char("Assessments", compute="_compute_assessment_label", help="Complete, of those begun.")

    def _compute_assessment_label(self):
        counts = {session: (sum(flags), len(flags)) for session, flags in self.env["of.assessment"].sudo()._read_group(
            [("session_id", "in", self.ids)], ["session_id"], ["is_complete:array_agg"])}
        for session in self:
            session.assessment_label = "{} / {}".format(*counts.get(session._origin.sudo(), (0, 0)))

    def _assess(self, moment, **vals):
        """The assessments of all learners at ``moment``; those that lack are made."""
        self.ensure_one()
        if not self.sudo().programme_id.of_objective_ids:
            raise UserError(self.env._(
                "%(programme)s has no objective to assess: list them on the programme, tab 'Objectives'.",
                programme=self.programme_id.name))
        learners = self._assessed_enrolments()
        assessments = self.env["of.assessment"].search([("enrolment_id", "in", learners.ids), ("moment", "=", moment)])
        missing = learners - assessments.enrolment_id
        return assessments | assessments.create(
            [{"enrolment_id": enrolment.id, "moment": moment, **vals} for enrolment in missing])

    def _enter_assessments(self, moment, entered):
        """Keep what a trainer entered: ``level_<line>`` and ``comment_<assessment>`` are texts of a web form.

        Callers checked who is asking. What is of another session or moment, or no level, is left out.
        """
        assessments = self._assess(moment)
        for line in assessments.line_ids:
            level = entered.get(f"level_{line.id}")
            if level is not None and level != (line.level or "") and level in ("", *dict(LEVELS)):
                line.level = level or False
        for assessment in assessments:
            comment = entered.get(f"comment_{assessment.id}", assessment.comment or "").strip()[:LONGEST_COMMENT]
            if comment != (assessment.comment or ""):
                assessment.comment = comment

    def action_assess(self):
        """Open the levels of all learners at the moment that the button names."""
        moment = self.env.context["of_moment"]
        assessments = self._assess(moment)
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_assessment_line_action")
        name = dict(assessments._fields["moment"]._description_selection(self.env))[moment]
        return action | {
            "name": name, "display_name": name,
            "domain": [("assessment_id", "in", assessments.ids)], "context": {"search_default_group_enrolment": 1}}

    def action_assessment_progress(self):
        """The chart of progress of the whole session."""
        return self.enrolment_ids.action_progress()

    def _attendance_checks(self):
        return [*super()._attendance_checks(), Check(
            "exit_assessment", self.env._("A learner has no complete assessment at exit."),
            test=lambda session: session._not_assessed("exit"), level=ADVISORY, page="assessments",
            field="assessment_label", article="RNQ, 11")]

    def _assessed_enrolments(self):
        return self.enrolment_ids.filtered(lambda enrolment: enrolment.learner_id and enrolment.state in ATTENDING)

    def _not_assessed(self, moment):
        """Learners of a programme with objectives who have no complete assessment at ``moment``."""
        learners = self._assessed_enrolments()
        if not self.programme_id.of_objective_ids:
            return learners.browse()
        return learners - learners.assessment_ids.filtered(lambda a: a.moment == moment and a.is_complete).enrolment_id


class OfEnrolment(models.Model):
    """Progress of a learner, and its report."""

    _inherit = "of.enrolment"

    assessment_ids = fields.One2many("of.assessment", "enrolment_id", "Assessments")

    def _progress(self):
        """``{"moments": [assessment], "rows": [(objective, [line or empty by moment])]}``, moments in order."""
        assessments = self.assessment_ids.filtered(lambda a: a.line_ids.filtered("level")).sorted("step")
        names = dict.fromkeys(line.name for line in assessments.line_ids.sorted("sequence"))
        return {"moments": assessments, "rows": [
            (name, [assessment._line_named(name) for assessment in assessments]) for name in names]}

    def _shared_progress(self):
        """The same for the learner in the portal: once his training is over, not while it goes on.

        Until then levels are the trainer's working notes, and change.
        """
        return self.sudo()._progress() if self.state == "done" else None

    def action_progress(self):
        """The chart of progress of these learners."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_assessment_progress_action")
        return action | {"domain": [("enrolment_id", "in", self.ids), ("level", "!=", False)]}

    def action_issue_assessment_report(self):
        """Issue the report of assessments (bilan des évaluations); it replaces the one issued before."""
        self.check_access("write")
        for enrolment in self:
            if enrolment.programme_id.of_action_category == "skills_assessment":
                raise UserError(self.env._(
                    "%(enrolment)s: the results of a skills assessment are its beneficiary's alone (L6313-4).",
                    enrolment=enrolment.display_name))
            if not enrolment._progress()["rows"]:
                raise UserError(self.env._(
                    "%(enrolment)s: no objective is assessed yet. Enter the levels on the session, tab 'Assessments'.",
                    enrolment=enrolment.display_name))
        return self.env["of.document"]._issue_again(
            "of_training.report_assessment", self, "assessment_report", "Bilan des évaluations",
            lambda enrolment: f"{enrolment.learner_id.name}, {enrolment.programme_id.name}")._action_show()
