from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import FundingCase


class TestShares(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.learner = cls.order.of_enrolment_ids.sorted("id")[0]

    def test_client_takes_what_the_funder_leaves(self):
        share = self.request(self.akto, self.learner, 600).line_ids
        rest = self.learner.of_funding_line_ids - share
        self.assertEqual((share.amount, rest.amount, rest.payer_id), (600, 290, self.client))
        share.asked = 890
        self.assertEqual(rest.amount, 0)

    def test_refused_file_falls_back_on_the_client(self):
        request = self.request(self.akto, self.learner, 600)
        request.action_refuse()
        self.assertEqual(sorted(self.learner.of_funding_line_ids.mapped("amount")), [0, 890])

    def test_more_than_the_price_is_refused(self):
        with self.assertRaises(ValidationError):
            self.request(self.akto, self.learner, 890.01)
        request = self.request(self.akto, self.learner, 890)
        with self.assertRaises(ValidationError):
            self.learner.price = 889.99
        with self.assertRaises(ValidationError):
            request.line_ids.asked = -1

    def test_share_is_not_granted_more_than_was_asked(self):
        request = self.granted(self.akto, self.order.of_enrolment_ids, 600)
        share = request.line_ids[0]
        for vals in ({"granted": 600.01}, {"asked": 599.99}):
            with self.assertRaises(ValidationError):
                share.write(vals)
        share.write({"asked": 700, "granted": 650})
        self.assertEqual(request.amount_granted, 1250)

    def test_share_without_a_request_has_no_grant_to_compare(self):
        self.learner._of_ensure_remainder()
        rest = self.learner.of_funding_line_ids
        rest.granted = 1
        self.assertEqual(rest.amount, 890)

    def test_mode_decides_who_pays(self):
        share = self.request(self.akto, self.learner, 600, date_granted="2026-09-30").line_ids
        self.assertEqual(share.payer_id, self.akto)
        share.request_id.date_granted = "2026-10-01"
        self.assertEqual((share.mode, share.payer_id, share.funder_id), ("refund", self.client, self.akto))
        share.mode = "direct"
        self.assertEqual(share.payer_id, self.akto)

    def test_two_funders_and_a_third_payer(self):
        self.request(self.akto, self.learner, 500)
        self.request(self.env.ref("of_funding.res_partner_agefiph"), self.learner, 200)
        rest = self.remainders(self.order) & self.learner.of_funding_line_ids
        mother = self.env["res.partner"].create({"name": "Groupe Duchêne", "is_company": True})
        rest.payer_id = mother
        self.assertEqual((rest.amount, rest.payer_id), (190, mother))

    def test_remainder_is_deleted_last(self):
        request = self.request(self.akto, self.learner, 600)
        with self.assertRaises(UserError):
            self.remainders(self.order).unlink()
        self.learner.of_funding_line_ids.unlink()
        self.assertFalse(request.line_ids)

    def test_invoiced_share_keeps_its_payer(self):
        request = self.granted(self.akto, self.order.of_enrolment_ids, 600, day="2026-09-30")
        self.invoice(self.order)
        share = request.line_ids[0]
        for change in (lambda: share.write({"payer_id": self.client.id}), share.unlink):
            with self.assertRaises(UserError):
                change()
        request.mode = "refund"
        self.assertEqual((share.mode, share.payer_id), ("direct", self.akto))
        share.payer_id = share.payer_id  # what does not change is not refused

    def test_form_shows_the_remainder_at_once(self):
        request = self.request(self.akto, self.learner, 600)
        with Form(self.learner) as form:
            with form.of_funding_line_ids.edit(0) as line:
                line.asked = 700
            self.assertEqual(form.of_rest, 190)
        self.assertEqual((request.line_ids.amount, self.remainders(self.order)[0].amount), (700, 190))

    def test_figures_of_a_learner(self):
        self.granted(self.akto, self.order.of_enrolment_ids, 600, day="2026-09-30")
        self.learner.hours_done = 7
        opco, client = self.invoice(self.order).sorted("amount_total", reverse=True)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=opco.ids).create({})._create_payments()
        self.assertEqual(
            [self.learner[name] for name in ("of_asked", "of_granted", "of_done", "of_invoiced", "of_paid")],
            [600, 600, 445, 890, 600])
        self.assertEqual(client.payment_state, "not_paid")

    def test_line_invoiced_whole_is_not_shared_afterwards(self):
        self.invoice(self.order)
        with self.assertRaises(UserError):
            self.request(self.akto, self.learner, 600)

    def test_share_and_request_stay_in_one_company(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        request = self.env["of.funding.request"].create({"funder_id": self.akto.id, "company_id": other.id})
        with self.assertRaises(UserError):
            self.learner.of_funding_line_ids = [Command.create({"request_id": request.id, "asked": 1})]
