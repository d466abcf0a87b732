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

    # -- basis -----------------------------------------------------------------

    def test_percentage_follows_the_price_until_it_is_sent(self):
        share = self.request(self.akto, self.learner, 0).line_ids
        share.write({"basis": "percent", "percent": 60})
        self.assertEqual((share.asked, self.learner.of_rest), (534, 356))
        self.learner.price = 1000
        self.assertEqual(share.asked, 600)
        share.request_id._pass().write({"state": "sent"})
        self.learner.price = 900
        self.assertEqual(share.asked, 600)
        with self.assertRaises(UserError):
            share.percent = 50
        share.asked = 500
        self.assertEqual(share.basis, "amount")

    def test_two_halves_of_an_odd_price_add_up(self):
        self.learner.price = 1234.57
        for funder in (self.akto, self.atlas):
            self.request(funder, self.learner, 0).line_ids.write({"basis": "percent", "percent": 50})
        shares = self.learner.of_funding_line_ids.filtered("request_id").sorted("id")
        self.assertEqual((shares.mapped("asked"), self.learner.of_rest), ([617.29, 617.28], 0))

    def test_hours_at_a_rate(self):
        share = self.request(self.akto, self.learner, 0).line_ids
        share.write({"basis": "hours", "hours": 21, "rate": 40})
        self.assertEqual((share.asked, self.learner.of_rest), (840, 50))

    def test_basis_out_of_bounds_is_refused(self):
        share = self.request(self.akto, self.learner, 0).line_ids
        for values in ({"basis": "percent", "percent": 100.01}, {"basis": "percent", "percent": -1},
                       {"basis": "hours", "hours": -1, "rate": 40}, {"basis": "hours", "hours": 14, "rate": -1}):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                share.write(values)

    def test_form_shows_what_a_percentage_makes_of_the_others(self):
        self.request(self.akto, self.learner, 600)
        rest = self.remainders(self.order)
        with Form(self.learner) as form:
            with form.of_funding_line_ids.edit(0) as line:
                line.basis = "percent"
                line.percent = 50
                self.assertEqual(line.asked, 445)
            with form.of_funding_line_ids.edit(1) as line:
                self.assertEqual(line.amount_shown, 445)
            with form.of_funding_line_ids.new() as line:
                line.payer_id = self.anna
                line.asked = 45
            with form.of_funding_line_ids.edit(1) as line:
                self.assertEqual(line.amount_shown, 400)
            self.assertEqual((form.of_rest, form.of_rest_payer_id), (400, self.client))
        self.assertEqual(rest[0].amount, 400)

    def test_form_says_so_when_the_shares_exceed_the_price(self):
        self.request(self.akto, self.learner, 600)
        form = Form(self.learner)
        with form.of_funding_line_ids.edit(0) as line:
            line.asked = 900
        self.assertTrue(form.of_difference)
        with self.assertRaises(ValidationError):
            form.save()

    def test_named_payer_stays_when_the_learner_is_named(self):
        order = self.sold(learners=self.anna.browse(), quantity=1, of_session_id=self.make_session().id)
        record = order.of_enrolment_ids
        self.request(self.akto, record, 600)
        rest = self.remainders(order)
        record.employer_id = self.env["res.partner"].create({"name": "Filiale", "is_company": True})
        self.assertEqual(rest.payer_id, self.client)
        rest.payer_id = self.carla
        record.learner_id = self.bruno
        self.assertEqual(rest.payer_id, self.carla)
