from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.of_training.lib import rncp
from odoo.addons.of_training.models.slide_channel import ACTION_CATEGORIES

from ..lib import caps
from ..lib.split import cents
from .of_funder_rule_mixin import SCHEMES
from .of_funding_mode_rule import BRACKETS
from .res_partner import FUNDER_KINDS

KINDS = [
    ("cpf_price", "Rights of a CPF account that may be used"), ("flat_share", "Flat share of the holder"),
    ("condition", "Condition to be funded"), ("hours_floor", "Hours at least"), ("hours_ceiling", "Hours at most"),
    ("waiting", "Years between two skills assessments"), ("ceiling", "Ceiling of a funder"),
    ("npec", "Apprenticeship: amount of the branch (NPEC)"), ("remote_reduction", "Apprenticeship: less at a distance"),
    ("employer_share", "Apprenticeship: share of the employer"), ("average", "Average of the funder"),
]
UNITS = [
    ("eur", "EUR per person"), ("eur_hour", "EUR per hour and person"), ("eur_day", "EUR per day and person"),
    ("eur_group", "EUR per file"), ("eur_year", "EUR per year and company"),
    ("eur_contract_year", "EUR per year of contract"), ("hours", "hours"), ("years", "years"), ("percent", "per cent"),
]
UNITS_OF = {
    "cpf_price": ("eur",), "flat_share": ("eur",), "condition": ("eur",), "hours_floor": ("hours",),
    "hours_ceiling": ("hours",), "waiting": ("years",), "npec": ("eur_contract_year",),
    "remote_reduction": ("percent",), "employer_share": ("eur",), "average": ("eur",),
    "ceiling": ("eur", "eur_hour", "eur_day", "eur_group", "eur_year"),
}
DECIDES = [
    ("request", "Day of the request"), ("order", "Day the training is ordered"),
    ("contract", "Day the contract is concluded"), ("accord", "Day of the first accord"),
    ("start", "Day the training begins"),
]
SEVERITIES = [("information", "Information"), ("advisory", "Warning"), ("blocking", "Blocks the request")]
REST_FOR = [("holder", "The holder, or whoever adds to his account"), ("employer", "The employer"),
            ("nobody", "Nobody: it can't be funded")]
RECOGNITIONS = [("rncp", "RNCP certification"), ("rs", "RS certification"), ("authorisation", "Regulated training")]
# Fields that say whom a rule concerns, and what a case calls them.
CRITERIA = {
    "company_id": "company", "funder_kind": "funder_kind", "funder_id": "funder", "scheme": "scheme",
    "category": "category", "recognition": "recognition", "certification_code": "code", "is_licence": "is_licence",
    "cpne_id": "cpne", "bracket": "bracket"}


