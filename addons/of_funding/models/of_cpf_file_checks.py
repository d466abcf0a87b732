from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check
from odoo.addons.of_training.models.slide_channel_certification import CERTIFYING

from ..lib.split import cents
from .of_cpf_file import PARTS
from .of_funding_request_checks import QUALITY_ARTICLE

NEXT = {"not_processed": "validate", "validated": "accept", "waiting_acceptation": "accept", "accepted": "enter",
        "in_training": "leave", "terminated": "declare", "service_validated": "bill"}
OVER = ("done", "closed", "cancelled")
THERE = ("present", "late", "left_early")


class OfCpfFile(models.Model):
    """What lacks before each step of a CPF file."""

    _inherit = "of.cpf.file"

    candidate_ids = fields.Many2many(
        "of.examination.candidate", compute="_compute_candidates", string="Examinations",
        groups="of_training.group_of_training_user",
        help="Of the certification that this training prepares for.")

    @api.depends("enrolment_id")
    def _compute_candidates(self):
        found = self.env["of.examination.candidate"].search([("enrolment_id", "in", self.enrolment_id.ids)])
        of_record = found.grouped("enrolment_id")
        for file in self:
            file.candidate_ids = of_record.get(file.enrolment_id, found.browse())

    def _of_checklist_purpose(self):
        purpose = NEXT.get(self.state)
        return purpose if purpose != "bill" or self.billing_state == "to_bill" else None

    def _of_checks(self, purpose):
        getter = {"validate": self._get_checks_validate, "accept": self._get_checks_accept,
                  "order": self._get_checks_order, "enter": self._get_checks_enter, "leave": self._get_checks_leave,
                  "declare": self._get_checks_declare, "bill": self._get_checks_bill}
        checks = super()._of_checks(purpose)
        return checks + getter[purpose]() if purpose in getter else checks

    def _get_checks_validate(self):
        _ = self.env._
        return [
            Check("price", _("The price is missing."), domain=[("price", "<=", 0)], field="price"),
            Check("public_price", _("The price is higher than the public price of the programme."),
                  test=lambda file: file._is_above_public_price(), level=ADVISORY, field="price"),
            Check("session", _("No session is chosen for it."), domain=[("session_id", "=", False)], level=ADVISORY,
                  field="session_id"),
            Check("session_over", _("This session is over or called off: offer another one."),
                  domain=[("session_id.state", "in", OVER)], field="session_id"),
            Check("full", _("This session is full."), level=ADVISORY, field="session_id",
                  test=lambda file: file.session_id and not file.enrolment_id and file.session_id.seats_left <= 0),
            *self._get_checks_rights(),
            *self._get_checks_caps(),
        ]

    def _get_checks_rights(self):
        """Without these the platform does not pay us."""
        _ = self.env._
        return [
            Check("quality", _("Our quality certificate does not cover this category of action on the day of the "
                               "training: see the settings of Training."),
                  test=lambda file: not file._is_certified(), field="programme_id", article=QUALITY_ARTICLE),
            Check("habilitation", _("The certifier's habilitation or the registration of the certification ends "
                                    "before this training: see the programme."),
                  test=lambda file: file._ends_before("of_habilitation_to") or file._ends_before(
                      "of_certification_to"), field="programme_id"),
            Check("no_habilitation", _("No habilitation of the certifier is known for this certification: see the "
                                       "programme."), level=ADVISORY, field="programme_id",
                  test=lambda file: file._is_certifying() and not file.programme_id.of_habilitation),
        ]

    def _get_checks_order(self):
        _ = self.env._
        return [
            Check("price", _("The price is missing."), domain=[("price", "<=", 0)], field="price"),
            Check("session", _("The session is missing."), domain=[("session_id", "=", False)], field="session_id"),
            Check("learner", _("The holder of the account is missing."), domain=[("learner_id", "=", False)],
                  field="learner_id"),
            Check("date_accepted", _("The day on which the holder accepted is missing."), field="date_accepted",
                  page="dates", domain=[("date_accepted", "=", False), ("is_order_due", "=", True)]),
            Check("learner_status", _("The status of the holder is missing: the BPF counts by it."),
                  domain=[("learner_status", "=", False)], level=ADVISORY, field="learner_status"),
            Check("product", _("No product sells this programme: make one, and choose the programme on it."),
                  test=lambda file: file.programme_id and not file._order_product(), field="programme_id"),
            Check("request", _("A funding request bears this number already: cancel it first, this file makes its "
                               "own."), test=lambda file: file._other_requests(), field="number"),
            *self._get_checks_caps(ADVISORY),
        ]

    def _get_checks_accept(self):
        return [*self._get_checks_order(), *self._get_checks_parts()]

    def _get_checks_parts(self):
        return [Check(
            "parts", self.env._("The parts of the price do not come to it: see 'Who pays'."), level=ADVISORY,
            test=lambda file: (parts := sum(cents(file[name]) for name in PARTS)) and parts != cents(file.price),
            field="amount_rights", page="amounts")]

    def _get_checks_enter(self):
        _ = self.env._
        return [
            self._check_ordered(),
            Check("early", _("The training has not begun yet."), field="date_entry", page="dates",
                  domain=[("date_due", ">", fields.Date.context_today(self))]),
            Check("absent", _("The holder was not noted as present at any half-day yet."), level=ADVISORY,
                  test=lambda file: file.enrolment_id and not file._was_there(), field="session_id"),
        ]

    def _check_ordered(self):
        return Check("order_due", self.env._("No order is made yet: press 'Make the order'."), level=ADVISORY,
                     domain=[("is_order_due", "=", True)], field="session_id")

    def _get_checks_leave(self):
        _ = self.env._
        return [
            self._check_ordered(),
            Check("exit_reason", _("The reason of the exit is missing."), domain=[("exit_reason", "=", False)],
                  field="exit_reason"),
            Check("early_exit", _("The training is not over yet for this holder: correct the day of exit."),
                  domain=[("date_due", ">", fields.Date.context_today(self))], field="date_exit"),
            *self._get_checks_examination(),
        ]

    def _get_checks_declare(self):
        _ = self.env._
        return [
            Check("date_exit", _("The day of exit is missing."), domain=[("date_exit", "=", False)],
                  field="date_exit"),
            Check("hours", _("The hours done and missed are missing."),
                  domain=[("hours_done", "<=", 0), ("hours_absent", "<=", 0)], field="hours_done"),
            Check("open_slots", _("A half-day of the session is not closed: its hours are not final. Close it, then "
                                  "propose the hours anew."),
                  test=lambda file: file.enrolment_id and not file.enrolment_id._of_is_service_done(),
                  field="hours_done"),
            *self._get_checks_examination(),
        ]

    def _get_checks_examination(self):
        return [Check(
            "examination", self.env._("The holder is not registered for the examination of this certification: the "
                                      "CPF may refuse to pay who does not sit it."),
            test=lambda file: file._is_certifying() and not file.candidate_ids.filtered(
                lambda candidate: candidate.is_live and candidate.registration == "registered"),
            level=ADVISORY, field="candidate_ids", page="examination", article="L6323-6")]

    def _get_checks_bill(self):
        _ = self.env._
        return [
            Check("invoice", _("Our invoice of this file is not posted yet: its number is typed in EDOF."),
                  test=lambda file: not file.order_id.invoice_ids.filtered(lambda move: move.state == "posted"),
                  level=ADVISORY, field="number"),
            Check("not_sat", _("The holder was absent at the examination: the CPF may refuse to pay."),
                  test=lambda file: file.candidate_ids and all(
                      candidate.presence == "absent" for candidate in file.candidate_ids),
                  level=ADVISORY, field="candidate_ids", page="examination", article="L6323-6"),
            Check("control", _("This file is under control: the payment may be suspended."),
                  domain=[("control_state", "=", "in_control")], level=ADVISORY, field="control_state"),
        ]

    # -- answers ---------------------------------------------------------------

    def _is_above_public_price(self):
        prices = self.programme_id.of_product_ids.filtered(
            lambda product: product.of_tariff == "person"
            and product.company_id in (self.company_id, product.company_id.browse())).mapped("list_price")
        return bool(prices) and cents(self._price_untaxed()) > cents(max(prices))

    def _training_day(self):
        start = self.session_id._of_days()[0] if self.session_id else None
        return start or fields.Date.context_today(self)

    def _is_certified(self):
        category = self.programme_id.of_action_category
        return not self.programme_id or self.company_id._of_is_certified(category, self._training_day())

    def _is_certifying(self):
        return bool(self.programme_id.filtered_domain([CERTIFYING]))

    def _ends_before(self, name):
        day = self.programme_id[name]
        return self._is_certifying() and day and day < self._training_day()

    def _other_requests(self):
        return self.env["of.funding.request"].search([
            ("company_id", "=", self.company_id.id), ("funder_id", "=", self._platform().id),
            ("number", "=", self.number), ("state", "!=", "cancelled")], limit=1)

    def _was_there(self):
        return any(attendance.state in THERE for attendance in self.enrolment_id.attendance_ids)
