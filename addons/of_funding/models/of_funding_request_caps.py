from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY

from ..lib import caps
from ..lib.split import cents
from .of_funding_line import PENDING
from .of_funding_mode_rule import BRACKET_OF
from .of_funding_request import DECIDED

EXEMPTIONS = [("c2p", "Rights for hard work (C2P)"), ("at_mp", "Accident at work or illness, 10 % or more (AT/MP)")]


class OfFundingRequest(models.Model):
    """The caps and rules of a request: built from its shares, its session's programme and its days."""

    _name = "of.funding.request"
    _inherit = ["of.funding.request", "of.capped.mixin"]

    exemption = fields.Selection(EXEMPTIONS, "Exempt from the flat share by")
    top_up = fields.Monetary("Added by the employer or his OPCO", help="To the holder's account, for this training.")
    third_party_amount = fields.Monetary(
        "Added by others", help="France Travail, region...: to the holder's account, for this training.")
    contract_on = fields.Date("Contract concluded on", help="Of apprenticeship: the amounts of that day hold.")
    is_after_break = fields.Boolean("After an early break", help="A new contract of an apprentice whose first ended.")
    cpne_id = fields.Many2one(
        "of.cpne", "Branch (CPNE)", compute="_compute_cpne_id", store=True, readonly=False,
        help="Of the employer; proposed as on his last request.")
    is_skills_assessment = fields.Boolean(compute="_compute_is_skills_assessment", export_string_translation=False)
    last_assessment = fields.Selection(related="learner_id.of_last_assessment", readonly=False)
    last_assessment_on = fields.Date(related="learner_id.of_last_assessment_on", readonly=False)

    @api.depends("employer_id", "scheme")
    def _compute_cpne_id(self):
        for request in self:
            request.cpne_id = request.cpne_id or request._proposed_cpne()

    def _proposed_cpne(self):
        """The branch of this employer, by his IDCC or as chosen before: amounts of apprenticeship depend on it."""
        if not self.employer_id or self.scheme != "apprenticeship":
            return self.env["of.cpne"]
        if cpne := self.env["of.cpne"]._of_idcc(self.employer_id.of_idcc_id.code):
            return cpne
        return self.search([("employer_id", "=", self.employer_id.id), ("cpne_id", "!=", False)], limit=1).cpne_id

    @api.depends("session_id.programme_id.of_action_category", "line_ids.session_id")
    def _compute_is_skills_assessment(self):
        for request in self:
            programme = request.sudo()._cap_session().programme_id  # its category is no secret
            request.is_skills_assessment = programme.of_action_category == "skills_assessment"

    # -- case ------------------------------------------------------------------

    @api.depends("line_ids.asked", "line_ids.enrolment_id.price", "line_ids.enrolment_id.hours_planned", "session_id",
                 "funder_id", "scheme", "employer_id", "learner_id", "learner_status", "date_asked", "date_granted",
                 "amount_granted", "exemption", "top_up", "third_party_amount", "contract_on", "is_after_break",
                 "cpne_id", "last_assessment", "last_assessment_on")
    def _compute_cap_answers(self):
        return super()._compute_cap_answers()

    def _cap_cases(self):
        cases = super()._cap_cases()
        used = self._used_in_year()
        return {request: case._replace(used_in_year=used[request]) for request, case in cases.items()}

    def _cap_case(self):
        if not self.funder_id:
            return None
        programme = self._cap_session().programme_id
        return caps.Case(
            fields.Date.context_today(self), self._cap_dates(), self._cap_people(programme), self.company_id.id,
            self.funder_kind, self.funder_id.id, self.scheme or "", cpne=self.cpne_id.id or None,
            bracket=BRACKET_OF.get(self.employer_id.of_headcount, ""), facts=self._cap_facts(),
            top_up=cents(self.top_up), third_party=cents(self.top_up) + cents(self.third_party_amount),
            contract_days=self._cap_days(), **self._cap_programme(programme))

    def _cap_session(self):
        return self.session_id or self.line_ids.session_id[:1]

    def _cap_dates(self):
        order = self.order_id or self.line_ids.order_id[:1]
        ordered = order.date_order if order.state == "sale" else None
        day = ordered and fields.Datetime.context_timestamp(self, ordered).date()
        return {
            "request": self.date_asked, "contract": self.contract_on, "accord": self.date_granted,
            # Our order to the platform follows the holder's.
            "order": self.date_granted if self.funder_kind == "cpf" else day,
            "start": self._cap_session()._of_days()[0] if self._cap_session() else None}

    def _cap_people(self, programme):
        """Those of the shares; of a CPF file without any yet, the holder, as his form tells before saving."""
        if self.line_ids:
            return tuple(self._cap_of_line(line, programme) for line in self.line_ids)
        if not self.learner_id:
            return ()
        price = cents(self.amount_granted)
        return (caps.Person(
            self.learner_id.name or "", price, price,
            cents(self._cap_session().hours_planned or programme.of_hours), cents(programme.of_days),
            self.learner_status or "", self.last_assessment or "", self.last_assessment_on or None),)

    def _cap_of_line(self, line, programme):
        enrolment = line.enrolment_id
        return caps.Person(
            price=cents(enrolment.price), asked=cents(line.asked),
            hours=cents(enrolment.hours_planned or programme.of_hours), days=cents(programme.of_days),
            status=enrolment.status or self.learner_status or "", **self._cap_person(enrolment.learner_id))

    def _cap_facts(self):
        return frozenset(filter(None, [self.exemption, self.is_after_break and "after_break"]))

    def _cap_days(self):
        """Days of the contract as those of the session, both included."""
        first, last = self._cap_session()._of_days() if self._cap_session() else (None, None)
        return (last - first).days + 1 if first and last else 0

    def _used_in_year(self):
        """``{request: Decimal}``: the employer's other files with that funder and scheme in its year."""
        groups = self.env["of.funding.request"]._read_group(
            [("employer_id", "in", self.employer_id.ids), ("funder_id", "in", self.funder_id.ids),
             ("state", "in", PENDING + DECIDED)],
            ["company_id", "employer_id", "funder_id", "scheme", "date_asked:year", "state"],
            ["amount_asked:sum", "amount_granted:sum"])
        used = defaultdict(lambda: cents(0))
        for company, employer, funder, scheme, year, state, asked, granted in groups:
            if year:
                used[company, employer, funder, scheme, year.year] += cents(granted if state in DECIDED else asked)
        return {request: used[request._year_key()] - request._own_amount() for request in self}

    def _year_key(self):
        day = self.date_asked or fields.Date.context_today(self)
        return self.company_id, self.employer_id, self.funder_id, self.scheme, day.year

    def _own_amount(self):
        """What this request adds to its year as it is stored."""
        stored = self._origin
        if not stored.date_asked or not stored.employer_id or stored._year_key() != self._year_key():
            return cents(0)
        counts = {**dict.fromkeys(PENDING, stored.amount_asked), **dict.fromkeys(DECIDED, stored.amount_granted)}
        return cents(counts.get(stored.state, 0))

    # -- checklist -------------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose in ("send", "grant") and len(self) == 1:
            checks += self._get_checks_caps(ADVISORY if purpose == "grant" else None)
        return checks
