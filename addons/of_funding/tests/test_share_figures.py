from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import FundingCase


class TestBasis(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learner = cls.order.of_enrolment_ids.sorted("id")[0]
        cls.share = cls.request(cls.akto, cls.learner, 0).line_ids

    def test_asked_follows_percentage_and_price(self):
        self.share.write({"basis": "percent", "percent": 60})
        self.assertEqual((self.share.asked, self.remainders(self.order)[:1].amount), (534, 356))
        self.learner.price = 1000
        self.assertEqual(self.share.asked, 600)

    def test_asked_follows_hours_and_rate_and_stays_once_decided(self):
        self.share.write({"basis": "hours", "hours": 14, "rate": 40})
        self.assertEqual(self.share.asked, 560)
        self.share.request_id.write({"number": "A", "date_granted": "2026-11-02"})
        self.share.request_id.action_grant()
        self.share.rate = 50
        self.assertEqual(self.share.asked, 560)

    def test_bad_basis_is_refused(self):
        for values in ({"percent": 100.01}, {"percent": -1}, {"hours": -1}, {"rate": -1}):
            with self.subTest(values), self.assertRaises(ValidationError), self.cr.savepoint():
                self.share.write(values)

    def test_the_record_shows_what_the_others_become_before_saving(self):
        rest = self.learner.of_funding_line_ids - self.share
        spec = {"of_funding_line_ids": {"fields": {"asked": {}, "amount": {}, "is_remainder": {}}}}
        result = self.learner.onchange(
            {"of_funding_line_ids": [[1, self.share.id, {"asked": 500}]]}, ["of_funding_line_ids"], spec)
        self.assertIn((1, rest.id, {"amount": 390}), result["value"]["of_funding_line_ids"])


class TestWizard(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learners = cls.order.of_enrolment_ids.sorted("id")

    def form(self, records=None):
        action = (records or self.learners).action_of_add_share()
        return Form(self.env["of.funding.share.add"].with_context(**action["context"]))

    def test_preview_shows_what_is_left_and_what_is_impossible(self):
        form = self.form()
        form.basis = "percent"
        form.percent = 60
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.price, line.others, line.asked, line.rest_before, line.rest), (890, 0, 534, 890, 356))
            line.asked = 890.01
            self.assertEqual(line.rest, -0.01)
            self.assertTrue(line.refusal)
        with self.assertRaises(UserError):
            form.save().action_add()
        self.assertFalse(self.learners.of_funding_line_ids)

    def test_what_is_typed_for_one_learner_is_his(self):
        form = self.form()
        form.basis = "hours"
        form.rate = 40
        with form.line_ids.edit(1) as line:
            self.assertEqual(line.asked, 560)
            line.asked = 500
        form.save().action_add()
        shares = self.learners.of_funding_line_ids.filtered("request_id").sorted(lambda one: one.enrolment_id.id)
        self.assertEqual([(share.asked, share.basis) for share in shares], [(560, "hours"), (500, "amount")])

    def test_amount_for_the_group_is_shared_to_the_cent(self):
        form = self.form()
        form.basis = "group"
        form.asked = 1000.01
        form.save().action_add()
        shares = self.learners.of_funding_line_ids.filtered("request_id")
        self.assertEqual(sorted(shares.mapped("asked")), [500, 500.01])

    def test_own_payers_without_a_file(self):
        form = self.form(self.learners[0])
        form.who = "payer"
        form.payer_id = self.client
        form.asked = 300
        form.remainder_id = self.learners[0].learner_id
        form.save().action_add()
        self.assertEqual({(share.payer_id, share.amount) for share in self.learners[0].of_funding_line_ids},
                         {(self.client, 300), (self.learners[0].learner_id, 590)})
        moves = self.invoice(self.order)
        self.assertIn((self.learners[0].learner_id.name, 590),
                      [(move.partner_id.name, move.amount_untaxed) for move in moves])

    def test_one_request_per_learner_where_the_funder_wants_it(self):
        self.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "date_from": "2020-01-01", "source": "Conditions",
            "company_id": self.company.id, "grouping": "learner"})
        form = self.form()
        self.assertEqual(form.request_count, 2)
        form.asked = 600
        action = form.save().action_add()
        requests = self.env["of.funding.request"].search(action["domain"])
        self.assertEqual(requests.mapped("learner_count"), [1, 1])

    def test_mode_chosen_is_that_of_the_request(self):
        form = self.form()
        form.mode = "direct"
        form.asked = 600
        request = self.env["of.funding.request"].browse(form.save().action_add()["res_id"])
        self.assertEqual((request.mode, request.line_ids.payer_id), ("direct", self.akto))

    def test_whole_session_at_once(self):
        wizard = Form(self.env["of.funding.share.add"].with_context(**self.session.action_of_add_share()["context"]))
        self.assertEqual(len(wizard.line_ids), 2)

    def test_invoiced_whole_is_told_before(self):
        self.invoice(self.order)
        form = self.form()
        with form.line_ids.edit(0) as line:
            self.assertTrue(line.refusal)
        with self.assertRaises(UserError):
            form.save().action_add()

    def test_as_many_queries_to_share_for_thirty_learners_as_for_three(self):
        counts = []
        for size in (3, 3, 30):
            session = self.make_session(capacity=size)
            learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
            enrolments = self.env["of.enrolment"].create([
                {"session_id": session.id, "learner_id": one.id, "price": 890, "employer_id": self.client.id}
                for one in learners])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard = self.env["of.funding.share.add"].create({
                "enrolment_ids": [Command.set(enrolments.ids)], "funder_id": self.akto.id, "asked": 600})
            wizard.action_add()
            self.env["of.funding.line"].browse(enrolments.of_funding_line_ids.ids).mapped("difference")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 12, counts)


