from datetime import date
from decimal import Decimal as D
from unittest import TestCase

from odoo.addons.of_funding.lib import caps
from odoo.addons.of_funding.lib.caps import Case, Lift, Person, Rule

TODAY = date(2026, 11, 23)
LICENCE = Rule(7, "condition", D(0), date(2026, 2, 21), criteria={"is_licence": True}, severity="blocking",
               rest_for="nobody", exceptions=(Lift("job_seeker"), Lift("third_party", at_least=D(100))))
BILAN = {"category": "skills_assessment"}
FLOOR = Rule(3, "hours_floor", D(13), date(2026, 2, 26), "hours", criteria=BILAN, severity="blocking",
             rest_for="nobody")
LONGEST = Rule(4, "hours_ceiling", D(24), date(2026, 2, 26), "hours", criteria=BILAN, severity="advisory",
               rest_for="nobody")
WAIT = Rule(5, "waiting", D(5), date(2026, 2, 26), "years", criteria=BILAN, severity="blocking", rest_for="nobody")
RS = Rule(1, "cpf_price", D(1500), date(2026, 2, 26), criteria={"funder_kind": "cpf", "recognition": "rs"},
          exceptions=(Lift("certification", "CléA"), Lift("certification", "RS5080")))


def one(rules, case):
    found = caps.answers(case, rules if isinstance(rules, list) else [rules])
    assert len(found) == 1, found
    return found[0]


def ordered(day, person=None, **case):
    return Case(TODAY, {"order": day}, (person or Person("Anna", D(1600), D(1600), D(14)),), **case)


class TestPrice(TestCase):
    def cpf(self, price, **case):
        person = Person("Anna", D(price), D(price))
        return ordered(date(2026, 2, 26), person, funder_kind="cpf", recognition="rs", **case)

    def test_exact_cap_and_a_cent_above_and_nothing(self):
        for price, code, covered, rest in (
                ("1500.00", "within", "1500.00", 0), ("1500.01", "exceeded", "1500.00", "0.01"), ("0", "within", 0, 0)):
            answer = one(RS, self.cpf(price))
            self.assertEqual((answer.code, answer.covered, answer.rest), (code, D(covered), D(rest)), price)
        self.assertEqual(one(RS, self.cpf("1500.01")).rest_for, "holder")

    def test_clea_is_spared_by_its_code_or_its_title(self):
        for case in ({"code": "RS5080"}, {"title": "Certificat CléA"}):
            answer = one(RS, self.cpf("2000", **case))
            self.assertEqual((answer.code, answer.reason, answer.rest), ("lifted", "certification", 0))
        self.assertEqual(one(RS, self.cpf("2000", code="RS508", title="Clean code")).code, "exceeded")

    def test_day_that_decides_is_named_and_its_border_holds(self):
        before = self.cpf("2000")._replace(dates={"order": date(2026, 2, 25), "request": TODAY})
        self.assertEqual(caps.answers(before, [RS]), [])
        answer = one(RS, self.cpf("2000"))
        self.assertEqual((answer.decides, answer.day, answer.is_assumed), ("order", date(2026, 2, 26), False))

    def test_day_not_known_yet_is_today_and_says_so(self):
        answer = one(RS, self.cpf("2000")._replace(dates={"order": None}))
        self.assertEqual((answer.day, answer.is_assumed), (TODAY, True))

    def test_last_day_is_included(self):
        ended = RS._replace(date_to=date(2026, 2, 26))
        self.assertTrue(caps.answers(self.cpf("2000"), [ended]))
        self.assertFalse(caps.answers(self.cpf("2000"), [ended._replace(date_to=date(2026, 2, 25))]))

    def test_announced_is_told_and_changes_nothing(self):
        coming = RS._replace(id=9, amount=D(10), is_announced=True)
        law, news = caps.answers(self.cpf("1500"), [coming, RS])
        self.assertEqual((law.rule, law.code, law.rest), (1, "within", 0))
        self.assertEqual((news.rule, news.code, news.level, news.rest), (9, "announced", "information", 0))


