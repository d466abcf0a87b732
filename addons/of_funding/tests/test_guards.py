from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import FundingCase
from .cpf import CpfCase


class TestPlatformGuards(CpfCase):
    """What a platform pays is paid by it alone, when the service is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accepted()
        cls.share = cls.file.request_id.line_ids
        cls.user = cls.assistant

    def test_the_holder_is_never_invoiced(self):
        for payer in (self.carla, self.client):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.share.with_user(self.user).payer_id = payer
        self.assertEqual(self.invoice(self.share.order_id, post=False).partner_id, self.cdc)

    def test_the_mode_of_a_platform_can_not_be_another(self):
        for record in (self.share, self.file.request_id):
            for mode in ("direct", "refund"):
                with self.subTest(record=record, mode=mode), self.assertRaises(ValidationError), self.cr.savepoint():
                    record.with_user(self.user).mode = mode

    def test_no_other_funder_pays_by_the_platform(self):
        request = self.env["of.funding.request"].create({"funder_id": self.akto.id, "scheme": "plan"})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            request.mode = "platform"

    def test_a_request_with_an_order_is_ended_by_its_file(self):
        request = self.file.request_id.with_user(self.user)
        for action in (request.action_cancel, request.action_reopen):
            with self.assertRaises(UserError):
                action()
        with self.assertRaises(UserError):
            request.order_id = False
        self.file._end("cancel", "attendee", "Rétractation")
        self.assertEqual((request.state, self.share.order_id.state, self.share.enrolment_id.state, self.share.amount),
                         ("cancelled", "cancel", "cancelled", 0))

    def test_nobody_owes_a_remainder_to_a_platform_without_a_file(self):
        rest = self.sold(quantity=1, learners=self.anna).of_enrolment_ids._of_ensure_remainder()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            rest.payer_id = self.cdc

    def test_no_deposit_is_paid_on_what_was_not_accepted(self):
        file = self.make_file(self.anna)
        with self.assertRaises(UserError):
            file.action_get_deposit()
        self.assertEqual(file.billing_state, "not_billable")

    def test_caps_are_those_of_the_day_the_holder_accepted(self):
        for day in ("2026-02-25", "2026-02-26"):
            self.file._pass().date_accepted = day
            self.assertEqual(self.file._cap_dates()["order"], date.fromisoformat(day))
            self.file.request_id.date_granted = day
            self.assertEqual(self.file.request_id._cap_dates()["order"], date.fromisoformat(day))


class TestGuards(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.office_user("funding", "of_funding.group_of_funding_user")
        cls.order = cls.sold()
        cls.file = cls.request(cls.akto, cls.order.of_enrolment_ids, 600)
        cls.complete(cls.file).action_send()
        cls.share = cls.file.line_ids[:1]

    def test_what_follows_from_others_is_nobodys_to_write(self):
        for record, values in (
                (self.share, {"amount": 5}), (self.share, {"state": "granted"}), (self.share, {"session_id": False}),
                (self.share, {"order_id": False}), (self.share, {"funder_id": self.atlas.id}),
                (self.file.paper_ids[:1], {"state": "handed"}), (self.file.paper_ids[:1], {"company_id": False})):
            with self.subTest(values), self.assertRaises(UserError):
                record.with_user(self.user).write(values)

    def answer(self, kind="grant", **values):
        values = {"number": "A-1", "date": "2026-10-02", "unit_amount": 1200, **values}
        wizard = self.env["of.funding.answer.add"].with_user(self.user).create(
            {"request_id": self.file.id, "kind": kind, **values})
        wizard.action_record()

    def test_an_accord_of_nothing_is_none(self):
        for values in ({"unit_amount": 0}, {"line_ids": []}, {"basis": "group_day", "days": 0}, {"unit_amount": 1e30}):
            for kind in ("grant", "partial"):
                with self.subTest(values, kind=kind), self.assertRaises(UserError), self.cr.savepoint():
                    self.answer(kind, **values)
        self.assertEqual((self.file.state, len(self.file.answer_ids)), ("sent", 0))

    def test_an_answer_is_about_its_own_request(self):
        other = self.request(self.atlas, self.sold(learners=self.carla, quantity=1).of_enrolment_ids, 100)
        rows = [Command.create({"share_id": share.id, "granted": 1}) for share in self.file.line_ids | other.line_ids]
        with self.assertRaises(UserError):
            self.answer(line_ids=rows)
        self.assertEqual(other.line_ids.granted, 0)

    def test_the_day_of_an_accord_lies_between_the_request_and_today(self):
        self.file.date_asked = "2026-10-01"
        for day in ("2026-09-30", "2099-01-01"):
            with self.subTest(day), self.assertRaises(UserError), self.cr.savepoint():
                self.answer(date=day)
        self.answer(date="2026-10-01")
        self.assertEqual(self.file.mode, "refund")

    def test_an_accord_recorded_anew_has_its_own_day_and_mode(self):
        self.answer(date="2026-10-02")
        self.file.action_reopen()
        self.answer(date="2026-09-30")
        self.assertEqual((self.file.date_granted, self.file.mode), (date(2026, 9, 30), "direct"))

    def test_an_extension_ends_later(self):
        self.answer(valid_until="2027-03-31")
        for day in ("1999-01-01", "2027-03-31"):
            with self.subTest(day), self.assertRaises(UserError):
                self.answer("extend", valid_until=day)

    def test_a_refusal_leaves_nothing_granted(self):
        self.answer(valid_until="2027-03-31")
        self.file.action_reopen()
        self.assertEqual(self.share.enrolment_id.of_granted, 0)
        self.answer("refuse", reason="Hors critères")
        self.assertEqual((self.file.amount_granted, self.file.valid_until, self.file.date_granted, self.share.granted),
                         (0, False, False, 0))
        self.assertEqual(self.file.answer_ids[:1].amount, 0)

    def test_a_company_that_is_no_funder_is_not_asked(self):
        with self.assertRaises(ValidationError):
            self.env["of.funding.request"].create({"funder_id": self.client.id})

    def test_hours_are_numbers(self):
        for hours in (float("nan"), -3, 1e9):
            with self.subTest(hours=hours), self.assertRaises(ValidationError), self.cr.savepoint():
                self.file.hours_granted = hours

    def test_a_portal_is_a_page_of_the_web(self):
        with self.assertRaises(ValidationError):
            self.env["of.funder.terms"].create({
                "funder_kind": "opco", "funder_id": self.akto.id, "date_from": "2020-01-01", "source": "Conditions",
                "company_id": self.company.id, "portal_url": "javascript:alert(1)"})

    def test_salesmen_get_no_papers(self):
        salesman = self.office_user("salesman", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.file.with_user(salesman)._file("request", "zip")
        for group in ("of_training.group_of_training_user", "account.group_account_invoice"):
            self.assertTrue(self.file.with_user(self.office_user(group, group))._file("request", "zip"))

    def test_what_was_handed_in_stays(self):
        paper = self.file.paper_ids.filtered("handed_on")[:1]
        with self.assertRaises(UserError):
            paper.with_user(self.user).unlink()

    def test_an_empty_file_is_no_paper(self):
        paper = self.env["of.funding.paper"].create({"request_id": self.file.id, "kind": "other", "name": "RIB"})
        for values in ({"raw": b""}, {"type": "url", "url": "https://example.com"}):
            paper.attachment_ids = self.env["ir.attachment"].create({"name": "vide.pdf", **values})
            self.assertEqual(paper.state, "missing")
        paper.attachment_ids = self.env["ir.attachment"].create({"name": "plein.pdf", "raw": b"%PDF-"})
        self.assertEqual(paper.state, "ready")
