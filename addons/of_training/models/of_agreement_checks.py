from odoo import fields, models
from odoo.tools import is_html_empty

from odoo.addons.of_foundation.lib.checklist import ADVISORY, BLOCKING, Check

from .of_agreement_kinds import DERIVED

EMPTY = (False, "")
EMPTIES = {"float": (False, 0), "integer": (False, 0), "monetary": (False, 0), "date": (False,)}
BASES = ("convention", "contract", "subcontract")


class OfAgreement(models.Model):
    """What an agreement must hold before it is issued, and what contradicts it afterwards."""

    _inherit = "of.agreement"

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "issue":
            checks += [*self._check_table(), *self._checks_of_parties(), *self._checks_of_good_practice()]
            checks += [self._check_blanks(tuple(checks)), self._check_clauses()]
        elif purpose in ("sign", "keep"):
            checks += self._checks_of_issued(purpose)
        return checks

    def _checks_of_issued(self, purpose):
        """What came in between the issue and today."""
        _ = self.env._
        level = BLOCKING if purpose == "sign" else ADVISORY
        checks = [Check(
            "price_changed",
            _("The price of the order changed since this was issued: take it back to draft and issue it again, or make "
              "an amendment of what was signed."),
            test=lambda record: record._is_price_changed(), field="order_id", level=level), Check(
            "moved", _("The slots of the session changed since this was issued: take it back to draft and issue it "
                       "again, or make an amendment of what was signed."),
            test=lambda record: record._is_contradicted(), field="session_id", level=level)]
        if purpose == "sign":
            checks.append(self._check_started())
        return checks

    def _check_blanks(self, others):
        """A placeholder without value that no other check names already."""
        return Check(
            "blank", self.env._("A text of this document has a blank: look at its preview, and fill in what it names."),
            test=lambda record: record._unfilled_names() and not any(
                other.level == BLOCKING and other.fails(record) for other in others))

    def _check_clauses(self):
        return Check(
            "clauses", self.env._("A clause of yours says less than the law demands today: make a new version of it."),
            test=lambda record: record._clauses()._lacking_on(fields.Date.context_today(record)),
            action="of_training.of_clause_action")

    def _check_started(self):
        return Check(
            "started", self.env._("The training has begun: the contract comes before the final registration."),
            domain=[("kind", "=", "contract"), ("date_start", "<=", fields.Date.context_today(self))],
            field="session_id", article="L6353-3")

    def _mentions_table(self):
        """``(code, page, sentence, article for a convention, for a contract, for a subcontract)``; None: not asked.

        A line is one mention that the law demands; its code is the field's name.
        """
        _ = self.env._
        one, two, sub = "D6353-1, I, 1°", "D6353-1, I, 2°", "R6333-6-2"
        return [
            ("title", None, _("The title of the training is missing."), one, "L6353-4, 1°", sub),
            ("nature", "programme", _("The nature of the action is missing."), None, "L6353-4, 1°", None),
            ("objectives", "programme", _("The objectives are missing."), one, "L6353-4, 1°", sub),
            ("content", "programme", _("The content is missing."), one, "L6353-4, 1°", sub),
            ("hours", "organisation", _("The duration is missing: plan the slots of the session."),
             one, "L6353-4, 1°", sub),
            ("date_start", "organisation", _("The period is missing: plan the slots of the session."),
             one, "L6353-4, 1°", sub),
            ("headcount", "organisation", _("The size of the group is missing."), None, "L6353-4, 1°", None),
            ("prerequisites", "programme", _("The prior knowledge required is missing; write 'Aucun' when there is "
                                             "none."), None, "L6353-4, 2°", None),
            ("delivery", "organisation", _("How the training is delivered is missing."), one, "L6353-4, 3°", sub),
            ("methods", "programme", _("The teaching and technical means are missing."), one, "L6353-4, 3°", sub),
            ("assessment", "programme", _("How learning is followed and checked is missing."),
             one, "L6353-4, 3°", sub),
            ("outcome", "programme", _("The document that the training leads to is missing."),
             one, "L6353-4, 3°", sub),
            ("trainer_references", "organisation", _("A trainer's diplomas, titles or references are missing."),
             None, "L6353-4, 4°", None),
            ("amount_total", "terms", _("The price is missing: complete the order."), two, "L6353-4, 5°", sub),
            ("payment_terms", "terms", _("The terms of payment are missing."), two, "L6353-4, 5°", sub),
            ("early_end_terms", "terms", _("What is due after an early end or abandonment is missing."),
             None, "L6353-4, 5°", None),
        ]

    def _check_table(self):
        return [self._mention_check(basis, name, page, sentence, article)
                for name, page, sentence, *articles in self._mentions_table()
                for basis, article in zip(BASES, articles, strict=True) if article]

    def _mention_check(self, basis, name, page, sentence, article):
        """The same code for each basis: a record has one, so only one of them can fail."""
        if self._fields[name].type == "html":  # an emptied editor leaves '<p><br></p>'
            return Check(name, sentence, field=name, page=page, article=article,
                         test=lambda record: record.basis == basis and is_html_empty(record[name]))
        empty = EMPTIES.get(self._fields[name].type, EMPTY)
        return Check(name, sentence, [("basis", "=", basis), (name, "in", empty)], field=name, page=page,
                     article=article)

    def _checks_of_parties(self):
        _ = self.env._
        settings = "of_training.of_training_settings_action"
        contract = ("kind", "=", "contract")
        return [
            Check("nda", _("The activity declaration number or its region is missing in the settings."),
                  domain=["|", ("company_id.of_nda", "in", EMPTY), ("company_id.of_nda_region", "in", EMPTY)],
                  action=settings, article="R6351-6"),
            Check("representative", _("The legal representative or his title is missing in the settings."),
                  domain=["|", ("company_id.of_representative_id", "=", False),
                          ("company_id.of_representative_title", "in", EMPTY)], action=settings),
            Check("mediator", _("The consumer mediator or his address is missing in the settings."),
                  domain=[contract, "|", ("company_id.of_mediator", "in", EMPTY),
                          ("company_id.of_mediator_address", "in", EMPTY)],
                  action=settings, article="L616-1, code de la consommation"),
            Check("contact", _("The company's telephone number or mail address is missing."),
                  domain=[contract, ("company_id.phone", "in", EMPTY), ("company_id.email", "in", EMPTY)],
                  action="base.action_res_company_form", article="L221-5, code de la consommation"),
            Check("individual", _("A contract is for an individual who pays himself; this client is a company."),
                  domain=[contract, ("partner_id.commercial_partner_id.is_company", "=", True)], field="partner_id",
                  article="L6353-3"),
            Check("kind", _("The order asks for another kind of agreement, or, paid by the CPF, for none: cancel this "
                            "one, and write the agreement from the order."),
                  test=lambda record: record._is_of_wrong_kind(), field="order_id", article="D6353-1 and L6353-3"),
            self._check_started(),
            Check("client_address", _("The client's address is incomplete."),
                  domain=[contract, "|", ("partner_id.street", "in", EMPTY), ("partner_id.city", "in", EMPTY)],
                  field="partner_id", article="L6353-3"),
        ]

    def _is_of_wrong_kind(self):
        """Whether the lines of the order ask for another kind of agreement, or for none."""
        lines = self._sale_lines()
        kinds = {line._of_agreement_kind() for line in lines}
        return bool(lines) and self.kind != "amendment" and DERIVED.get(self.kind, self.kind) not in kinds

    def _checks_of_good_practice(self):
        _ = self.env._
        convention = ("kind", "in", ("convention", "quotation"))
        return [
            Check("learners", _("Not every learner is named yet."), level=ADVISORY, field="order_id",
                  test=lambda record: record.kind != "amendment" and record.basis in ("convention", "contract")
                  and not record._is_named()),
            Check("twice", _("A learner has a record in this session already, from another order."),
                  test=lambda record: record._enrolled_elsewhere(), field="order_id"),
            Check("place", _("Neither place nor link is known."),
                  domain=[("session_id.place_id", "=", False), ("session_id.link", "in", EMPTY)], level=ADVISORY,
                  field="session_id"),
            Check("late", _("The training has begun: an agreement is signed before."),
                  domain=[convention, ("date_start", "<=", fields.Date.context_today(self))], level=ADVISORY,
                  field="session_id", article="L6353-1"),
            Check("company_address", _("The client's address is incomplete."),
                  domain=[convention, "|", ("partner_id.street", "in", EMPTY), ("partner_id.city", "in", EMPTY)],
                  level=ADVISORY, field="partner_id"),
        ]
