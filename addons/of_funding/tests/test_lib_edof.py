import unittest

from odoo.addons.of_training.lib import importing

from ..lib import edof

EXPECTED = {
    "validate": {"not_processed": "validated"},
    "examine": {"validated": "waiting_acceptation"},
    "accept": {"validated": "accepted", "waiting_acceptation": "accepted"},
    "enter": {"accepted": "in_training"},
    "leave": {"in_training": "terminated"},
    "declare": {"terminated": "service_declared"},
    "approve": {"service_declared": "service_validated"},
    "refuse": dict.fromkeys(("not_processed", "validated", "waiting_acceptation"), "refused"),
    "cancel": dict.fromkeys(("not_processed", "validated", "waiting_acceptation", "accepted", "in_training",
                             "terminated", "service_declared"), "cancelled"),
    "back": {"validated": "not_processed", "waiting_acceptation": "validated", "in_training": "accepted",
             "terminated": "in_training", "service_declared": "terminated", "service_validated": "service_declared"},
    "reopen": {"refused": "not_processed", "cancelled": "not_processed"},
}
PATHS = (
    ("not_processed", "accepted", None, ["validated", "accepted"]),
    ("validated", "service_validated", None,
     ["accepted", "in_training", "terminated", "service_declared", "service_validated"]),
    ("validated", "waiting_acceptation", None, ["waiting_acceptation"]),
    ("accepted", "accepted", None, []),
    ("accepted", "validated", None, None),
    ("service_validated", "in_training", None, None),
    ("refused", "accepted", None, None),
    ("not_processed", "refused", "organism", ["refused"]),
    ("accepted", "refused", "organism", None),
    ("not_processed", "cancelled", "not_realised", ["validated", "accepted", "cancelled"]),
    ("service_validated", "cancelled", "funder", None),
)


class TestEdof(unittest.TestCase):
    def test_every_action_in_every_state(self):
        self.assertEqual(edof.TRANSITIONS.keys(), EXPECTED.keys())
        for action, moves in EXPECTED.items():
            for state in edof.STATES:
                with self.subTest(action=action, state=state):
                    self.assertEqual(edof.TRANSITIONS[action].get(state), moves.get(state))

    def test_paths(self):
        for state, target, who, expected in PATHS:
            with self.subTest(state=state, target=target, who=who):
                self.assertEqual(edof.path(state, target, who), expected)

    def test_each_code_of_edof_is_one_state_and_who_ended_it(self):
        self.assertEqual(len(edof.CODE_OF), len(edof.CODES))
        self.assertEqual({state for state, _who in edof.CODES.values()}, set(edof.STATES))
        for state, who in edof.CODES.values():
            self.assertEqual(state in edof.ENDED, who is not None)
            if who:
                self.assertIn((next(a for a, end in edof.ENDS_IN.items() if end == state), who), edof.ENDINGS)

    def test_cells_in_french_or_as_codes(self):
        for text, code in (("Sortie de formation", "terminated"), ("ACCEPTÉ", "accepted"), ("inTraining", "inTraining"),
                           ("Validé (en cours d'instruction par France Travail)", "waitingAcceptation")):
            self.assertEqual(importing.read_value("cpf_state", text), code)
        self.assertEqual(importing.read_value("cpf_billing", "À facturer"), "to_bill")
        with self.assertRaises(importing.BadValue):
            importing.read_value("cpf_state", "=cmd|' /C calc'!A0")
        self.assertIn("accepté", importing.accepted("cpf_state"))
