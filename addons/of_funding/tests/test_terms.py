from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import FundingCase

DAY = date(2026, 11, 23)


class TestTerms(FundingCase):
    """How a funder works: which record answers, and what its form shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.env["of.funder.terms"]
        cls.manager = cls.office_user("m", "of_training.group_of_training_manager,base.group_partner_manager")
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})
        cls.fund = cls.env["res.partner"].create({"name": "Fonds", "is_company": True, "of_funder_kind": "other"})

    def rule(self, **vals):
        return self.terms.create({"funder_kind": "other", "date_from": "2026-01-01", "source": "x", **vals})

    def holding(self, day=DAY, company=None, funder=None, scheme=None):
        return self.terms._holding_for(day, company or self.company, funder or self.fund, scheme)

    # -- which one -------------------------------------------------------------------------

    def test_funder_comes_before_its_kind_and_scheme_before_none(self):
        kind = self.env.ref("of_funding.of_funder_terms_other")
        self.assertEqual(self.holding(), kind)
        of_scheme = self.rule(scheme="plan")
        self.assertEqual((self.holding(scheme="plan"), self.holding(scheme="fse"), self.holding()), (of_scheme, kind, kind))
        own = self.rule(funder_id=self.fund.id)
        self.assertEqual((self.holding(scheme="plan"), self.holding()), (own, own))
        both = self.rule(funder_id=self.fund.id, scheme="plan")
        self.assertEqual((self.holding(scheme="plan"), self.holding(scheme="fse")), (both, own))

    def test_own_company_comes_before_all(self):
        self.rule(funder_id=self.fund.id, scheme="plan")
        own = self.rule(company_id=self.company.id)
        self.assertEqual(self.holding(scheme="plan"), own)
        self.assertNotEqual(self.holding(scheme="plan", company=self.other), own)

    def test_first_and_last_day_are_included(self):
        old = self.rule(funder_id=self.fund.id, date_from="2026-03-01", date_to="2026-08-31")
        new = self.rule(funder_id=self.fund.id, date_from="2026-09-01")
        kind = self.env.ref("of_funding.of_funder_terms_other")
        for day, expected in ((date(2026, 2, 28), kind), (date(2026, 3, 1), old), (date(2026, 8, 31), old),
                              (date(2026, 9, 1), new)):
            with self.subTest(day=day):
                self.assertEqual(self.holding(day), expected)

    def test_who_is_no_funder_has_none(self):
        self.assertFalse(self.holding(funder=self.client))

    def test_asked_for_many_it_answers_the_same_by_one_search(self):
        self.rule(company_id=self.company.id, funder_kind="faf")
        funders = self.env["res.partner"].search([("of_funder_kind", "!=", False)]) | self.client
        for company in (self.company, self.other):
            found = self.terms._holding_for_each(DAY, company, funders)
            for funder in funders:
                self.assertEqual(found.get(funder, self.terms), self.holding(funder=funder, company=company), funder.name)

    # -- delivered -------------------------------------------------------------------------

    def test_each_kind_and_each_delivered_funder_has_terms_with_papers(self):
        for kind, _label in self.terms._fields["funder_kind"].selection:
            fund = self.env["res.partner"].create({"name": kind, "of_funder_kind": kind})
            terms = self.holding(funder=fund)
            with self.subTest(kind=kind):
                self.assertTrue(terms.channel and terms.paper_ids)
        for funder in self.env["res.partner"].search([("of_funder_kind", "in", ("opco", "faf"))]) - self.fund:
            if funder.get_external_id()[funder.id].startswith("of_funding."):
                self.assertEqual(self.holding(funder=funder).funder_id, funder)

    def test_delivered_as_read_in_sources(self):
        moments = self.holding(funder=self.atlas).paper_ids.filtered("is_required")
        self.assertEqual(moments.filtered(lambda one: one.moment == "refund").mapped("kind"), ["invoice", "certificate"])
        self.assertEqual(self.holding(funder=self.akto).request_days, 30)
        self.assertEqual(self.holding(funder=self.akto, scheme="reconversion").answer_days, 20)
        self.assertEqual(self.holding(funder=self.env.ref("of_funding.res_partner_agefice")).invoice_days, 120)
        self.assertEqual((self.holding(funder=self.cdc).channel, self.holding(funder=self.cdc).grouping),
                         ("platform", "learner"))

    def test_what_is_from_memory_is_to_verify_and_says_so(self):
        for terms in self.terms.search([("company_id", "=", False)]):
            if "memory" in (terms.with_context(lang="en_US").note or "") or terms.source.startswith("À lire"):
                self.assertEqual(terms.verified, "to_verify", terms.display_name)

    def test_nobody_changes_what_is_delivered_but_makes_his_own(self):
        shipped = self.env.ref("of_funding.of_funder_terms_akto").with_user(self.manager)
        paper = shipped.paper_ids[:1]
        for change in (lambda: shipped.write({"request_days": 3}), lambda: paper.write({"is_required": False}),
                       paper.unlink, lambda: paper.copy(), lambda: shipped.unlink()):
            with self.assertRaises(UserError):
                change()
        own = self.terms.with_user(self.manager).browse(shipped.with_company(self.company).action_own()["res_id"])
        self.assertEqual((own.company_id, len(own.paper_ids)), (self.company, len(shipped.paper_ids)))
        own.request_days = 45
        own.paper_ids[:1].unlink()
        with self.assertRaises(UserError):
            own.paper_ids[:1].terms_id = shipped
        self.assertEqual(self.holding(funder=self.akto), own)
        with self.assertRaises(ValidationError):
            shipped.with_company(self.company).action_own()

    def test_users_read_and_other_companies_do_not(self):
        own = self.rule(company_id=self.company.id, paper_ids=[(0, 0, {"kind": "quote"})])
        user = self.office_user("reader")
        self.assertEqual(own.with_user(user).paper_ids.kind, "quote")
        with self.assertRaises(AccessError):
            own.with_user(user).request_days = 3
        stranger = self.office_user("stranger", company_id=self.other.id, company_ids=[(6, 0, self.other.ids)])
        for record in (own, own.paper_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    # -- on the funder ---------------------------------------------------------------------

    @freeze_time("2026-11-23")
    def test_funder_shows_terms_and_modes_of_today(self):
        user = self.office_user("reader", "of_funding.group_of_funding_user,base.group_partner_manager")
        form = Form(self.atlas.with_user(user))
        self.assertEqual((form.of_terms_portal_name, form.of_terms_verified), ("myAtlas", "to_verify"))
        self.assertTrue(form.of_terms_paper_ids)
        modes = {(rule.scheme, rule.bracket): rule.mode for rule in self.atlas.of_mode_rule_ids}
        self.assertEqual((modes[False, False], modes["plan", "under_50"], modes["fse", False]), ("refund", "direct", "direct"))
        self.assertFalse(self.client.of_terms_id or self.client.of_mode_rule_ids)

    @freeze_time("2026-11-23")
    def test_own_mode_hides_the_delivered_one(self):
        own = self.env["of.funding.mode.rule"].create({
            "funder_kind": "opco", "mode": "direct", "date_from": "2026-10-01", "source": "x", "company_id": self.company.id})
        shown = self.akto.with_company(self.company).of_mode_rule_ids.filtered(lambda one: not one.scheme)
        self.assertEqual(shown, own)

    def test_list_of_funders_takes_as_many_queries_for_all(self):
        funders = self.env["res.partner"].search([("of_funder_kind", "!=", False)])
        specification = {name: {} for name in ("of_terms_channel", "of_terms_portal_url", "of_terms_verified")}

        def queries(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_read(specification)
            return self.env.cr.sql_log_count - before

        queries(funders)
        self.assertEqual(queries(funders[:3]), queries(funders[:60]))

    def test_portal_user_reads_no_terms(self):
        for record in (self.terms.search([], limit=1), self.env["of.idcc"].search([], limit=1)):
            with self.assertRaises(AccessError):
                record.with_user(self.portal_user(self.hr)).read(["display_name"])
