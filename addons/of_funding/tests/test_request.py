from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import FundingCase


class TestRequest(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learners = cls.order.of_enrolment_ids.sorted("id")

    def codes(self, request, purpose):
        return {item["code"] for item in request._of_missing(purpose)}

    def test_empty_request_is_not_sent(self):
        request = self.env["of.funding.request"].create({"funder_id": self.akto.id})
        self.assertEqual(self.codes(request, "send"), {"shares", "employer", "scheme", "papers"})
        with self.assertRaises(UserError):
            request.action_send()
        action = request.with_context(of_checklist_dialog=True).action_send()
        self.assertEqual(action["res_model"], "of.checklist.dialog")

    def test_chatter_agrees_in_gender(self):
        request = self.request(self.akto, self.learners, 600).with_context(lang="fr_FR")
        self.assertEqual(request._creation_message(), "Demande créée")

    def test_grant_needs_number_and_day(self):
        request = self.request(self.akto, self.learners, 600)
        self.complete(request).action_send()
        self.assertTrue(request.date_sent)
        self.assertEqual(self.codes(request, "grant"), {"number", "date_granted"})

    def test_grant_without_amount_is_all_that_was_asked(self):
        request = self.granted(self.akto, self.learners, 600)
        self.assertEqual((request.state, request.amount_granted), ("granted", 1200))
        self.assertEqual(request.line_ids.mapped("granted"), [600, 600])

    def test_partial_grant_is_shared_to_the_cent(self):
        request = self.granted(self.akto, self.learners, 600, amount_granted=1000.01)
        self.assertEqual(request.state, "partial")
        self.assertEqual(sorted(request.line_ids.mapped("granted")), [500.0, 500.01])

    def test_grant_typed_for_each_learner_is_kept(self):
        request = self.request(self.akto, self.learners, 600, number="A", date_granted="2026-11-02",
                               amount_granted=900)
        first, second = request.line_ids
        first.granted, second.granted = 300, 600
        request.action_grant()
        self.assertEqual((first.granted, second.granted), (300, 600))

    def test_more_than_asked_is_refused(self):
        with self.assertRaises(UserError):
            self.granted(self.akto, self.learners, 600, amount_granted=1200.01)

    def test_granted_amount_is_always_that_of_the_shares(self):
        request = self.granted(self.akto, self.learners, 600)
        for user in (self.env.user, self.office_user("funding", "of_funding.group_of_funding_user")):
            with self.assertRaises(ValidationError):
                request.with_user(user).amount_granted = 1199.99
        request.line_ids[0].granted = 500
        self.assertEqual((request.amount_granted, request.state), (1100, "partial"))
        request.line_ids[0].granted = 600
        self.assertEqual((request.amount_granted, request.state), (1200, "granted"))
        request.line_ids[1].unlink()
        self.assertEqual(request.amount_granted, 600)

    def test_reopened_request_may_be_granted_otherwise(self):
        request = self.granted(self.akto, self.learners, 600)
        request.action_reopen()
        request.amount_granted = 1000
        request.action_grant()
        self.assertEqual((request.state, request.line_ids.mapped("granted")), ("partial", [500, 500]))

    def test_actions_follow_the_states(self):
        request = self.granted(self.akto, self.learners, 600)
        for action in (request.action_send, request.action_grant, request.action_refuse):
            with self.assertRaises(UserError):
                action()
        request.action_reopen()
        self.assertEqual(request.state, "sent")
        request.action_refuse()
        self.assertEqual(self.remainders(self.order).mapped("amount"), [890, 890])

    def test_number_is_not_used_twice(self):
        self.granted(self.akto, self.learners[0], 100)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.granted(self.akto, self.learners[1], 100)

    def test_wizard_asks_for_several_learners_at_once(self):
        action = self.learners.action_of_add_share()
        wizard = self.env["of.funding.share.add"].with_context(**action["context"]).create({"asked": 600})
        self.assertEqual((wizard.funder_id, wizard.remainder_id), (self.akto, self.client))
        request = self.env["of.funding.request"].browse(wizard.action_add()["res_id"])
        self.assertEqual((request.amount_asked, request.employer_id), (1200, self.client))
        self.assertEqual(self.remainders(self.order).mapped("amount"), [290, 290])