class TestFigures(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learners = cls.order.of_enrolment_ids.sorted("id")
        cls.file = cls.granted(cls.akto, cls.learners, 600, mode="direct")
        cls.shares = cls.file.line_ids.sorted(lambda share: share.enrolment_id.id)

    def hold(self, hours=14):
        """The session is over; the second learner followed ``hours``."""
        with freeze_time("2027-01-12 17:00:00"):
            self.session.slot_ids.action_close_slot()
        self.learners[0]._pass().hours_done = 14
        self.learners[1]._pass().hours_done = hours

    def codes(self):
        self.env.invalidate_all()
        return [bool(share.difference) for share in self.shares]

    def test_nothing_differs_before_the_training(self):
        self.assertEqual(self.codes(), [False, False])

    def test_what_is_done_is_to_be_invoiced(self):
        self.hold()
        self.assertEqual(self.codes(), [True, True])
        self.assertIn("600,00", self.shares[0].difference)
        with freeze_time("2027-01-13"):
            found = self.env["of.funding.line"].search(
                [("has_difference", "=", True), ("request_id", "=", self.file.id)])
        self.assertEqual(set(found), set(self.shares))
        self.assertIn("600,00", self.learners[0].of_difference)

    def test_an_absence_is_credited_to_the_funder(self):
        self.invoice(self.order)
        self.hold(hours=7)
        self.assertEqual(self.codes(), [False, True])
        self.assertIn("300,00", self.shares[1].difference)

    def test_an_absence_does_not_change_a_group_price(self):
        self.product.of_tariff = "group"
        order = self.make_order(self.client, self.carla, quantity=1, price_unit=2900, of_seats=1)
        order.action_confirm()
        enrolment = order.of_enrolment_ids
        share = self.granted(self.akto, enrolment, 1000, number="G").line_ids
        self.hold()
        enrolment._pass().hours_done = 3.5
        self.env.invalidate_all()
        self.assertEqual((share.done_amount, enrolment.of_funding_line_ids.filtered("is_remainder").done_amount),
                         (1000, 1900))

    def test_part_payments_add_up_to_the_cent(self):
        moves = self.invoice(self.order)
        to_akto = moves.filtered(lambda move: move.partner_id == self.akto)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=to_akto.ids).create({"amount": 1000.01})._create_payments()
        self.env.invalidate_all()
        self.assertEqual(sorted(self.shares.mapped("paid_amount")), [500, 500.01])
        with freeze_time("2027-06-01"):
            self.env.invalidate_all()
            self.assertEqual(round(sum(self.shares.mapped("overdue_amount")), 2), 199.99)

    def test_company_awaits_its_refund_once_it_has_paid(self):
        self.shares.mode = "refund"
        moves = self.invoice(self.order)
        self.hold()
        self.assertEqual(self.codes(), [False, False])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids).create({})._create_payments()
        self.assertEqual(self.codes(), [True, True])
        self.shares[0].write({"refunded_amount": 600, "refunded_on": "2027-02-20", "refund_state": "refunded"})
        self.shares[1].refund_state = "not_refunded"
        self.assertEqual(self.codes(), [False, False])
        self.assertEqual(self.learners[0].of_refunded, 600)
