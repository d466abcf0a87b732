"""Dossiers of Mon Compte Formation: their states as EDOF tells them, and the moves between these.

The codes are those that clients of EDOF read and write; the moves are what is known by use, no text publishes them.
"""
from collections import deque

from odoo.addons.of_training.lib import importing

BEFORE = ("not_processed", "validated", "waiting_acceptation")  # the holder has not accepted yet
AGREED = ("accepted", "in_training", "terminated", "service_declared", "service_validated")
ENDED = ("refused", "cancelled")
STATES = (*BEFORE, *AGREED, *ENDED)

# The way of a dossier: action x state -> state.
STEPS = {
    "validate": {"not_processed": "validated"},
    "examine": {"validated": "waiting_acceptation"},
    "accept": {"validated": "accepted", "waiting_acceptation": "accepted"},
    "enter": {"accepted": "in_training"},
    "leave": {"in_training": "terminated"},
    "declare": {"terminated": "service_declared"},
    "approve": {"service_declared": "service_validated"},
}
# (action, who ends it) -> states in which he may.
ENDINGS = {
    ("refuse", "organism"): ("not_processed",),
    ("refuse", "attendee"): ("validated", "waiting_acceptation"),
    ("refuse", "funder"): BEFORE,
    ("cancel", "attendee"): (*BEFORE, "accepted"),
    ("cancel", "not_realised"): ("accepted", "in_training", "terminated"),
    ("cancel", "organism"): ("validated", "waiting_acceptation", "accepted", "in_training"),
    ("cancel", "funder"): (*BEFORE, "accepted", "in_training", "terminated", "service_declared"),
    ("cancel", "no_follow_up"): ("validated", "waiting_acceptation"),
}
ENDS_IN = {"refuse": "refused", "cancel": "cancelled"}
# Action x state -> state; what is not here is refused. 'back' corrects a wrong click.
TRANSITIONS = {
    **STEPS,
    **{action: {state: target for (one, _who), states in ENDINGS.items() if one == action for state in states}
       for action, target in ENDS_IN.items()},
    "back": {"validated": "not_processed", "waiting_acceptation": "validated", "in_training": "accepted",
             "terminated": "in_training", "service_declared": "terminated", "service_validated": "service_declared"},
    "reopen": dict.fromkeys(ENDED, "not_processed"),
}
BILLING = {
    "await_deposit": {"not_billable": "deposit_wait"},
    "get_deposit": {"not_billable": "deposit_paid", "deposit_wait": "deposit_paid"},
    "open": dict.fromkeys(("not_billable", "deposit_wait", "deposit_paid"), "to_bill"),
    "close": {"to_bill": "not_billable"},
    "bill": {"to_bill": "billed"},
    "pay": {"billed": "paid"},
}
CONTROL = {
    "control": {"not_in_control": "in_control", "released": "in_control"},
    "release": {"in_control": "released"},
}

# EDOF's code -> (state, who ended it).
CODES = {
    "notProcessed": ("not_processed", None), "validated": ("validated", None),
    "waitingAcceptation": ("waiting_acceptation", None), "accepted": ("accepted", None),
    "inTraining": ("in_training", None), "terminated": ("terminated", None),
    "serviceDoneDeclared": ("service_declared", None), "serviceDoneValidated": ("service_validated", None),
    "canceledByAttendee": ("cancelled", "attendee"), "canceledByAttendeeNotRealized": ("cancelled", "not_realised"),
    "canceledByOrganism": ("cancelled", "organism"), "canceledByFinancer": ("cancelled", "funder"),
    "rejectedWithoutTitulaireSuite": ("cancelled", "no_follow_up"),
    "refusedByAttendee": ("refused", "attendee"), "refusedByOrganism": ("refused", "organism"),
    "refusedByFinancer": ("refused", "funder"),
}
CODE_OF = {told: code for code, told in CODES.items()}

# What an exported list may write -> what is stored; the exact words of EDOF's export are not published.
WORDS = {
    "cpf_state": {
        "non traité": "notProcessed", "à traiter": "notProcessed", "nouvelle demande": "notProcessed",
        "validé": "validated", "validée": "validated", "en attente du titulaire": "validated",
        "validé, en cours d'instruction par France Travail": "waitingAcceptation",
        "en cours d'instruction": "waitingAcceptation", "en attente de France Travail": "waitingAcceptation",
        "accepté": "accepted", "acceptée": "accepted", "en formation": "inTraining",
        "entrée en formation": "inTraining", "entré en formation": "inTraining",
        "sortie de formation": "terminated", "sorti de formation": "terminated", "terminé": "terminated",
        "service fait déclaré": "serviceDoneDeclared", "service fait validé": "serviceDoneValidated",
        "annulé par le titulaire": "canceledByAttendee", "annulé titulaire": "canceledByAttendee",
        "annulé par le titulaire, non réalisé": "canceledByAttendeeNotRealized",
        "non réalisé": "canceledByAttendeeNotRealized", "annulé par l'organisme": "canceledByOrganism",
        "annulé par le financeur": "canceledByFinancer", "annulé sans suite": "rejectedWithoutTitulaireSuite",
        "sans suite": "rejectedWithoutTitulaireSuite", "refusé par le titulaire": "refusedByAttendee",
        "refusé par l'organisme": "refusedByOrganism", "refusé": "refusedByOrganism",
        "refusé par le financeur": "refusedByFinancer", **{code: code for code in CODES}},
    "cpf_billing": {
        "non facturable": "not_billable", "acompte en attente": "deposit_wait", "acompte versé": "deposit_paid",
        "acompte payé": "deposit_paid", "à facturer": "to_bill", "facturable": "to_bill", "facturé": "billed",
        "facturée": "billed", "payé": "paid", "payée": "paid", "réglé": "paid", "notBillable": "not_billable",
        "depositWait": "deposit_wait", "depositPaid": "deposit_paid", "toBill": "to_bill", "billed": "billed",
        "paid": "paid"},
    "cpf_control": {
        "non": "not_in_control", "pas de contrôle": "not_in_control", "oui": "in_control", "en contrôle": "in_control",
        "contrôle en cours": "in_control", "contrôle levé": "released", "contrôle terminé": "released",
        "notInControl": "not_in_control", "inControl": "in_control", "released": "released"},
}
importing.add_choices(WORDS)


def path(state, target, ended_by=None):
    """States on the way from ``state`` to ``target``, which comes last; None: no move leads there.

    >>> path("validated", "in_training")
    ['accepted', 'in_training']
    >>> path("accepted", "validated") is None
    True

    :param ended_by: who ended it, where ``target`` is an end
    """
    if state == target:
        return []
    ways, seen = deque([(state, [])]), {state}
    while ways:
        here, passed = ways.popleft()
        for there in _next(here, ended_by):
            if there == target:
                return [*passed, there]
            if there not in seen and there not in ENDED:
                seen.add(there)
                ways.append((there, [*passed, there]))
    return None


def _next(state, ended_by):
    """States that come after ``state``."""
    ends = [ENDS_IN[action] for (action, who), states in ENDINGS.items() if who == ended_by and state in states]
    return [moves[state] for moves in STEPS.values() if state in moves] + ends
