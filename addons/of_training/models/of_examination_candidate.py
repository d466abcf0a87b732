from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..lib import examination as rules

REGISTRATIONS = [("to_register", "To register"), ("registered", "Registered"), ("refused", "Refused by the certifier"),
                 ("withdrawn", "Withdrawn")]
PRESENCES = [("present", "Present"), ("absent", "Absent"), ("excused", "Excused")]
RESULTS = [("pending", "Pending"), ("pass", "Passed"), ("partial", "Passed in part"), ("fail", "Failed")]
ANSWERS = [("awaited", "Awaited"), ("confirmed", "Certification granted"), ("more", "More papers asked for"),
           ("refused", "Refused")]


class OfExaminationCandidate(models.Model):
    """A learner in an examination."""

    _name = "of.examination.candidate"
    _description = "Candidate"
    _inherit = ["of.guarded.mixin"]
    _order = "examination_id desc, person, id"
    _rec_name = "person"
    _check_company_auto = True

    examination_id = fields.Many2one(
        "of.examination", required=True, ondelete="cascade", index=True, check_company=True)
    company_id = fields.Many2one(related="examination_id.company_id", store=True, index=True)
    programme_id = fields.Many2one(related="examination_id.programme_id", store=True, index=True)
    date = fields.Datetime(related="examination_id.date", store=True)
    examination_state = fields.Selection(related="examination_id.state", string="State of the examination")
    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, ondelete="restrict", index=True, check_company=True)
    session_id = fields.Many2one(related="enrolment_id.session_id", store=True)
    learner_id = fields.Many2one(related="enrolment_id.learner_id", store=True, index=True)
    person = fields.Char("Candidate", related="learner_id.name", store=True)
    registration = fields.Selection(REGISTRATIONS, default="to_register", required=True)
    registered_on = fields.Date("Registered on")
    is_live = fields.Boolean(compute="_compute_counts", store=True, export_string_translation=False)
    presence = fields.Selection(PRESENCES)
    result = fields.Selection(RESULTS, default="pending", required=True)
    block_ids = fields.Many2many(
        "of.examination.block", "of_examination_candidate_block_rel", "candidate_id", "block_id", "Blocks obtained",
        domain="[('examination_id', '=', examination_id)]")
    mark = fields.Char(help="As the certifier writes it: 14/20, 780 points, B2.")
    certificate_number = fields.Char("Certificate number")
    answer = fields.Selection(ANSWERS, "Certifier's answer")
    answer_date = fields.Date("Answered on")
    holds_already = fields.Boolean("Declares to hold this certification already")
    # Whole numbers, so that pivots and graphs add them up.
    is_registered = fields.Integer("Registered candidates", compute="_compute_counts", store=True)
    is_presented = fields.Integer("Candidates present", compute="_compute_counts", store=True)
    is_known = fields.Integer("Results known", compute="_compute_counts", store=True)
    is_passed = fields.Integer("Candidates who passed", compute="_compute_counts", store=True)
    success = fields.Float(
        "Success rate (%)", compute="_compute_counts", store=True, aggregator="avg",
        help="Its average is the rate, over those who sat and whose result is known.")

    _once = models.UniqueIndex("(examination_id, enrolment_id)", "This learner is in this examination already.")

    @api.depends("registration", "presence", "result")
    def _compute_counts(self):
        for candidate in self:
            plain = candidate._plain()
            candidate.is_live = candidate.registration not in rules.LEFT
            candidate.is_registered = rules.is_registered(plain)
            candidate.is_presented = rules.is_presented(plain)
            candidate.is_known = rules.is_known(plain)
            candidate.is_passed = rules.is_passed(plain)
            candidate.success = 100 * candidate.is_passed

    @api.model_create_multi
    def create(self, vals_list):
        candidates = super().create([self._completed(vals) for vals in vals_list])
        candidates.examination_id._refuse_locked()
        return candidates

    def write(self, vals):
        self.examination_id._refuse_locked()
        result = super().write(self._completed(vals))
        self.examination_id._refuse_locked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.examination_id._refuse_locked()

    def _completed(self, vals):
        """A registration and an answer have a day: today, unless it is given."""
        vals, today = dict(vals), fields.Date.context_today(self)
        if vals.get("registration") == "registered":
            vals.setdefault("registered_on", today)
        if vals.get("answer") in ("confirmed", "more", "refused"):
            vals.setdefault("answer_date", today)
        return vals

    @api.constrains("enrolment_id", "examination_id")
    def _check_programme(self):
        for candidate in self:
            if candidate.enrolment_id.programme_id != candidate.examination_id.programme_id:
                raise ValidationError(self.env._(
                    "%(candidate)s follows another programme than that of the examination: choose a learner record "
                    "of %(programme)s.", candidate=candidate.person or candidate.enrolment_id.name,
                    programme=candidate.examination_id.programme_id.name))

    @api.constrains("block_ids", "examination_id")
    def _check_blocks(self):
        for candidate in self:
            if candidate.block_ids.examination_id - candidate.examination_id:
                raise ValidationError(self.env._(
                    "%(candidate)s: a block of another examination can't be obtained in this one.",
                    candidate=candidate.person))

    # -- everybody at once -----------------------------------------------------

    def action_register(self):
        self.filtered(lambda candidate: candidate.registration == "to_register").write({"registration": "registered"})

    def action_set_present(self):
        """Those of whom it is not known yet were present."""
        self.filtered(lambda candidate: candidate.is_live and not candidate.presence).write({"presence": "present"})

    def action_set_passed(self):
        """Those who were present and whose result is pending passed, with all blocks."""
        passed = self.filtered(lambda candidate: candidate.is_presented and candidate.result == "pending")
        for examination, candidates in passed.grouped("examination_id").items():
            candidates.write({"result": "pass", "block_ids": [Command.set(examination.block_ids.ids)]})

    def _is_told(self):
        """Whether the learner may read the result: once it is known and all of the examination are given."""
        return self.examination_state in ("results", "closed") and self.result != "pending"

    # -- rates -----------------------------------------------------------------

    def _plain(self):
        """What counts of a candidate, for ``lib/examination.py``."""
        obtained = self.block_ids
        return rules.Candidate(
            self.registration, self.presence or None, self.result,
            {block.code: block in obtained for block in self.examination_id.block_ids})

    def _rates(self):
        return rules.rates(candidate._plain() for candidate in self)