class OfCap(models.Model):
    """A dated rule of law or of a funder (plafond, règle): how much may be funded, for whom, decided by which day.

    ``lib/caps.py`` answers; amounts are euros excluding VAT, hours, years or percents, as ``unit`` says.
    """

    _name = "of.cap"
    _description = "Cap or rule of funding"
    _inherit = ["of.funder.rule.mixin"]
    _order = "kind, funder_kind, certification_code, date_from desc, id desc"
    _dated_key = ("kind", "unit", "funder_kind", "funder_id", "scheme", "category", "recognition",
                  "certification_code", "is_licence", "cpne_id", "bracket", "level_from", "decides", "is_announced")

    name = fields.Char("Rule", translate=True, help="Empty: named after what it limits and whom it concerns.")
    kind = fields.Selection(KINDS, "What it limits", required=True, index=True)
    unit = fields.Selection(UNITS, required=True, default="eur")
    amount = fields.Float(digits=(12, 2), help="In the unit; of a condition: 0.")
    decides = fields.Selection(
        DECIDES, "Day that decides", required=True, default="request",
        help="The rule applies to a file whose day lies within its dates.")
    severity = fields.Selection(
        SEVERITIES, "When it is broken", required=True, default="advisory")
    rest_for = fields.Selection(REST_FOR, "What is above remains for", required=True, default="employer")
    is_announced = fields.Boolean("Announced", help="Not law yet: shown as such, and changes nothing.")
    funder_kind = fields.Selection(FUNDER_KINDS, required=False, help="Empty: whoever pays.")
    scheme = fields.Selection(SCHEMES, help="Empty: all schemes.")
    category = fields.Selection(ACTION_CATEGORIES, "Category of action", help="Empty: any.")
    recognition = fields.Selection(RECOGNITIONS, help="Empty: any.")
    certification_code = fields.Char("RNCP/RS code", index="btree_not_null", help="Empty: any certification.")
    level_from = fields.Integer("From level", help="Of the certification, 3 to 8. 0: any.")
    is_licence = fields.Boolean("Driving licence only", help="Of light vehicles.")
    cpne_id = fields.Many2one("of.cpne", "Branch (CPNE)", ondelete="restrict", index="btree_not_null")
    bracket = fields.Selection(BRACKETS, "Headcount", help="Of the employer. Empty: any.")
    threshold = fields.Float("From % at a distance", digits=(5, 2))
    floor = fields.Float("Not below", digits=(12, 2), help="Euros a year, of the reduced amount.")
    note = fields.Text(translate=True)
    exception_ids = fields.One2many("of.cap.exception", "cap_id", "Exceptions", copy=True)

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0 AND floor >= 0 AND threshold >= 0)", "The amount of a rule is not negative.")

    @api.depends("name", "kind", "unit", "funder_kind", "funder_id", "scheme", "certification_code", "cpne_id")
    def _compute_display_name(self):
        for cap in self:
            parts = [cap._label("kind"), cap.funder_id.name or cap._label("funder_kind"), cap._label("scheme"),
                     cap.certification_code, cap.cpne_id.name]
            cap.display_name = cap.name or ", ".join(filter(None, parts))

    @api.constrains("kind", "unit")
    def _check_unit(self):
        for cap in self:
            if cap.unit not in UNITS_OF[cap.kind]:
                allowed = dict(self._fields["unit"]._description_selection(self.env))
                raise ValidationError(self.env._(
                    "%(rule)s: choose its unit among: %(units)s.", rule=cap.display_name,
                    units=", ".join(allowed[unit] for unit in UNITS_OF[cap.kind])))

    @api.constrains("certification_code")
    def _check_certification_code(self):
        for cap in self:
            if cap.certification_code and rncp.code(cap.certification_code) != cap.certification_code:
                raise ValidationError(self.env._(
                    "%(code)s is no code of the RNCP or RS: write it as RNCP38596 or RS5801.",
                    code=cap.certification_code))

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind and self.unit not in UNITS_OF[self.kind]:
            self.unit = UNITS_OF[self.kind][0]

    # -- answers ---------------------------------------------------------------

    @api.model
    def _answers(self, cases):
        """``{key: [lib.caps.Answer]}`` for ``{key: lib.caps.Case}``, the rules being read once for all."""
        rules = self._lib_rules(cases.values())
        return {key: caps.answers(case, rules) for key, case in cases.items()}

    @api.model
    def _lib_rules(self, cases):
        """The rules that may concern these cases, read in sudo: they are nobody's secret."""
        companies = {case.company for case in cases}
        codes = {case.code for case in cases if case.code}
        domain = Domain("company_id", "in", [False, *filter(None, companies)])
        domain &= Domain("certification_code", "in", [False, *codes])
        return [cap._lib_rule() for cap in self.sudo().search(domain)]

    def _lib_rule(self):
        """This record as ``lib.caps`` takes it."""
        self.ensure_one()
        return caps.Rule(
            self.id, self.kind, cents(self.amount), self.date_from, self.unit, self.decides, self.date_to or None,
            criteria=self._lib_criteria(), level_from=self.level_from, severity=self.severity, rest_for=self.rest_for,
            is_announced=self.is_announced, threshold=cents(self.threshold), floor=cents(self.floor),
            exceptions=tuple(found._lib_lift() for found in self.exception_ids))

    def _lib_criteria(self):
        values = {name: self[name].id if self._fields[name].relational else self[name] for name in CRITERIA}
        return {CRITERIA[name]: value for name, value in values.items() if value}


class OfCapException(models.Model):
    """What lifts a rule, or gives it another amount; of a condition: what fulfils it."""

    _name = "of.cap.exception"
    _description = "Exception of a funding rule"
    _order = "cap_id, sequence, id"

    cap_id = fields.Many2one("of.cap", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="cap_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection([
        ("certification", "This certification"), ("job_seeker", "The learner seeks a job"),
        ("top_up", "The employer or his OPCO adds to the account"), ("third_party", "A third party pays a part"),
        ("c2p", "Rights for hard work (C2P)"), ("at_mp", "Accident at work or illness, 10 % or more (AT/MP)"),
        ("after_break", "New contract after an early break"),
        ("remote_only", "Certification given at a distance only"),
        ("priority", "Priority sector"),
    ], required=True)
    text = fields.Char("Certification", help="Its code (RS5801), or words of its title.")
    at_least = fields.Float("At least (EUR)", digits=(12, 2), help="What the third party or the employer pays.")
    is_amount = fields.Boolean("Other amount", help="The rule holds with this amount instead of its own.")
    amount = fields.Float(digits=(12, 2))
    is_to_verify = fields.Boolean("To verify", help="No official text was read for this exception.")

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        found.cap_id._refuse_shipped()
        return found

    def write(self, vals):
        self.cap_id._refuse_shipped()
        result = super().write(vals)
        self.cap_id._refuse_shipped()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self.cap_id._refuse_shipped()

    def _lib_lift(self):
        amount = cents(self.amount) if self.is_amount else None
        return caps.Lift(self.kind, self.text or "", cents(self.at_least), amount)
