"""Whom a slot may be entrusted to, and what a trainer costs.

Days are dates where the training takes place, both ends of a validity
included; instants are naive UTC. Amounts are Decimal, excluding VAT.
"""
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

UNQUALIFIED, UNQUALIFIED_YET, QUALIFICATION_ENDED = "unqualified", "unqualified_yet", "qualification_ended"
ABSENT, BUSY = "absent", "busy"
PAPER_EXPIRED, PAPER_TO_RENEW, VIGILANCE_MISSING = "paper_expired", "paper_to_renew", "vigilance_missing"
VIGILANCE = "vigilance"
# A talk of last year or an old CV keeps nobody from teaching.
HARMLESS_PAPERS = ("interview", "cv")
HOURS_PER_DAY = Decimal(7)  # of training, by usage of the trade
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Need:
    """What a slot asks for.

    :param speciality: NSF code of the programme, or None
    """

    start: datetime
    end: datetime
    day: date
    programme: int
    speciality: str | None = None


@dataclass(frozen=True)
class Qualification:
    """What somebody may teach: programmes by name, or all those of a speciality (beginning of its NSF code)."""

    programmes: frozenset = frozenset()
    speciality: str | None = None
    since: date | None = None
    until: date | None = None

    def covers(self, need):
        by_speciality = bool(self.speciality) and (need.speciality or "").startswith(self.speciality)
        return need.programme in self.programmes or by_speciality


@dataclass(frozen=True)
class Situation:
    """What is known of a trainer.

    :param absences: ``[(start, end)]``; likewise ``busy``, his other slots
    :param papers: ``[(kind, last day)]`` of papers that no later one renews; no last day: for good
    :param invoices: whether he is paid on invoices (freelance, subcontractor)
    :param engaged: what he is paid in the year of the slot, this slot included
    """

    qualifications: tuple = ()
    absences: tuple = ()
    busy: tuple = ()
    papers: tuple = ()
    invoices: bool = False
    engaged: Decimal = Decimal(0)


@dataclass(frozen=True)
class Obstacle:
    """A reason not to entrust the slot; a mere notice when it doesn't block."""

    code: str
    blocking: bool = True
    day: date | None = None
    paper: str | None = None


def obstacles(need, trainer, today, threshold=None):
    """All reasons not to entrust ``need`` to ``trainer``, as known ``today``; blocking ones first.

    :param threshold: amount from which who invoices must have a valid vigilance certificate; None: no such rule
    """
    found = [*_qualification(need, trainer.qualifications)]
    if _meets(need, trainer.absences):
        found.append(Obstacle(ABSENT))
    if _meets(need, trainer.busy):
        found.append(Obstacle(BUSY))
    found += _papers(need, trainer, today)
    if threshold is not None and _lacks_vigilance(trainer, threshold):
        found.append(Obstacle(VIGILANCE_MISSING))
    return sorted(found, key=lambda obstacle: not obstacle.blocking)


def _qualification(need, qualifications):
    covering = [known for known in qualifications if known.covers(need)]
    if not covering:
        return [Obstacle(UNQUALIFIED)]
    if any((known.since or need.day) <= need.day <= (known.until or need.day) for known in covering):
        return []
    ended = [known.until for known in covering if known.until and known.until < need.day]
    if ended:
        return [Obstacle(QUALIFICATION_ENDED, day=max(ended))]
    return [Obstacle(UNQUALIFIED_YET, day=min(known.since for known in covering))]


def _meets(need, periods):
    """Whether a period has an instant in common with the slot; one that ends when the other begins has none."""
    return any(start < need.end and need.start < end for start, end in periods)


def _papers(need, trainer, today):
    """A paper that is over blocks; one that will be over on the day of a slot to come can still be renewed."""
    for kind, until in trainer.papers:
        if until and until < need.day and kind not in HARMLESS_PAPERS:
            over = until < today or need.day <= today
            yield Obstacle(PAPER_EXPIRED if over else PAPER_TO_RENEW, blocking=over, day=until, paper=kind)


def _lacks_vigilance(trainer, threshold):
    held = any(kind == VIGILANCE for kind, _until in trainer.papers)  # an expired one is named apart
    return trainer.invoices and trainer.engaged >= threshold and not held


def quantity(hours, unit):
    """Hours of training in the unit of the price, ``hour`` or ``day`` (of seven hours), to the hundredth."""
    hours = Decimal(str(hours))
    return (hours if unit == "hour" else hours / HOURS_PER_DAY).quantize(CENT, ROUND_HALF_UP)


def cost(hours, price, unit):
    """Price of ``hours`` at ``price`` per ``unit`` (hour or day), to the cent, as an order of that quantity counts."""
    return (quantity(hours, unit) * Decimal(str(price))).quantize(CENT, ROUND_HALF_UP)
