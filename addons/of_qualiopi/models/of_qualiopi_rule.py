import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError

EVENTS = [
    ("programme_published", "Programme published"),
    ("session_confirmed", "Session confirmed"),
    ("trainer_engaged", "Trainer engaged in a confirmed session"),
    ("document_issued", "Document issued"),
    ("examination_results", "Results of an examination known"),
]
# What the condition of a rule is about. A module that adds an event adds its model.
MODELS = {
    "programme_published": "slide.channel",
    "session_confirmed": "of.session",
    "trainer_engaged": "res.partner",
    "document_issued": "of.document",
    "examination_results": "of.examination",
}


class OfQualiopiRule(models.Model):
    """What gives evidence for an indicator by itself, and why it does.

    It names the indicator's number: the same rule serves every version of the
    framework, and the evidence goes to the one in force that day.
    """

    _name = "of.qualiopi.rule"
    _description = "Rule that gathers evidence"
    _order = "number, event, id"

    name = fields.Char("What it shows", required=True, translate=True, help="Begins the name of the evidence.")
    active = fields.Boolean(default=True)
    event = fields.Selection(EVENTS, required=True)
    document_kind = fields.Selection(
        selection="_selection_document_kind", help="Of the document issued.")
    number = fields.Integer("Indicator", required=True, aggregator=None)
    condition = fields.Char(default="[]", help="Only sources that this domain finds give evidence.")
    condition_model = fields.Char(compute="_compute_condition_model")
    reason = fields.Text(required=True, translate=True, help="Why an auditor may accept it.")
    validity_months = fields.Integer("Valid for (months)", help="From the day of the event. 0: without end.")
    is_partial = fields.Boolean(
        "Not enough alone", help="It supports the indicator, but does not show all that it asks.")
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")

    _kind_of_documents = models.Constraint(
        "CHECK((event = 'document_issued') = (document_kind IS NOT NULL))",
        "Say which kind of document gives evidence, for issued documents only.")
    _validity_positive = models.Constraint(
        "CHECK(validity_months >= 0)", "The validity is a number of months, or 0.")

    @api.model
    def _selection_document_kind(self):
        return self.env["of.document"]._fields["kind"]._description_selection(self.env)

    @api.depends("event")
    def _compute_condition_model(self):
        models_by_event = self._event_models()
        for rule in self:
            rule.condition_model = models_by_event.get(rule.event)

    @api.model
    def _event_models(self):
        return MODELS

    @api.constrains("number")
    def _check_number(self):
        indicators = self.env["of.qualiopi.indicator"].search([("number", "in", self.mapped("number"))])
        known = set(indicators.mapped("number"))
        for rule in self:
            if rule.number not in known:
                raise ValidationError(self.env._(
                    "No framework has an indicator %(number)s: correct 'Indicator'.", number=rule.number))

    @api.constrains("condition", "event")
    def _check_condition(self):
        for rule in self:
            try:
                self.env[rule.condition_model].sudo().search(rule._condition_domain(), limit=1)
            except Exception as error:  # whatever a domain typed by hand can raise
                raise ValidationError(self.env._(
                    "The condition of '%(rule)s' can't be read: %(error)s. Correct 'Condition', or write [].",
                    rule=rule.name, error=error)) from error

    def _condition_domain(self):
        return ast.literal_eval(self.condition or "[]")

    def _for_event(self, event, company):
        """Rules of ``event``, shared ones and the company's own."""
        return self.sudo().search([("event", "=", event), ("company_id", "in", [False, company.id])])

    def _accepts(self, source):
        """Which records of ``source`` give this evidence."""
        domain = self._condition_domain()
        if self.document_kind:
            domain = [("kind", "=", self.document_kind), *domain]
        return source.filtered_domain(domain)
