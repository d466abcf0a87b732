from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form

from .common import FundingCase


class TestShareWizard(FundingCase):
    """Who pays what of the price of many learners, shown before it is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.sold()
        cls.anna_record, cls.bruno_record = cls.learners = cls.order.of_enrolment_ids.sorted("id")

    def form(self, records=None, user=None, **defaults):
        context = (records or self.learners).action_of_add_share()["context"]
        model = self.env["of.funding.share.add"].with_user(user or self.env.user)
        return Form(model.with_context(**context, **{f"default_{name}": value for name, value in defaults.items()}))

    def rows(self, form, *names):
        return [tuple(row[name] for name in names) for row in form.line_ids._records]

    def amounts(self, records=None):
        """``{learner: {payer: amount}}``"""
        return {record.learner_id.name: {
            payer.name: sum(shares.mapped("amount"))
            for payer, shares in record.of_funding_line_ids.grouped("payer_id").items()}
            for record in records or self.learners}

    def test_table_shows_what_the_others_become(self):
        self.request(self.env.ref("of_funding.res_partner_agefiph"), self.anna_record, 90)
        with self.form() as form:
            form.basis = "percent"
            form.percent = 60
            self.assertEqual(sorted(self.rows(form, "rest_before", "asked", "rest_after")),
                             [(800, 534, 266), (890, 534, 356)])
            anna = next(row for row in form.line_ids._records if row["enrolment_id"] == self.anna_record.id)
        self.assertIn("AGEFIPH", anna["others"])
        for word in ("AGEFIPH", "AKTO", "Menuiserie Duchêne"):
            self.assertIn(word, form.record.line_ids[0].payment + form.record.line_ids[0].others)
        request = self.env["of.funding.request"].browse(form.record.action_add()["res_id"])
        self.assertEqual(request.line_ids.mapped("asked"), [534, 534])
        self.assertEqual(set(request.line_ids.mapped("basis")), {"percent"})

    def test_mode_says_who_is_invoiced(self):
        with self.form(asked=600) as form:
            form.mode = "direct"
            self.assertEqual(set(self.rows(form, "payer_id")), {(self.akto.id,)})
            form.mode = "refund"
            self.assertEqual(set(self.rows(form, "payer_id")), {(self.client.id,)})
            form.mode = False
        self.assertEqual(form.record.line_ids.payer_id, self.client, "an OPCO refunds since 1 October 2026")
        form.record.mode = "direct"
        form.record.action_add()
        self.assertEqual(self.anna_record.of_funding_line_ids.filtered("request_id").mode, "direct")

    def test_hours_at_a_rate(self):
        with self.form() as form:
            form.basis = "hours"
            form.rate = 40
            self.assertEqual(set(self.rows(form, "hours", "asked")), {(14, 560)})
        form.record.action_add()
        self.assertEqual(self.remainders(self.order).mapped("amount"), [330, 330])

    def test_amount_for_one_learner_differs(self):
        with self.form(asked=600) as form, form.line_ids.edit(0) as row:
            row.asked = 500
            self.assertEqual(row.rest_after, 390)
        form.record.action_add()
        self.assertEqual(sorted(self.learners.of_funding_line_ids.filtered("request_id").mapped("asked")), [500, 600])

    def test_amount_in_all_is_shared_to_the_cent(self):
        session = self.make_session()
        order = self.sold(learners=self.anna | self.bruno | self.carla, quantity=1, price_unit=1000, of_seats=3,
                          of_session_id=session.id)
        with self.form(order.of_enrolment_ids) as form:
            form.basis = "total"
            form.amount = 500
        form.record.action_add()
        asked = order.of_enrolment_ids.of_funding_line_ids.filtered("request_id").mapped("asked")
        self.assertEqual(sorted(asked), [166.66, 166.67, 166.67])

    def test_employer_pays_300_and_the_learner_the_rest(self):
        with self.form(self.anna_record, kind="payer", asked=300) as form:
            form.remainder_id = self.anna
        form.record.action_add()
        self.assertEqual(self.amounts(self.anna_record),
                         {"Anna Stagiaire": {"Menuiserie Duchêne": 300, "Anna Stagiaire": 590}})
        self.assertFalse(self.anna_record.of_funding_line_ids.request_id)
        self.assertInvoiced(self.invoice(self.order), {self.client: 1190, self.anna: 590})

    def test_remainder_may_be_another_funder(self):
        region = self.env["res.partner"].create({"name": "Région", "is_company": True, "of_funder_kind": "region"})
        with self.form(asked=600) as form:
            form.remainder_id = region
            with form.line_ids.edit(1) as row:
                row.remainder_id = self.bruno
        form.record.action_add()
        self.assertEqual([self.remainders(record.order_id).filtered(
            lambda rest, of=record: rest.enrolment_id == of).payer_id for record in self.learners],
            [region, self.bruno])

    def test_refusals_are_shown_before_saving(self):
        form = self.form(asked=890.01)
        self.assertTrue(all(refusal for (refusal,) in self.rows(form, "refusal")))
        wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_add()
        self.assertFalse(self.learners.of_funding_line_ids)
        for values in ({"basis": "percent", "percent": 100.01}, {"basis": "hours", "rate": -1}, {"asked": 0},
                       {"kind": "payer", "asked": 891}):
            with self.subTest(values):
                wizard = self.env["of.funding.share.add"].create({"enrolment_ids": self.learners.ids, **values})
                self.assertTrue(all(wizard.line_ids.mapped("refusal")))
        exact = self.env["of.funding.share.add"].create({"enrolment_ids": self.learners.ids, "asked": 890})
        self.assertFalse(any(exact.line_ids.mapped("refusal")))

    def test_invoiced_price_is_not_shared(self):
        self.invoice(self.order)
        wizard = self.env["of.funding.share.add"].create({"enrolment_ids": self.learners.ids, "asked": 1})
        self.assertIn(self.order.name, wizard.line_ids[0].refusal)

    def test_invoiced_remainder_is_not_lowered(self):
        self.granted(self.akto, self.learners, 600, day="2026-09-30")
        self.invoice(self.order)
        wizard = self.env["of.funding.share.add"].create({"enrolment_ids": self.learners.ids, "asked": 1})
        self.assertIn(self.client.name, wizard.line_ids[0].refusal)

    def test_learners_of_two_companies_are_refused(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        session = self.session.with_company(other).sudo().create(
            {"programme_id": self.programme.id, "company_id": other.id})
        stranger = self.env["of.enrolment"].create({"session_id": session.id, "price": 890})
        wizard = self.env["of.funding.share.add"].create(
            {"enrolment_ids": (self.anna_record | stranger).ids, "asked": 1, "funder_id": self.akto.id})
        refused = wizard.line_ids.filtered("refusal").enrolment_id
        self.assertEqual(refused, (self.anna_record | stranger).filtered(lambda one: one.company_id != wizard.company_id))
        with self.assertRaises(UserError):
            wizard.action_add()

    # -- which files are made --------------------------------------------------

    def test_whole_session_by_employer(self):
        other = self.env["res.partner"].create({"name": "Autre SARL", "is_company": True, "of_opco_id": self.atlas.id})
        stranger = self.sold(other, self.carla, 1).of_enrolment_ids
        action = self.session.action_of_share_price()
        with Form(self.env["of.funding.share.add"].with_context(**action["context"])) as form:
            self.assertEqual(form.employer_id, self.client)
            self.assertEqual(form.funder_id, self.akto)
            self.assertEqual(len(form.line_ids), 2)
            form.employer_id = other
            self.assertEqual((form.funder_id, len(form.line_ids)), (self.atlas, 1))
            form.employer_id = self.env["res.partner"]
            self.assertEqual(len(form.line_ids), 3)
            form.funder_id = self.akto
            form.asked = 100
        form.record.action_add()
        requests = (self.learners | stranger).of_funding_line_ids.request_id
        self.assertEqual({request.employer_id: len(request.line_ids) for request in requests},
                         {self.client: 2, other: 1})

    def test_one_file_for_each_learner_where_the_funder_wants_it(self):
        self.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": self.akto.id, "grouping": "learner", "date_from": "2026-01-01",
            "source": "AKTO", "company_id": self.company.id})
        action = self.env["of.funding.share.add"].create(
            {"enrolment_ids": self.learners.ids, "asked": 600}).action_add()
        requests = self.learners.of_funding_line_ids.request_id
        self.assertEqual(len(requests), 2)
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), requests)

    def test_existing_request_takes_more_learners(self):
        request = self.request(self.akto, self.anna_record, 600)
        wizard = self.env["of.funding.share.add"].create(
            {"enrolment_ids": self.bruno_record.ids, "request_id": request.id, "asked": 100})
        wizard.action_add()
        self.assertEqual(request.amount_asked, 700)

    def test_request_of_another_employer_is_refused(self):
        request = self.request(self.akto, self.anna_record, 600)
        request.employer_id = self.env["res.partner"].create({"name": "Autre SARL", "is_company": True})
        wizard = self.env["of.funding.share.add"].create(
            {"enrolment_ids": self.bruno_record.ids, "request_id": request.id, "asked": 100})
        self.assertIn("Autre SARL", wizard.line_ids.refusal)

    def test_funding_user_shares_without_sales_rights(self):
        user = self.office_user("funding", "of_funding.group_of_funding_user")
        with self.form(user=user, asked=600) as form:
            pass
        form.record.action_add()
        self.assertEqual(self.amounts()["Anna Stagiaire"]["Menuiserie Duchêne"], 890, "refunded to the company")

    def test_session_shows_its_shares(self):
        self.request(self.akto, self.learners, 600)
        self.assertEqual(
            [self.session[name] for name in ("of_share_count", "of_share_total", "of_share_asked")], [4, 1780, 1200])
        action = self.session.action_of_shares()
        self.assertEqual(self.env["of.funding.line"].search_count(action["domain"]), 4)

    def test_as_many_queries_to_save_for_thirty_learners_as_for_three(self):
        counts = [self.count_queries(size) for size in (3, 3, 30)]
        self.assertLessEqual(counts[2], counts[1] + 5, counts)

    def count_queries(self, size):
        learners = self.env["res.partner"].create([{"name": f"Stagiaire {n}"} for n in range(size)])
        session = self.make_session(capacity=size)
        order = self.sold(learners=learners, quantity=size, of_session_id=session.id)
        wizard = self.env["of.funding.share.add"].create(
            {"enrolment_ids": [Command.set(order.of_enrolment_ids.ids)], "basis": "percent", "percent": 60})
        self.assertEqual(len(wizard.line_ids), size)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        wizard.action_add()
        self.env.flush_all()
        return self.cr.sql_log_count - before
