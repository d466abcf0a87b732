from odoo.exceptions import UserError
from odoo.fields import Command

from .common import FundingCase


class TestEnrolmentChange(FundingCase):
    """What a change of registration says of the shares, and where they forbid it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold(quantity=3)
        cls.first, cls.second, cls.nameless = cls.order.of_enrolment_ids.sorted("id")
        cls.denis = cls.env["res.partner"].create({"name": "Denis Nouveau"})

    def change(self, kind, records=None, **vals):
        return self.env["of.enrolment.change"].create(
            {"kind": kind, "enrolment_ids": [Command.set(records.ids)] if records else False, **vals})

    def said(self, change):
        return " ".join(change._consequences().get("shares", [])).replace("\u202f", " ").replace("\xa0", " ")

    def test_each_change_says_what_becomes_of_the_shares(self):
        request = self.request(self.akto, self.first, 600)
        for kind, vals, words in (
                ("replace", {"learner_id": self.denis.id}, ("600,00", self.client.name)),
                ("session", {"session_id": self.make_session().id}, ("600,00", self.client.name)),
                ("abandon", {"day": "2026-11-20", "reason": "other"}, ("0,00", "600,00")),
                ("no_show", {}, ("600,00",)),
                ("cancel", {}, ("600,00", "290,00", self.client.name))):
            with self.subTest(kind):
                text = self.said(self.change(kind, self.first, **vals))
                for word in (request.display_name, *words):
                    self.assertIn(word, text)

    def test_without_a_funder_nothing_is_said(self):
        self.assertFalse(self.said(self.change("cancel", self.first)))

    def test_replacement_and_new_session_keep_price_and_shares(self):
        share = self.request(self.akto, self.first, 600).line_ids
        self.change("replace", self.first, learner_id=self.denis.id).action_apply()
        self.change("session", self.first, session_id=self.make_session().id).action_apply()
        self.assertEqual((share.amount, share.learner_id, self.first.of_rest), (600, self.denis, 290))
        self.assertEqual(sum(self.order.of_enrolment_ids.mapped("price")), self.order.amount_untaxed)

    def test_cancelled_share_falls_away(self):
        share = self.request(self.akto, self.first, 600).line_ids
        self.change("cancel", self.first).action_apply()
        self.assertEqual((share.amount, self.order.order_line.product_uom_qty), (0, 2))

    def test_invoiced_share_forbids_a_new_name_and_a_new_session(self):
        self.granted(self.akto, self.first, 600, day="2026-09-30")
        self.invoice(self.order)
        for kind, vals in (("replace", {"learner_id": self.denis.id}), ("session", {"session_id": self.make_session().id})):
            change = self.change(kind, self.first, **vals)
            self.assertIn(self.akto.name, " ".join(change._refusals()))
            with self.assertRaises(UserError):
                change.action_apply()

    def test_place_without_name_that_is_invoiced_is_not_dropped(self):
        self.request(self.akto, self.nameless, 100, date_granted="2026-09-30", number="A1").action_grant()
        self.invoice(self.order)
        change = self.env["of.enrolment.change"].create(
            {"kind": "quantity", "sale_line_id": self.order.order_line.id, "quantity": 2})
        self.assertTrue(change._refusals())

    def test_quantity_says_who_pays_the_added_and_who_no_longer_owes(self):
        self.request(self.akto, self.nameless, 600)
        line = self.order.order_line
        more, fewer = (self.env["of.enrolment.change"].create(
            {"kind": "quantity", "sale_line_id": line.id, "quantity": quantity}) for quantity in (4, 2))
        self.assertTrue(self.said(more))
        for word in ("600,00", "290,00"):
            self.assertIn(word, self.said(fewer))
        fewer.action_apply()
        self.assertEqual(sum(self.nameless.of_funding_line_ids.mapped("amount")), 0)

    def test_account_of_another_pays_for_nobody_else(self):
        request = self.env["of.funding.request"].create({
            "funder_id": self.cdc.id, "scheme": "cpf", "number": "CPF-1", "mode": "platform",
            "date_granted": "2026-11-02", "amount_granted": 890, "session_id": self.session.id,
            "learner_id": self.carla.id, "learner_status": "individual"})
        request.action_grant()
        request.action_make_order()
        record = request.order_id.of_enrolment_ids
        self.assertIn("CPF", " ".join(self.change("replace", record, learner_id=self.denis.id)._refusals()))

    def test_thirty_learners_take_the_queries_of_one(self):
        def queries(quantity):
            order = self.sold(learners=self.env["res.partner"], quantity=quantity)
            self.request(self.akto, order.of_enrolment_ids, 100)
            change = self.change("cancel", order.of_enrolment_ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            change._consequences()
            return self.cr.sql_log_count - before
        queries(1)
        self.assertLessEqual(queries(30) - queries(1), 1)
