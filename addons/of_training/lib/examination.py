"""Rates of an examination (indicators 2 and 3): who registered, sat and passed, in total and by block.

Rates are per cent to one decimal (Decimal). Where there is nobody to count there is no rate (None), never 0 %.
"""
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

LEFT = ("refused", "withdrawn")  # registrations that came to nothing
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Candidate:
    """What counts of one candidate.

    :param registration: 'to_register', 'registered', 'refused' or 'withdrawn'
    :param presence: 'present', 'absent', 'excused' or None while it is not known
    :param result: 'pass', 'partial', 'fail' or 'pending'
    :param blocks: ``{code: obtained}`` of the blocks that he sat
    """

    registration: str = "registered"
    presence: str | None = None
    result: str = "pending"
    blocks: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Rates:
    """Counts and rates. ``known``: those who sat and whose result is known, over which success is counted."""

    registered: int
    presented: int
    known: int
    passed: int
    partial: int
    blocks: dict  # {code: (known, obtained)}

    @property
    def presentation(self):
        """Of those registered, who sat."""
        return percent(self.presented, self.registered)

    @property
    def success(self):
        """Of those who sat and whose result is known, who passed in full."""
        return percent(self.passed, self.known)

    def block(self, code):
        """Of those who sat a block and whose result is known, who obtained it."""
        known, obtained = self.blocks[code]
        return percent(obtained, known)


def percent(part, whole):
    """Per cent to one decimal; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None


def is_registered(candidate):
    return candidate.registration == "registered"


def is_presented(candidate):
    return is_registered(candidate) and candidate.presence == "present"


def is_known(candidate):
    return is_presented(candidate) and candidate.result != "pending"


def is_passed(candidate):
    return is_known(candidate) and candidate.result == "pass"


def rates(candidates):
    """``Rates`` of ``Candidate``s. An absent, excused, refused or withdrawn one never lowers the success."""
    candidates = list(candidates)
    known = [candidate for candidate in candidates if is_known(candidate)]
    blocks = {}
    for candidate in known:
        for code, obtained in candidate.blocks.items():
            sat, got = blocks.get(code, (0, 0))
            blocks[code] = sat + 1, got + bool(obtained)
    return Rates(
        registered=sum(map(is_registered, candidates)), presented=sum(map(is_presented, candidates)),
        known=len(known), passed=sum(map(is_passed, known)),
        partial=sum(candidate.result == "partial" for candidate in known), blocks=blocks)


def sentence(found, first, last, certification, today):
    """What the public reads: figures, period, population and method (indicator 2), in French.

    :param found: Rates
    :param first, last, today: days already in words
    :param certification: code or title
    """
    period = f"Du {first} au {last}"
    if not found.registered:
        return f"{period} : aucun candidat inscrit à {certification}."
    parts = [f"{period} : {_count(found.registered, 'candidat inscrit', 'candidats inscrits')}, "
             f"{_count(found.presented, 'présenté', 'présentés')} ({_rate(found.presentation)} des inscrits), "
             f"{_outcome(found)}."]
    if blocks := ", ".join(f"{code} {_rate(found.block(code))}" for code in found.blocks):
        parts.append(f"Par bloc de compétences : {blocks}.")
    parts += [
        f"Population : tous les candidats que l'organisme a inscrits à {certification} sur la période, hors "
        "inscriptions retirées ou refusées.",
        "Méthode : certifications obtenues en totalité, rapportées aux candidats présentés dont le résultat est "
        "connu ; les absents et les excusés n'y comptent pas.",
        f"Source : registre des examens de l'organisme au {today}."]
    return " ".join(parts)


def _outcome(found):
    if not found.known:
        return "résultats attendus" if found.presented else "aucun résultat"
    text = (f"{_count(found.passed, 'reçu', 'reçus')}, soit {_rate(found.success)} des présentés"
            + (f", {_count(found.partial, 'validation partielle', 'validations partielles')}" if found.partial else ""))
    awaited = found.presented - found.known
    return text + (f" ({_count(awaited, 'résultat attendu', 'résultats attendus')})" if awaited else "")


def _count(number, one, many):
    return f"{number} {one if number < 2 else many}"


def _rate(value):
    """'90,6 %' with a non-breaking space, '91 %' when whole."""
    text = f"{value:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}%"
