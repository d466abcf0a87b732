from odoo import api, fields, models

MOMENTS = [("entry", "At entry"), ("midway", "Midway"), ("exit", "At exit")]
# The same, named so that charts and lists sort them in this order.
STEPS = [(str(number), label) for number, (_moment, label) in enumerate(MOMENTS, 1)]
LEVELS = [("0", "Not acquired"), ("1", "Beginner"), ("2", "In progress"), ("3", "Acquired"), ("4", "Expert")]


class OfAssessment(models.Model):
    """What a learner masters at one moment, by objective."""

    _name = "of.assessment"
    _description = "Assessment"
    _order = "session_id desc, enrolment_id, step, id"
    _check_company_auto = True

    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, ondelete="cascade", index=True, check_company=True)
    session_id = fields.Many2one(related="enrolment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True, index=True)
    learner_id = fields.Many2one(related="enrolment_id.learner_id", store=True)
    moment = fields.Selection(MOMENTS, required=True)
    step = fields.Selection(STEPS, "Moment in order", compute="_compute_step", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    assessor_id = fields.Many2one("res.partner", "Assessed by", default=lambda self: self.env.user.partner_id)
    comment = fields.Text()
    line_ids = fields.One2many("of.assessment.line", "assessment_id", "Objectives")
    average = fields.Float(
        "Average level", compute="_compute_average", store=True, digits=(2, 1), aggregator="avg",
        help="From 0 (not acquired) to 4 (expert), over what was assessed.")
    is_complete = fields.Boolean("Complete", compute="_compute_average", store=True)

    _once = models.UniqueIndex(
        "(enrolment_id, moment)", "This learner is assessed at this moment already: open that assessment.")

    @api.depends("moment")
    def _compute_step(self):
        steps = {moment: str(number) for number, (moment, _label) in enumerate(MOMENTS, 1)}
        for assessment in self:
            assessment.step = steps.get(assessment.moment)

    @api.depends("line_ids.level")
    def _compute_average(self):
        for assessment in self:
            lines = assessment.line_ids
            given = lines.filtered("level")
            assessment.average = sum(given.mapped("score")) / len(given) if given else 0
            assessment.is_complete = bool(lines) and given == lines

    @api.depends("learner_id.name", "moment")
    def _compute_display_name(self):
        moments = dict(self._fields["moment"]._description_selection(self.env))
        for assessment in self:
            learner = assessment.learner_id.name or self.env._("name to come")
            assessment.display_name = f"{learner}, {moments.get(assessment.moment, '')}"

    def _line_named(self, name):
        """The line of this objective; empty where it was not assessed then."""
        return self.line_ids.filtered(lambda line: line.name == name)[:1]

    @api.model_create_multi
    def create(self, vals_list):
        """An assessment takes the objectives as the programme words them now."""
        assessments = super().create(vals_list)
        self.env["of.assessment.line"].create([
            {"assessment_id": assessment.id, "objective_id": objective.id, "name": objective.name,
             "sequence": objective.sequence}
            for assessment in assessments if not assessment.line_ids
            for objective in assessment.sudo().enrolment_id.programme_id.of_objective_ids])
        return assessments


class OfAssessmentLine(models.Model):
    """The level reached in one objective."""

    _name = "of.assessment.line"
    _description = "Level of an objective"
    _order = "assessment_id, sequence, id"

    assessment_id = fields.Many2one("of.assessment", required=True, ondelete="cascade", index=True)
    enrolment_id = fields.Many2one(related="assessment_id.enrolment_id", store=True, index=True)
    session_id = fields.Many2one(related="assessment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    programme_id = fields.Many2one(related="enrolment_id.programme_id", store=True, index=True)
    step = fields.Selection(related="assessment_id.step", store=True, string="Moment")
    objective_id = fields.Many2one(
        "of.programme.objective", "Objective of the programme", ondelete="set null", index="btree_not_null")
    sequence = fields.Integer(default=10)
    name = fields.Char("Objective", required=True, help="As it was worded when it was assessed.")
    level = fields.Selection(LEVELS, help="Empty: not assessed yet.")
    score = fields.Integer("Level, 0 to 4", compute="_compute_score", store=True, aggregator="avg")
    comment = fields.Char()

    @api.depends("level")
    def _compute_score(self):
        for line in self:
            line.score = int(line.level or 0)