class TestCeilings(TestCase):
    people = (Person("Anna", D(890), D(600), D(14), D(2)), Person("Bruno", D(890), D("560.01"), D(14), D(2)))

    def limited(self, unit, amount, **case):
        rule = Rule(1, "ceiling", D(amount), date(2026, 1, 1), unit, "request", severity="advisory",
                    rest_for="employer")
        return one(rule, Case(TODAY, {"request": TODAY}, case.pop("people", self.people), **case))

    def test_units(self):
        for unit, amount, limit, rest, names in (
                ("eur_hour", "40", "1120.00", "40.01", ("Anna", "Bruno")),
                ("eur_hour", "42.86", "1200.08", "0", ()),
                ("eur_day", "280", "1120.00", "40.01", ("Anna", "Bruno")),
                ("eur", "600", "1200.00", "0", ()),
                ("eur", "599.99", "1199.98", "0.01", ("Anna",)),
                ("eur_group", "1160.01", "1160.01", "0", ()),
                ("eur_group", "1160", "1160.00", "0.01", ())):
            answer = self.limited(unit, amount)
            self.assertEqual((answer.limit, answer.rest, answer.names), (D(limit), D(rest), names), (unit, amount))
            self.assertEqual((answer.level, answer.rest_for),
                             ("advisory", "employer") if answer.rest else ("information", ""))

    def test_year_counts_the_other_files_and_is_never_negative(self):
        self.assertEqual(self.limited("eur_year", "2000", used_in_year=D("839.99")).rest, 0)
        self.assertEqual(self.limited("eur_year", "2000", used_in_year=D(840)).rest, D("0.01"))
        answer = self.limited("eur_year", "2000", used_in_year=D(3000))
        self.assertEqual((answer.limit, answer.covered, answer.rest), (0, 0, D("1160.01")))

    def test_hours_that_are_not_known_decide_nothing(self):
        for people in ((), (self.people[0], Person("Bruno", D(890), D(600)))):
            answer = self.limited("eur_hour", "40", people=people)
            self.assertEqual((answer.code, answer.level, answer.rest), ("unknown", "information", 0))

    def test_rule_that_names_most_wins_and_the_company_before_it(self):
        kind = Rule(1, "ceiling", D(1000), date(2026, 1, 1), "eur", "request", criteria={"funder_kind": "opco"})
        scheme = kind._replace(id=2, criteria={"funder_kind": "opco", "funder": 5, "scheme": "plan"})
        own = kind._replace(id=3, criteria={"company": 1})
        hours = kind._replace(id=4, unit="eur_hour")
        case = Case(TODAY, {"request": TODAY}, self.people, funder_kind="opco", funder=5, scheme="plan", company=1)
        self.assertEqual([answer.rule for answer in caps.answers(case, [kind, scheme, own, hours])], [3, 4])
        other = case._replace(company=2)
        self.assertEqual([answer.rule for answer in caps.answers(other, [kind, scheme, own])], [2])
        self.assertEqual([answer.rule for answer in caps.answers(other._replace(scheme="fse"), [kind, scheme])], [1])


class TestFlatShare(TestCase):
    exceptions = tuple(Lift(kind) for kind in ("job_seeker", "top_up", "c2p", "at_mp"))
    share = Rule(2, "flat_share", D(150), date(2026, 4, 2), decides="request", exceptions=exceptions)

    def asked(self, price="1600", status="employee", **case):
        people = (Person("Anna", D(price), D(price), status=status),)
        return Case(TODAY, {"request": date(2026, 4, 2)}, people, **case)

    def test_holder_pays_it_whatever_the_price_but_never_more_than_the_price(self):
        for price, rest in (("1600", "150"), ("150", "150"), ("149.99", "149.99"), ("0", "0")):
            answer = one(self.share, self.asked(price))
            self.assertEqual((answer.code, answer.rest, answer.covered), ("flat_share", D(rest), D(price) - D(rest)))

    def test_exemptions(self):
        for reason, case in (("job_seeker", {"status": "job_seeker"}), ("top_up", {"top_up": D("0.01")}),
                             ("c2p", {"facts": frozenset({"c2p"})}), ("at_mp", {"facts": frozenset({"at_mp"})})):
            answer = one(self.share, self.asked(**case))
            self.assertEqual((answer.code, answer.reason, answer.rest), ("lifted", reason, 0))
        self.assertEqual(one(self.share, self.asked(third_party=D(500))).code, "flat_share")


class TestSkillsAssessment(TestCase):
    def bilan(self, hours="14", day=date(2026, 2, 26), **person):
        return ordered(day, Person("Anna", D(1600), D(1600), D(hours), **person), category="skills_assessment")

    def test_hours_at_their_borders(self):
        for hours, floor, longest, rest in (("12.99", "too_short", "kept", 0), ("13", "kept", "kept", 0),
                                            ("24", "kept", "kept", 0), ("24.01", "kept", "too_long", "0.67"),
                                            ("32", "kept", "too_long", "400.00"), ("0", "unknown", "unknown", 0)):
            first, second = caps.answers(self.bilan(hours), [FLOOR, LONGEST])
            self.assertEqual((first.code, second.code, second.rest), (floor, longest, D(rest)), hours)

    def test_too_short_is_funded_by_nobody_and_blocks(self):
        answer = one(FLOOR, self.bilan("12.99"))
        self.assertEqual((answer.level, answer.rest, answer.rest_for, answer.names),
                         ("blocking", D(1600), "nobody", ("Anna",)))

    def test_ordered_the_day_before_nothing_is_said(self):
        self.assertEqual(caps.answers(self.bilan("12", date(2026, 2, 25)), [FLOOR, LONGEST, WAIT]), [])

    def test_other_trainings_may_be_short(self):
        self.assertEqual(caps.answers(self.bilan("7")._replace(category="training"), [FLOOR]), [])

    def test_five_years_to_the_day(self):
        for last, day, code in (
                (date(2021, 2, 26), date(2026, 2, 26), "kept"), (date(2021, 2, 27), date(2026, 2, 26), "too_soon"),
                (date(2024, 2, 29), date(2029, 2, 28), "too_soon"), (date(2024, 2, 29), date(2029, 3, 1), "kept")):
            answer = one(WAIT, self.bilan(day=day, assessment="pooled", assessed_on=last))
            self.assertEqual(answer.code, code, (last, day))
        answer = one(WAIT, self.bilan(assessment="pooled", assessed_on=date(2023, 5, 10)))
        self.assertEqual((answer.free_on, answer.level, answer.rest), (date(2028, 5, 10), "blocking", D(1600)))

    def test_own_money_or_none_waits_for_nothing_and_silence_is_told(self):
        self.assertEqual(one(WAIT, self.bilan(assessment="own", assessed_on=date(2026, 1, 1))).code, "kept")
        self.assertEqual(one(WAIT, self.bilan(assessment="none")).code, "kept")
        for person in ({}, {"assessment": "pooled"}):
            self.assertEqual(one(WAIT, self.bilan(**person))[2:4], ("undeclared", "advisory"))


