from unittest import TestCase

from odoo.addons.of_qualiopi.lib.assessment import COVERED, MISSING, NOT_APPLICABLE, TO_COMPLETE, state


class TestAssessment(TestCase):
    def test_state_by_what_there_is(self):
        cases = {
            "nothing": ({"current": 0, "earlier": 0, "total": 0, "changed": False}, MISSING),
            "a valid proof": ({"current": 1, "earlier": 0, "total": 1, "changed": True}, COVERED),
            "expired or supporting only": ({"current": 0, "earlier": 0, "total": 3, "changed": False}, TO_COMPLETE),
            "earlier proof, same text": ({"current": 0, "earlier": 1, "total": 1, "changed": False}, COVERED),
            "earlier proof, changed text": ({"current": 0, "earlier": 1, "total": 1, "changed": True}, TO_COMPLETE),
        }
        for name, (counts, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(state(True, **counts), expected)
                self.assertEqual(state(False, **counts), NOT_APPLICABLE)
