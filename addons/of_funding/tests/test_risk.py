from freezegun import freeze_time

from odoo import Command

from .common import FundingCase
from .cpf import CpfCase


class TestRisk(FundingCase):
    """The session begins on 11 January 2027 and ends on the 12th; two learners at 890."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": cls.akto.id, "date_from": "2020-01-01", "source": "Conditions",
            "company_id": cls.company.id, "request_days": 14, "answer_days": 20, "invoice_days": 60,
            "payment_days": 45, "paper_ids": [Command.create({"kind": "certificate", "moment": "invoice"})]})
        cls.order = cls.sold()
        cls.file = cls.request(cls.akto, cls.order.of_enrolment_ids.sorted("id"), 600)

    def cases(self, day):
        self.env.invalidate_all()
        with freeze_time(day):
            risks = self.env["of.funding.risk"].search([("company_id", "=", self.company.id)])
            return {(risk.kind, risk.amount, risk.is_late) for risk in risks}

    def send(self, day="2026-12-01"):
        with freeze_time(day):
            self.file.action_send()

    def grant(self, **values):
        self.file.write({"number": "A-1", "date_granted": "2026-12-10", **values})
        self.file.action_grant()

    def test_what_is_not_sent_is_late_after_its_last_day(self):
        self.assertEqual(self.cases("2026-12-28"), {("to_send", 1200, False)})
        self.assertEqual(self.cases("2026-12-29"), {("to_send", 1200, True)})

    def test_an_answer_is_awaited_until_its_day(self):
        self.send()
        self.assertEqual(self.cases("2026-12-21"), set())
        self.assertEqual(self.cases("2026-12-22"), {("no_answer", 1200, True)})
        self.file._move("ask_papers")
        self.assertEqual(self.cases("2026-12-22"), {("papers_asked", 1200, False)})

    def test_an_accord_that_ends_before_the_training_is_told_a_month_before(self):
        self.send()
        self.grant(valid_until="2027-01-10", mode="direct")
        self.assertEqual(self.cases("2026-12-10"), set())
        self.assertEqual(self.cases("2026-12-11"), {("expiring", 1200, False)})
        self.assertEqual(self.cases("2027-01-11"), {("expiring", 1200, True)})

    def test_after_the_training_papers_come_first_then_the_invoice(self):
        self.send()
        self.grant(mode="direct")
        self.assertEqual(self.cases("2027-01-12"), set())
        self.assertEqual(self.cases("2027-01-13"), {("papers", 1200, False)})
        self.file.paper_ids.filtered(lambda paper: paper.kind == "certificate").is_required = False
        self.assertEqual(self.cases("2027-03-13"), {("to_invoice", 1200, False)})
        self.assertEqual(self.cases("2027-03-14"), {("to_invoice", 1200, True)})

    def test_an_invoice_is_at_risk_until_it_is_paid(self):
        self.send()
        self.grant(mode="direct")
        moves = self.invoice(self.order)
        to_akto = moves.filtered(lambda move: move.partner_id == self.akto)
        moves.invoice_date_due = "2027-02-15"
        self.assertEqual(self.cases("2027-02-15"), set())
        self.assertEqual(self.cases("2027-02-16"), {("overdue", 1200, True), ("overdue", 580, True)})
        to_akto.write({"of_refused_on": "2027-02-10", "of_refusal_reason": "Certificat absent"})
        self.assertEqual(self.cases("2027-02-09"), {("refused", 1200, False)})
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=to_akto.ids).create({"amount": 1200})._create_payments()
        self.assertEqual(self.cases("2027-02-16"), {("overdue", 580, True)})

    def test_a_company_waits_for_its_refund(self):
        self.send()
        self.grant(mode="refund")
        self.file.paper_ids.is_required = False
        self.assertEqual(self.cases("2027-01-13"), {("to_invoice", 1200, False)})
        moves = self.invoice(self.order)
        moves.invoice_date_due = "2027-01-12"
        self.assertEqual(self.cases("2027-01-13"), {("overdue", 1780, True)})  # the company is to be refunded nothing yet
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids).create({})._create_payments()
        self.assertEqual(self.cases("2027-01-13"), {("not_refunded", 1200, False)})
        self.file.line_ids[0].write({"refunded_amount": 600, "refund_state": "refunded"})
        self.assertEqual(self.cases("2027-03-14"), {("not_refunded", 600, True)})

    def test_refused_and_cancelled_files_are_no_risk(self):
        self.send()
        self.file.action_refuse()
        self.assertEqual(self.cases("2027-06-01"), set())

    def test_each_case_says_what_to_do_and_opens_it(self):
        risk = self.env["of.funding.risk"].search([("request_id", "=", self.file.id)])
        self.assertTrue(risk.next_action)
        self.assertEqual((risk.action_open()["res_model"], risk.user_id), ("of.funding.request", self.file.user_id))

    def test_companies_are_walls(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", "of_funding.group_of_funding_user",
                                    company_id=other.id, company_ids=[Command.set(other.ids)])
        self.env.flush_all()
        for model in ("of.funding.risk", "of.funding.cash"):
            self.assertTrue(self.env[model].search([]))
            self.assertFalse(self.env[model].with_user(stranger).search([]))


class TestCpfRisk(CpfCase):
    def cases(self, day):
        self.env.invalidate_all()
        with freeze_time(day):
            return [(risk.kind, risk.amount, risk.is_late, risk.action_open()["res_id"]) for risk in
                    self.env["of.funding.risk"].search([("cpf_file_id", "=", self.file.id)])]

    def test_a_file_is_at_risk_until_the_platform_is_told(self):
        self.assertEqual(self.cases("2026-11-10"), [("cpf_answer", 890, False, self.file.id)])
        self.assertEqual(self.cases("2026-11-12"), [("cpf_answer", 890, True, self.file.id)])
        self.accepted()
        self.assertEqual(self.cases("2027-01-10"), [])
        self.assertEqual(self.cases("2027-01-11"), [("service_done", 890, False, self.file.id)])
        self.assertEqual(self.cases("2027-01-15"), [("service_done", 890, True, self.file.id)])


class TestCash(FundingCase):
    def cash(self):
        self.env.invalidate_all()
        rows = self.env["of.funding.cash"].search([("company_id", "=", self.company.id)])
        return sorted((str(row.date), row.certainty, row.payer_id.name, row.amount) for row in rows)

    def test_asked_then_granted_then_invoiced_then_paid(self):
        order = self.sold(quantity=1, learners=self.anna)
        self.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "date_from": "2020-01-01", "source": "Conditions",
            "company_id": self.company.id, "payment_days": 45})
        request = self.request(self.akto, order.of_enrolment_ids, 600, date_granted="2026-09-30", number="A")
        self.assertEqual(self.cash(), [("2027-02-11", "granted", "Menuiserie Duchêne", 290),
                                       ("2027-02-26", "asked", "AKTO", 600)])
        request.action_grant()
        self.assertEqual(self.cash()[1], ("2027-02-26", "granted", "AKTO", 600))
        moves = self.invoice(order)
        moves.invoice_date_due = "2027-02-15"
        self.assertEqual(self.cash(), [("2027-02-15", "invoiced", "AKTO", 600),
                                       ("2027-02-15", "invoiced", "Menuiserie Duchêne", 290)])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids, group_payment=False).create({})._create_payments()
        self.assertEqual(self.cash(), [])


class TestManyRequests(FundingCase):
    def test_boards_ask_as_much_for_five_thousand_requests_as_for_fifty(self):
        counts = []
        for size in (50, 5000):
            self.env.flush_all()
            self.env.cr.execute("""
                INSERT INTO of_funding_request (name, funder_id, funder_kind, company_id, state, user_id, filed_by, scheme,
                    date_asked, date_deadline, date_start, amount_asked, create_uid, create_date)
                SELECT 'F-' || n, %s, 'opco', %s, (ARRAY['draft', 'sent', 'incomplete'])[1 + n %% 3], %s, 'us', 'plan',
                       '2026-11-01', '2026-12-01'::date + n %% 60, '2027-01-11', 600, 1, now()
                  FROM generate_series(1, %s) n""", [self.akto.id, self.company.id, self.env.uid, size])
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            risks, requests = self.env["of.funding.risk"], self.env["of.funding.request"]
            risks.web_read_group([], ["kind"], ["amount:sum"])
            risks.search([], limit=80).mapped("next_action")
            found = requests.search([], limit=80)
            found.mapped("display_name")
            found.mapped("missing_count")
            self.env["of.today"].read_board()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
