from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form

from .common import FundingCase


class TestShareFigures(FundingCase):
    """Asked, granted, done, invoiced, paid or refunded; and what does not add up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learners = cls.order.of_enrolment_ids.sorted("id")

    def follow(self, hours, learners=None):
        (learners or self.learners)._pass().write({"hours_done": hours})

    def hold(self, session, slots=None):
        with freeze_time("2027-01-12 17:00:00"):
            (slots or session.slot_ids).action_close_slot()

    def pay(self, move, amount=None):
        values = {"amount": amount} if amount else {}
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create(values)._create_payments()

    def said(self, records):
        return "".join(found or "" for found in records.mapped("difference")).replace("\u202f", "").replace("\xa0", " ")

    def codes(self, records):
        return [finding.code for found in records._findings().values() for finding in found]

    # -- done ------------------------------------------------------------------

    def group(self):
        """1 000 euros for a group of three, in a session of its own."""
        self.product.of_tariff = "group"
        session = self.make_session()
        order = self.sold(learners=self.anna | self.bruno | self.carla, quantity=1, price_unit=1000, of_seats=3,
                          of_session_id=session.id)
        self.granted(self.akto, order.of_enrolment_ids, 200, day="2026-09-30", number="G")
        return session, order.of_enrolment_ids

    def test_price_per_person_follows_hours(self):
        share = self.granted(self.akto, self.learners[0], 600).line_ids
        self.follow(7)
        self.assertEqual(share.done_amount, 300)

    def test_absence_does_not_change_a_group_price(self):
        session, learners = self.group()
        self.follow(0, learners[0])
        self.assertEqual(sum(learners.mapped("of_done")), 0)
        self.hold(session, session.slot_ids.sorted("start")[:2])
        self.assertEqual(learners[0].of_funding_line_ids.filtered("request_id").done_amount, 100)
        self.hold(session, session.slot_ids.sorted("start")[2:])
        self.follow(0, learners[0])
        self.assertEqual(round(sum(learners.mapped("of_done")), 2), 1000)
        self.assertEqual(learners[0].of_funding_line_ids.filtered("request_id").done_amount, 200)

    # -- paid ------------------------------------------------------------------

    def test_partial_payment_adds_up_over_the_lines(self):
        session = self.make_session()
        order = self.sold(learners=self.anna | self.bruno | self.carla, quantity=1, price_unit=100, of_seats=3,
                          of_session_id=session.id)
        file = self.granted(self.akto, order.of_enrolment_ids, 33.33, day="2026-09-30", number="P")
        move = self.invoice(order).filtered("of_funding_request_id")
        self.pay(move, 50)
        self.assertEqual(sorted(file.line_ids.mapped("paid_amount")), [16.66, 16.67, 16.67])

    # -- refunded --------------------------------------------------------------

    def test_refund_is_entered_by_hand(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-10-01").line_ids
        with Form(share) as form:
            form.refund_state = "refunded"
            self.assertEqual(form.refunded_amount, 600)
            form.refunded_amount = 500
        self.assertEqual(self.learners[0].of_refunded, 500)
        self.assertIn("refund_less", self.codes(share))
        share.refund_state = "not_refunded"
        self.assertNotIn("refund_less", self.codes(share))

    def test_refund_that_says_nothing_is_refused(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-10-01").line_ids
        for values in ({"refund_state": "refunded"}, {"refunded_amount": -1}, {"mode": "direct", "refunded_amount": 1}):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                share.write(values)

    def test_company_that_paid_is_told_to_ask_for_its_refund(self):
        share = self.granted(self.akto, self.learners, 600, day="2026-10-01").line_ids[0]
        self.hold(self.session)
        self.follow(14)
        self.pay(self.invoice(self.order))
        self.assertEqual(self.codes(share), ["refund_to_ask"])
        self.assertIn("AKTO", self.said(share))
        share.refund_state = "sent"
        self.assertEqual(self.codes(share), [])

    # -- differences -----------------------------------------------------------

    def test_done_and_not_invoiced(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-09-30").line_ids
        self.assertFalse(share.difference)
        self.follow(7)
        self.assertIn("300,00", self.said(share))
        self.assertEqual(self.codes(share), ["invoice"])
        moves = self.invoice(self.order, post=False)
        self.assertEqual(self.codes(share), ["post"])
        moves.invoice_date = fields.Date.today()
        moves.action_post()
        self.assertFalse(share.difference)

    def test_platform_is_invoiced_on_service_done_only(self):
        share = self.granted(self.cdc, self.learners[0], 890, number="CPF-1").line_ids
        self.follow(7, self.learners[0])
        self.assertEqual((share.done_amount, self.codes(share)), (445, []), "its invoice could not be posted yet")
        self.hold(self.session)
        self.follow(14, self.learners[0])
        self.assertEqual(self.codes(share), ["invoice"])

    def test_invoiced_more_than_granted(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-09-30").line_ids
        self.invoice(self.order)
        share.granted = 500
        self.assertEqual(self.codes(share), ["credit_grant", "less"])
        self.assertIn("100,00", self.said(share))
        self.invoice(self.order, final=True)
        self.assertEqual(self.codes(share), [])

    def test_late_invoice_says_which_and_since_when(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-09-30").line_ids
        move = self.invoice(self.order).filtered("of_funding_request_id")
        with freeze_time(fields.Date.add(move.invoice_date_due, days=12)):
            self.env.invalidate_all()
            self.assertEqual(self.codes(share), ["late"])
            said = self.said(share)
        self.assertIn(move.name, said)
        self.assertIn("12", said)
        with freeze_time(move.invoice_date_due):
            self.env.invalidate_all()
            self.assertFalse(share.difference)

    def test_less_granted_names_who_pays_the_rest(self):
        share = self.granted(self.akto, self.learners[0], 600, day="2026-09-30", amount_granted=500).line_ids
        self.assertIn("Menuiserie Duchêne", self.said(share))
        self.invoice(self.order)
        self.assertFalse(share.difference)

    def test_refused_and_cancelled(self):
        share = self.request(self.akto, self.learners[0], 600).line_ids
        share.request_id.action_refuse()
        self.assertEqual(self.codes(share), ["refused"])
        share.request_id.action_cancel() if share.request_id.state == "sent" else share.request_id._pass().write(
            {"state": "cancelled"})
        self.assertEqual(self.codes(share), [])

    def test_learner_record_says_the_gravest(self):
        self.granted(self.akto, self.learners[0], 600, day="2026-09-30", amount_granted=500)
        self.follow(14)
        self.assertIn("AKTO", self.learners[0].of_difference)
        self.assertFalse(self.learners[1].of_difference, "without shares nothing differs")

    def test_filter_finds_what_differs(self):
        file = self.granted(self.akto, self.learners, 600, day="2026-09-30")
        lines, enrolments = self.env["of.funding.line"], self.env["of.enrolment"]
        self.follow(14, self.learners[0])
        found = lines.search([("has_difference", "=", True), ("order_id", "=", self.order.id)])
        self.assertEqual(found, self.learners[0].of_funding_line_ids)
        rest = lines.search([("has_difference", "=", False), ("order_id", "=", self.order.id)])
        self.assertEqual(rest, self.learners[1].of_funding_line_ids)
        self.assertEqual(enrolments.search(
            [("of_funding_line_ids.has_difference", "=", True), ("order_id", "=", self.order.id)]), self.learners[0])
        self.assertTrue(file)

    def test_shares_by_month(self):
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        groups = self.env["of.funding.line"].formatted_read_group(
            [("order_id", "=", self.order.id)], ["session_date:month"], ["amount:sum"])
        self.assertEqual([group["amount:sum"] for group in groups], [1780])

    def test_as_many_queries_to_list_thirty_learners_as_three(self):
        counts = [self.count_queries(size) for size in (3, 3, 30)]
        self.assertLessEqual(counts[2], counts[1] + 2, counts)

    def count_queries(self, size):
        learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
        session = self.make_session(capacity=size)
        order = self.sold(learners=learners, quantity=size, of_session_id=session.id)
        self.granted(self.akto, order.of_enrolment_ids, 600, day="2026-09-30", number=f"N{order.id}")
        self.invoice(order)
        self.follow(7, order.of_enrolment_ids)
        shares = self.env["of.funding.line"].browse(order.of_enrolment_ids.of_funding_line_ids.ids)
        enrolments = self.env["of.enrolment"].browse(order.of_enrolment_ids.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        shares.read(["difference", "done_amount", "invoiced_amount", "paid_amount"])
        enrolments.read(["of_difference", "of_done", "of_paid", "of_rest"])
        return self.cr.sql_log_count - before
