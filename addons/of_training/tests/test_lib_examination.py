from decimal import Decimal
from unittest import TestCase

from ..lib.examination import Candidate, percent, rates, sentence

PASS = Candidate(presence="present", result="pass", blocks={"BC01": True, "BC02": True})
PARTIAL = Candidate(presence="present", result="partial", blocks={"BC01": True, "BC02": False})
FAIL = Candidate(presence="present", result="fail", blocks={"BC01": False, "BC02": False})
PENDING = Candidate(presence="present", blocks={"BC01": False, "BC02": False})
ABSENT = Candidate(presence="absent")
EXCUSED = Candidate(presence="excused")
WITHDRAWN = Candidate(registration="withdrawn", presence="absent")
REFUSED = Candidate(registration="refused")
TO_REGISTER = Candidate(registration="to_register")


class TestRates(TestCase):
    def test_table(self):
        """candidates -> registered, presented, passed, presentation, success."""
        for candidates, *expected in (
                ([], 0, 0, 0, None, None),
                ([PASS], 1, 1, 1, Decimal("100.0"), Decimal("100.0")),
                ([PASS, FAIL], 2, 2, 1, Decimal("100.0"), Decimal("50.0")),
                ([PASS, PARTIAL, FAIL], 3, 3, 1, Decimal("100.0"), Decimal("33.3")),
                ([FAIL], 1, 1, 0, Decimal("100.0"), Decimal("0.0")),
                ([ABSENT, EXCUSED], 2, 0, 0, Decimal("0.0"), None),
                ([PENDING], 1, 1, 0, Decimal("100.0"), None),
                ([PASS, PENDING], 2, 2, 1, Decimal("100.0"), Decimal("100.0")),
                ([PASS, ABSENT], 2, 1, 1, Decimal("50.0"), Decimal("100.0")),
                ([WITHDRAWN, REFUSED, TO_REGISTER], 0, 0, 0, None, None),
                ([PASS, WITHDRAWN, REFUSED], 1, 1, 1, Decimal("100.0"), Decimal("100.0"))):
            with self.subTest(expected=expected):
                found = rates(candidates)
                self.assertEqual([found.registered, found.presented, found.passed, found.presentation,
                                  found.success], expected)

    def test_by_block_over_those_whose_result_is_known(self):
        found = rates([PASS, PARTIAL, FAIL, PENDING, ABSENT])
        self.assertEqual(found.blocks, {"BC01": (3, 2), "BC02": (3, 1)})
        self.assertEqual((found.block("BC01"), found.block("BC02")), (Decimal("66.7"), Decimal("33.3")))

    def test_rounding_to_a_tenth(self):
        self.assertEqual([percent(*pair) for pair in ((58, 64), (1, 8), (2, 3), (0, 5))],
                         [Decimal("90.6"), Decimal("12.5"), Decimal("66.7"), Decimal("0.0")])


class TestSentence(TestCase):
    def say(self, *candidates):
        text = sentence(rates(candidates), "1er janvier 2026", "31 décembre 2026", "RS9901", "12 janvier 2027")
        return text.replace("\N{NO-BREAK SPACE}", " ")

    def test_says_period_population_and_method(self):
        text = self.say(PASS, PASS, PARTIAL, FAIL, ABSENT)
        for wanted in ("Du 1er janvier 2026 au 31 décembre 2026 : 5 candidats inscrits, 4 présentés (80 % des inscrits), "
                       "2 reçus, soit 50 % des présentés, 1 validation partielle.",
                       "Par bloc de compétences : BC01 75 %, BC02 50 %.", "Population : ", "Méthode : ",
                       "Source : registre des examens de l'organisme au 12 janvier 2027."):
            self.assertIn(wanted, text)

    def test_nobody_and_nothing_known_give_no_rate(self):
        self.assertIn("aucun candidat inscrit à RS9901", self.say())
        self.assertIn("1 présenté (100 % des inscrits), résultats attendus.", self.say(PENDING))
        self.assertIn("0 présenté (0 % des inscrits), aucun résultat.", self.say(ABSENT))
        self.assertIn("1 reçu, soit 100 % des présentés (1 résultat attendu).", self.say(PASS, PENDING))