class TestLicence(TestCase):
    def licence(self, day, status="employee", **case):
        return ordered(day, Person("Anna", D(900), D(900), status=status), is_licence=True, **case)

    def test_condition_since_21_february_2026(self):
        self.assertEqual(caps.answers(self.licence(date(2026, 2, 20)), [LICENCE]), [])
        answer = one(LICENCE, self.licence(date(2026, 2, 21)))
        self.assertEqual((answer.code, answer.level, answer.rest_for), ("condition_failed", "blocking", "nobody"))

    def test_job_seekers_and_a_hundred_euros_of_a_third_party(self):
        day = date(2026, 2, 21)
        self.assertEqual(one(LICENCE, self.licence(day, "job_seeker")).reason, "job_seeker")
        self.assertEqual(one(LICENCE, self.licence(day, third_party=D(100))).reason, "third_party")
        self.assertEqual(one(LICENCE, self.licence(day, third_party=D("99.99"))).code, "condition_failed")


class TestApprenticeship(TestCase):
    npec = Rule(1, "npec", D(7300), date(2025, 7, 1), "eur_contract_year", "contract", severity="advisory",
                rest_for="employer", criteria={"code": "RNCP38596", "cpne": 4})
    reduction = Rule(2, "remote_reduction", D(20), date(2025, 7, 1), "percent", "contract", threshold=D(80),
                     floor=D(4000), exceptions=(Lift("remote_only"),))
    share = Rule(3, "employer_share", D(750), date(2025, 7, 1), "eur", "contract", level_from=6, rest_for="employer",
                 exceptions=(Lift("after_break", amount=D(200)),))

    def contract(self, asked="7300", days=365, **case):
        people = (Person("Anna", D(asked), D(asked)),)
        return Case(TODAY, {"contract": date(2026, 9, 1)}, people, contract_days=days,
                    **{"code": "RNCP38596", "cpne": 4, "level": 6, **case})

    def test_daily_pro_rata(self):
        for days, limit in ((365, "7300.00"), (368, "7360.00"), (1, "20.00")):
            self.assertEqual(one(self.npec, self.contract(days=days)).limit, D(limit))
        self.assertEqual(one(self.npec, self.contract(days=0)).code, "unknown")

    def test_other_branch_has_no_amount(self):
        self.assertEqual(caps.answers(self.contract(cpne=5), [self.npec]), [])

    def test_distance(self):
        for remote, codes, limit in ((79, [], "7300"), (80, ["reduced"], "5840"), (100, ["reduced"], "5840"),
                                     (None, ["remote_unknown"], "7300")):
            npec, *others = caps.answers(self.contract(remote=remote), [self.npec, self.reduction])
            self.assertEqual((npec.limit, [answer.code for answer in others]), (D(limit), codes), remote)
        for amount, limit in ((4500, "4000"), (3000, "3000")):
            npec = caps.answers(self.contract(remote=100), [self.npec._replace(amount=D(amount)), self.reduction])[0]
            self.assertEqual(npec.limit, D(limit))
        spared = self.contract(remote=100, facts=frozenset({"remote_only"}))
        self.assertEqual([answer.limit for answer in caps.answers(spared, [self.npec, self.reduction])], [D(7300)])

    def test_employer_s_share_by_level_and_after_a_break(self):
        answer = one(self.share, self.contract())
        self.assertEqual((answer.rest, answer.rest_for), (D(750), "employer"))
        self.assertEqual(one(self.share, self.contract(facts=frozenset({"after_break"}))).rest, D(200))
        self.assertEqual(caps.answers(self.contract(level=5), [self.share]), [])
