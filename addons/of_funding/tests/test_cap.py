from datetime import date
from decimal import Decimal as D

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.of_funding.lib.caps import Case, Person

from .common import FundingCase

TODAY = date(2026, 11, 23)
RS = {"funder_kind": "cpf", "recognition": "rs", "category": "training"}
CLEA = {**RS, "title": "Certificat CléA"}
BILAN = {"funder_kind": "cpf", "category": "skills_assessment"}
LICENCE = {"funder_kind": "cpf", "is_licence": True, "category": "training"}


class TestCap(FundingCase):
    """What the delivered rules say on both sides of each change."""

    def answers(self, decides="order", day=None, price=2000, hours=14, status="employee", person=None, **case):
        people = (Person("Anna", D(price), D(price), D(hours), status=status, **(person or {})),)
        case = Case(TODAY, {decides: day} if day else {}, people, **case)
        found = self.env["of.cap"]._answers({1: case})[1]
        return {answer.kind: answer for answer in found if answer.code != "announced" and not answer.is_assumed}

    def test_ordered_on_25_and_26_february_2026(self):
        before, after = date(2026, 2, 25), date(2026, 2, 26)
        for case, limit in ((RS, 1500), (BILAN, 1600), (LICENCE, 900)):
            self.assertNotIn("cpf_price", self.answers(day=before, **case))
            answer = self.answers(day=after, **case)["cpf_price"]
            self.assertEqual((answer.limit, answer.rest, answer.rest_for), (limit, 2000 - limit, "holder"))
        self.assertNotIn("cpf_price", self.answers(day=before, **CLEA))
        self.assertEqual(self.answers(day=after, **CLEA)["cpf_price"].code, "lifted")
        self.assertNotIn("cpf_price", self.answers(day=after, **{**RS, "recognition": "rncp"}))
        self.assertNotIn("cpf_price", self.answers(day=after, **{**RS, "funder_kind": "opco"}))

    def test_skills_assessment_by_hours_whoever_pays(self):
        for hours, broken in (("12.99", {"hours_floor"}), ("13", set()), ("24", set()), ("24.01", {"hours_ceiling"})):
            for kind in ("cpf", "opco", ""):
                found = self.answers(day=date(2026, 2, 26), hours=hours, funder_kind=kind, category="skills_assessment")
                self.assertEqual({answer.kind for answer in found.values() if answer.kind.startswith("hours")
                                  and answer.code != "kept"}, broken)
        self.assertEqual(self.answers(day=date(2026, 2, 25), hours="12", **BILAN), {})

    def test_five_years_between_two_skills_assessments(self):
        for last, code in ((date(2021, 2, 26), "kept"), (date(2021, 2, 27), "too_soon")):
            person = {"assessment": "pooled", "assessed_on": last}
            self.assertEqual(self.answers(day=date(2026, 2, 26), person=person, **BILAN)["waiting"].code, code)

    def test_licence_on_20_and_21_february_2026(self):
        self.assertNotIn("condition", self.answers(day=date(2026, 2, 20), **LICENCE))
        self.assertEqual(self.answers(day=date(2026, 2, 21), **LICENCE)["condition"].level, "blocking")
        spared = self.answers(day=date(2026, 2, 21), status="job_seeker", **LICENCE)["condition"]
        self.assertEqual((spared.code, spared.rest), ("condition_met", 0))

    def test_flat_share_by_day_of_the_request(self):
        for day, share in ((date(2024, 5, 1), None), (date(2024, 5, 2), "100"), (date(2024, 12, 31), "100"),
                           (date(2025, 1, 1), "102.23"), (date(2025, 12, 31), "102.23"), (date(2026, 1, 1), "103.20"),
                           (date(2026, 3, 31), "103.20"), (date(2026, 4, 1), "103.20"), (date(2026, 4, 2), "150")):
            found = self.answers("request", day, **RS).get("flat_share")
            self.assertEqual(found and found.rest, share and D(share), day)

    def test_exemptions_of_the_flat_share(self):
        for reason, case in (("job_seeker", {"status": "job_seeker"}), ("top_up", {"top_up": D(1)}),
                             ("c2p", {"facts": frozenset({"c2p"})}), ("at_mp", {"facts": frozenset({"at_mp"})})):
            found = self.answers("request", date(2026, 4, 2), **RS, **case)["flat_share"]
            self.assertEqual((found.reason, found.rest), (reason, 0))

    def test_what_is_announced_since_2_october_2026_changes_nothing(self):
        for day, told in ((date(2026, 10, 1), False), (date(2026, 10, 2), True)):
            case = Case(TODAY, {"order": day, "request": day}, (Person("Anna", D(1000), D(1000)),), **RS)
            found = self.env["of.cap"]._answers({1: case})[1]
            self.assertEqual([answer.limit for answer in found if answer.code == "announced"], [200] if told else [])
            self.assertEqual([answer.rest for answer in found if answer.kind == "flat_share" and answer.rest], [150])

    def test_accord_of_30_september_and_of_1_october_2026(self):
        rules = self.env["of.funding.mode.rule"]
        for day, mode in ((date(2026, 9, 30), "direct"), (date(2026, 10, 1), "refund")):
            self.assertEqual(rules._holding_on(day, self.company, funder=self.akto, scheme="plan").mode, mode)

    def test_reconversion_period(self):
        case = {"funder_kind": "opco", "scheme": "reconversion"}
        self.assertEqual(self.answers("start", date(2026, 1, 31), **case), {})
        found = self.answers("start", date(2026, 2, 1), hours=200, price=1831, **case)
        self.assertEqual((found["ceiling"].limit, found["ceiling"].rest, found["average"].limit), (1830, 1, 5000))
        for hours, kind in ((149, "hours_floor"), (451, "hours_ceiling")):
            self.assertEqual(self.answers("start", date(2026, 2, 1), hours=hours, **case)[kind].level, "advisory")

    def test_share_of_an_apprentice_s_employer(self):
        case = {"funder_kind": "opco", "scheme": "apprenticeship", "level": 6}
        self.assertEqual(self.answers("contract", date(2025, 6, 30), **case), {})
        for facts, share in ((frozenset(), 750), (frozenset({"after_break"}), 200)):
            found = self.answers("contract", date(2025, 7, 1), facts=facts, **case)["employer_share"]
            self.assertEqual((found.rest, found.rest_for), (share, "employer"))

    # -- records ---------------------------------------------------------------

    def ceiling(self, **vals):
        return self.env["of.cap"].create({
            "kind": "ceiling", "unit": "eur_hour", "amount": 40, "funder_kind": "opco", "funder_id": self.akto.id,
            "date_from": "2026-01-01", "source": "Conditions d'AKTO", "company_id": self.company.id, **vals})

    def test_own_ceiling_holds_for_its_company_alone(self):
        self.ceiling()
        for company, found in ((self.company.id, 1), (self.company.id + 1, 0)):
            case = Case(TODAY, {"request": TODAY}, (), company, "opco", self.akto.id)
            self.assertEqual(len(self.env["of.cap"]._answers({1: case})[1]), found)

    def test_overlap_wrong_unit_and_wrong_code_are_refused(self):
        self.ceiling()
        self.ceiling(unit="eur_day")
        for vals in ({"date_from": "2026-06-01"}, {"kind": "hours_floor"}, {"certification_code": "RS 5801"}):
            with self.assertRaises(ValidationError):
                self.ceiling(**vals)

    def test_delivered_rules_are_read_only_with_their_exceptions(self):
        manager = self.office_user("manager", "of_training.group_of_training_manager")
        shipped = self.env.ref("of_funding.of_cap_flat_share_2026_04").with_user(manager)
        for change in (lambda: shipped.write({"amount": 1}), lambda: shipped.exception_ids[0].unlink(), shipped.unlink,
                       lambda: shipped.exception_ids[0].write({"kind": "priority"}),
                       lambda: self.env["of.cap.exception"].with_user(manager).create(
                           {"cap_id": shipped.id, "kind": "priority"})):
            with self.assertRaises(UserError):
                change()
        own = self.ceiling().with_user(manager)
        own.exception_ids = [(0, 0, {"kind": "job_seeker"})]
        self.assertEqual(own.exception_ids._lib_lift().kind, "job_seeker")

    def test_who_may_read_and_change(self):
        cap = self.ceiling()
        assistant = self.office_user("assistant")
        self.assertEqual(cap.with_user(assistant).amount, 40)
        with self.assertRaises(AccessError):
            cap.with_user(assistant).amount = 50
        other = self.env["res.company"].create({"name": "Autre OF"})
        cap.company_id = other
        manager = self.office_user("manager", "of_training.group_of_training_manager")
        with self.assertRaises(AccessError):
            cap.with_user(manager).read(["amount"])

    def test_every_delivered_rule_names_source_and_dates(self):
        for cap in self.env["of.cap"].search([("company_id", "=", False)]):
            self.assertTrue(cap.source and cap.date_from and cap.name, cap.display_name)
