from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import FundingCase


class TestCpf(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.env["of.funding.request"].create({
            "funder_id": cls.cdc.id, "scheme": "cpf", "number": "12345", "session_id": cls.session.id,
            "learner_id": cls.carla.id, "learner_status": "job_seeker", "amount_granted": 890,
            "date_granted": "2026-12-01"})

    def test_accepted_file_makes_an_order_sent_to_nobody(self):
        self.file.action_grant()
        mails = self.env["mail.mail"].search_count([])
        self.file.action_make_order()
        order = self.file.order_id
        self.assertEqual((order.state, order.partner_id, order.amount_untaxed), ("sale", self.cdc, 890))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        record = order.of_enrolment_ids
        self.assertEqual((record.learner_id, record.status, record.session_id),
                         (self.carla, "job_seeker", self.session))
        self.assertFalse(record.employer_id)
        self.assertIsNone(order.order_line._of_agreement_kind())
        self.assertIsNone(record._of_agreement_kind())
        self.assertEqual(record.state, "confirmed")

    def ordered(self):
        self.file.action_grant()
        self.file.action_make_order()
        return self.file.order_id

    def test_no_agreement_is_issued_for_it(self):
        order = self.ordered()
        agreement = self.env["of.agreement"].create({
            "order_id": order.id, "session_id": self.session.id, "partner_id": self.cdc.id})
        self.assertIn("kind", [item["code"] for item in agreement._of_blocking("issue")])

    def close_slots(self):
        with freeze_time("2027-01-12 17:00:00"):
            self.session.slot_ids.action_close_slot()

    def test_whole_price_is_invoiced_to_the_caisse_des_depots(self):
        self.ordered()
        self.close_slots()
        moves = self.invoice(self.file.order_id)
        self.assertInvoiced(moves, {self.cdc: 890})
        self.assertEqual((moves.of_payer_kind, moves.of_file_number), ("cpf", "12345"))
        self.assertEqual(self.file.order_id.invoice_status, "invoiced")
        self.assertEqual(self.file.line_ids.mapped("mode"), ["platform"])

    def test_order_is_made_once_and_only_when_accepted(self):
        with self.assertRaises(UserError):
            self.file.action_make_order()
        self.file.action_grant()
        self.file.action_make_order()
        with self.assertRaises(UserError):
            self.file.action_make_order()

    def test_what_lacks_is_named(self):
        self.file.write({"session_id": False, "learner_id": False})
        self.file.action_grant()
        self.assertEqual({item["code"] for item in self.file._of_missing("order")}, {"session", "learner"})
        self.file.write({"session_id": self.session.id, "learner_id": self.carla.id})
        self.product.of_programme_id = False
        with self.assertRaises(UserError):
            self.file.action_make_order()

    def test_funding_user_makes_the_order_without_sales_rights(self):
        user = self.office_user("funding", "of_funding.group_of_funding_user")
        file = self.file.with_user(user)
        file.action_grant()
        file.action_make_order()
        self.assertTrue(self.file.order_id)

    def test_invoice_is_not_posted_before_the_service_is_done(self):
        move = self.invoice(self.ordered(), post=False)
        alert = move._get_alerts()["of_funding_platform_0"]
        accountant = self.office_user("accountant", "account.group_account_invoice")
        for post in (move.action_post, move.with_user(accountant).action_post, move._post,
                     lambda: self.env["account.move"].browse(move.ids)._post(soft=False)):
            with self.assertRaises(UserError) as refused:
                post()
            self.assertEqual(str(refused.exception), alert["message"])
        with freeze_time("2027-01-12 17:00:00"):
            self.session.slot_ids[:-1].action_close_slot()
        with self.assertRaises(UserError):
            move.action_post()
        self.close_slots()
        self.assertNotIn("of_funding_platform_0", move._get_alerts())
        move.with_user(accountant).action_post()
        self.assertEqual(move.state, "posted")

    def test_abandoned_training_is_invoiced(self):
        move = self.invoice(self.ordered(), post=False)
        self.file.order_id.of_enrolment_ids._pass().write({"state": "abandoned"})
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_session_without_slots_is_not_done_by_itself(self):
        move = self.invoice(self.ordered(), post=False)
        self.session.slot_ids.unlink()
        with self.assertRaises(UserError):
            move.action_post()

    def test_credit_note_to_a_platform_always_passes(self):
        move = self.invoice(self.ordered(), post=False)
        move.action_switch_move_type()
        self.assertEqual(move.move_type, "out_refund")
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_copied_invoice_does_not_get_around_the_rule(self):
        self.ordered()
        self.close_slots()
        copied = self.invoice(self.file.order_id).copy()
        self.assertIn("of_funding_platform_0", copied._get_alerts())
        with self.assertRaises(UserError):
            copied.action_post()

    def test_as_many_queries_to_refuse_for_thirty_learners_as_for_three(self):
        counts = [self.count_queries(size) for size in (3, 3, 30)]
        self.assertLessEqual(counts[2], counts[1] + 5, counts)

    def count_queries(self, size):
        learners = self.env["res.partner"].create([{"name": f"Titulaire {n}"} for n in range(size)])
        session = self.make_session(capacity=size)
        requests = self.env["of.funding.request"].create([{
            "funder_id": self.cdc.id, "scheme": "cpf", "number": f"{session.id}-{learner.id}",
            "session_id": session.id, "learner_id": learner.id, "learner_status": "employee", "amount_granted": 890,
            "date_granted": "2026-12-01"} for learner in learners])
        requests.action_grant()
        for request in requests:
            request.action_make_order()
        moves = self.invoice(requests.order_id, post=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertIn(f"Titulaire {size - 1}", moves._of_platform_refusals()[0])
        return self.cr.sql_log_count - before
