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

    def test_whole_price_is_invoiced_to_the_caisse_des_depots(self):
        self.file.action_grant()
        self.file.action_make_order()
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
        self.assertEqual({item["code"] for item in self.file._missing("order")}, {"session", "learner"})
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
