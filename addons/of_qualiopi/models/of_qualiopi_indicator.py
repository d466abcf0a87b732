from odoo import api, fields, models
from odoo.fields import Domain

from ..lib import applicability, assessment

CONDITIONS = [
    (applicability.ALWAYS, "Always"),
    (applicability.CERTIFYING, "If leading to an RNCP certification"),
    (applicability.LONG, "If longer than two days"),
    (applicability.ALTERNATION, "If alternating with a company"),
    (applicability.WORK_SITUATION, "If with periods in a work situation"),
    (applicability.SUBCONTRACTING, "If subcontracting or portage salarial"),
]
CHANGES = [("new", "New"), ("changed", "Changed in substance"), ("form", "Changed in form"), ("same", "Unchanged")]
MARKS = [("official", "Official text read"), ("concordant", "Several sources agree"), ("to_verify", "To verify")]
STATES = [
    (assessment.MISSING, "No evidence"), (assessment.TO_COMPLETE, "To complete"),
    (assessment.COVERED, "Covered"), (assessment.NOT_APPLICABLE, "Not concerned"),
]
COLORS = {assessment.MISSING: 1, assessment.TO_COMPLETE: 2, assessment.COVERED: 10, assessment.NOT_APPLICABLE: 0}
SHOWN_EVIDENCE = 80


