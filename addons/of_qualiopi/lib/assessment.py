"""In which state the evidence of an indicator is."""
from dataclasses import dataclass

NOT_APPLICABLE = "not_applicable"
MISSING = "missing"
TO_COMPLETE = "to_complete"
COVERED = "covered"


@dataclass(frozen=True)
class Assessment:
    """Evidence of one indicator for one company on one day, and why it concerns it."""

    applicable: bool
    reason: str
    count: int
    state: str


def state(applicable, current, earlier, total, changed):
    """Colour of an indicator.

    :param current: valid proofs that suffice, gathered under this version of the framework
    :param earlier: valid proofs that suffice, gathered under an earlier version
    :param total: all proofs, expired, replaced and supporting ones included
    :param changed: the text is new or changed in substance: earlier proofs don't suffice
    """
    if not applicable:
        return NOT_APPLICABLE
    if current or (earlier and not changed):
        return COVERED
    return TO_COMPLETE if total else MISSING