class OfQualiopiIndicator(models.Model):
    """An indicator of one version of the framework, with what the guide says about it.

    What concerns a company (applicable, state, evidence) is computed for the current one.
    """

    _name = "of.qualiopi.indicator"
    _description = "Quality indicator"
    _order = "framework_id, number"

    framework_id = fields.Many2one("of.qualiopi.framework", required=True, index=True, ondelete="restrict")
    criterion_id = fields.Many2one("of.qualiopi.criterion", required=True, index=True, ondelete="restrict")
    number = fields.Integer(required=True, aggregator=None)
    name = fields.Char("Subject", required=True, translate=True)
    text = fields.Text("Official text", required=True)
    reference = fields.Char(required=True)
    scope_training = fields.Selection(CONDITIONS, "Training actions")
    scope_skills_assessment = fields.Selection(CONDITIONS, "Skills assessments")
    scope_vae = fields.Selection(CONDITIONS, "Validation of experience")
    scope_apprenticeship = fields.Selection(CONDITIONS, "Apprenticeship")
    gravity = fields.Selection(
        [("minor", "Minor or major"), ("major", "Major only")], required=True,
        help="What a non-conformity can be.")
    new_entrant_rule = fields.Text("New entrants", translate=True)
    subcontractor_rule = fields.Text("Subcontractors", translate=True)
    expected_evidence = fields.Text(help="Typical evidence named by the reading guide.")
    note = fields.Text("Good to know", translate=True)
    previous_id = fields.Many2one("of.qualiopi.indicator", "In the version before", ondelete="restrict", index=True)
    change = fields.Selection(CHANGES, "Change since the version before")
    change_note = fields.Text("What must newly be shown", translate=True)
    provisional = fields.Text("Still provisional", translate=True)
    mark_text = fields.Selection(MARKS, "Sure of the text", required=True)
    mark_scope = fields.Selection(MARKS, "Sure of whom it concerns", required=True)
    mark_gravity = fields.Selection(MARKS, "Sure of the gravity", required=True)
    mark_new_entrant = fields.Selection(MARKS, "Sure of the new entrant rule", required=True)

    is_applicable = fields.Boolean(
        "Concerned", compute="_compute_assessment", search="_search_is_applicable",
        help="Whether it concerns the current company, from what it does.")
    applicability_reason = fields.Text("Applicability", compute="_compute_assessment")
    evidence_count = fields.Integer("Evidence", compute="_compute_assessment")
    state = fields.Selection(STATES, compute="_compute_assessment", search="_search_state")
    color = fields.Integer(compute="_compute_assessment", export_string_translation=False)
    evidence_ids = fields.Many2many(
        "of.qualiopi.evidence", compute="_compute_evidence_ids", string="Latest evidence")

    _number_uniq = models.Constraint("UNIQUE(framework_id, number)", "This framework has an indicator of this number.")

    @api.depends("number", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.number}. {indicator.name}"

    # -- state for a company ----------------------------------------------------

    @api.depends_context("company", "lang")
    def _compute_assessment(self):
        found = self._assess(self.env.company, fields.Date.context_today(self))
        for indicator in self:
            result = found[indicator]
            indicator.is_applicable = result.applicable
            indicator.applicability_reason = result.reason
            indicator.evidence_count = result.count
            indicator.state = result.state
            indicator.color = COLORS[result.state]

    def _assess(self, company, day, period=Domain.TRUE):
        """``{indicator: Assessment}`` for ``company`` on ``day``; as many queries for one as for all.

        :param period: domain that restricts the evidence
        """
        activity = company._of_quality_activity()
        evidence = self.env["of.qualiopi.evidence"]
        domain = evidence._domain_of(self._with_earlier(), company) & period
        totals = dict(evidence._read_group(domain, ["indicator_id"], ["__count"]))
        live = dict(evidence._read_group(
            domain & evidence._domain_live(day) & Domain("is_partial", "=", False), ["indicator_id"], ["__count"]))
        return {indicator: indicator._assess_one(activity, totals, live) for indicator in self}

    def _assess_one(self, activity, totals, live):
        categories = applicability.applying(self._scopes(), activity)
        family = self._with_earlier()
        earlier = family - self
        total = sum(totals.get(indicator, 0) for indicator in family)
        state = assessment.state(
            bool(categories), live.get(self, 0), sum(live.get(indicator, 0) for indicator in earlier),
            total, self.change in ("new", "changed"))
        return assessment.Assessment(bool(categories), self._applicability_text(categories), total, state)

    def _with_earlier(self):
        """These indicators and what they were in the versions before."""
        family, layer = self, self.previous_id
        while layer:
            family |= layer
            layer = layer.previous_id - family
        return family

    def _evidence_reference(self):
        """How evidence names this indicator for good: 'rnq2026/06'."""
        return f"{self.framework_id.code}/{self.number:02}"

    def _scopes(self):
        return {category: self[f"scope_{category}"] or "" for category in applicability.CATEGORIES}

    def _applicability_text(self, categories):
        scopes = self._scopes()
        shown = self._scope_labels(categories or [name for name in scopes if scopes[name]])
        if categories:
            common = len(categories) == len(scopes) and set(scopes.values()) == {applicability.ALWAYS}
            return self.env._("Concerns every training organisation.") if common else self.env._(
                "Concerns you, from your programmes and settings: %(scopes)s.", scopes=shown)
        return self.env._("Concerns only: %(scopes)s. None of your programmes and settings says so.", scopes=shown)

    def _scope_labels(self, categories):
        """'Training actions (if longer than two days), Apprenticeship'."""
        labels = []
        for category in categories:
            name = f"scope_{category}"
            field, value = self._fields[name], self[name]
            label = field._description_string(self.env)
            if value != applicability.ALWAYS:
                condition = dict(field._description_selection(self.env))[value]
                label += f" ({condition[0].lower()}{condition[1:]})"
            labels.append(label)
        return ", ".join(labels)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_where(lambda indicator: indicator.state in value)

    def _search_is_applicable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_where(lambda indicator: indicator.is_applicable in value)

    def _domain_where(self, test):
        """Few enough (some thirty per version) to be assessed all together."""
        return [("id", "in", self.search([("number", ">", 0)]).filtered(test).ids)]

    @api.depends_context("company")
    def _compute_evidence_ids(self):
        evidence = self.env["of.qualiopi.evidence"]
        for indicator in self:  # a form shows one
            indicator.evidence_ids = evidence.search(
                evidence._domain_of(indicator._with_earlier(), self.env.company), limit=SHOWN_EVIDENCE)

    # -- screens ----------------------------------------------------------------

    @api.model
    def action_in_force(self):
        """The indicators of the framework in force today."""
        framework = self.env["of.qualiopi.framework"]._holding_on(
            fields.Date.context_today(self), self.env.company)
        return framework.action_indicators()

    def action_evidence(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_qualiopi.of_qualiopi_evidence_action")
        domain = self.env["of.qualiopi.evidence"]._domain_of(self._with_earlier(), self.env.company)
        return {**action, "name": self.display_name, "domain": list(domain), "context": {}}
