"""Who pays whom, how much and on what, as quotations and agreements print it: French whatever the reader's language.

Amounts are Decimal, in euros excluding VAT.
"""
from decimal import Decimal
from typing import NamedTuple

HARD_SPACE = "\N{NO-BREAK SPACE}"
EUROS = HARD_SPACE + "€" + HARD_SPACE + "HT"
# What a company hands in for its refund, and no funder may ask more without a doubt (arrêté du 21 décembre 2018).
REFUND_PAPERS = ("paid_invoice", "certificate")
PAPERS = {
    "request_form": "récapitulatif de la demande", "quote": "devis", "programme": "programme",
    "agreement": "convention", "planning": "calendrier", "learners": "liste des stagiaires",
    "quality_certificate": "certificat Qualiopi", "nda": "récépissé de déclaration d'activité",
    "rib": "relevé d'identité bancaire", "funder_form": "formulaire du financeur",
    "certificate": "certificat de réalisation", "attendance": "feuilles d'émargement", "invoice": "facture",
    "paid_invoice": "facture acquittée", "other": "justificatifs"}
# First word of a funder's name -> its article, that of, and what follows 'by'.
ARTICLES = {"Caisse": "la ", "Région": "la ", "Direction": "la ", "Collectivité": "la ", "Agence": "l'",
            "Association": "l'", "Conseil": "le ", "Fonds": "le "}
OF_ARTICLE = {"la ": "de la ", "l'": "de l'", "le ": "du "}


class Part(NamedTuple):
    """A part of a price."""

    payer: str  # who pays the training organisation
    amount: Decimal | None  # None: not known yet
    funder: str = ""  # who bears it through a file; empty: the payer himself
    mode: str = ""  # direct, refund or platform; empty: not known yet, or no funder
    is_awaited: bool = False  # the funder has not answered
    numbers: tuple = ()  # of the funder's files
    days: int = 0  # within which the funder pays; 0: not known
    papers: tuple = ()  # for a refund, as the funder calls them or in French


def euros(amount):
    """'1 234,50 € HT', on one line.

    >>> euros(Decimal("1234.5")).replace(HARD_SPACE, " ")
    '1 234,50 € HT'
    """
    return f"{amount:,.2f}".replace(",", HARD_SPACE).replace(".", ",") + EUROS


def named(name):
    """A funder in a sentence.

    >>> named("Caisse des Dépôts"), named("AKTO")
    ('la Caisse des Dépôts', 'AKTO')
    """
    return _article(name) + name


def of(name):
    """'d'AKTO', 'de Constructys', 'de la Caisse des Dépôts', 'du Conseil régional'.

    >>> of("AKTO"), of("Caisse des Dépôts")
    ("d'AKTO", 'de la Caisse des Dépôts')
    """
    if article := _article(name):
        return OF_ARTICLE[article] + name
    return f"d'{name}" if name[:1].upper() in "AEIOUYÉÈ" else f"de {name}"


def _article(name):
    return ARTICLES.get(name.split(" ", 1)[0], "")


def merged(parts):
    """Parts of several learners added up: one per payer, funder and mode, answered or not."""
    groups = {}
    for part in parts:
        groups.setdefault((part.payer, part.funder, part.mode, part.is_awaited), []).append(part)
    return [same[0]._replace(
        amount=_total(same), numbers=tuple(dict.fromkeys(number for part in same for number in part.numbers)))
        for same in groups.values()]


def _total(parts):
    """Their sum; None when one of them is not known."""
    amounts = [part.amount for part in parts]
    return None if None in amounts else sum(amounts, Decimal())


def sentences(parts, client, is_taxed=False):
    """Who pays whom, in French sentences; none when the client alone pays.

    :param parts: of one price, in any order
    :param client: who pays what no funder takes in the end
    :param is_taxed: whether VAT comes on top of the amounts
    """
    parts = merged(parts)
    if _is_of_client_alone(parts, client):
        return []
    told = [_paid_by_funder(part, is_alone=len(parts) == 1) for part in parts if _is_paid_by_funder(part)]
    told += _paid_by_others([part for part in parts if not _is_paid_by_funder(part)], bool(told), is_taxed)
    text = " ; ".join(told)
    result = [text[0].upper() + text[1:] + "."]
    result += dict.fromkeys(_condition(part, client) for part in parts if part.is_awaited)
    if is_taxed:
        result.append("La TVA s'ajoute aux sommes réglées à l'organisme.")
    return result


def _is_of_client_alone(parts, client):
    return not any(part.funder for part in parts) and {part.payer for part in parts} <= {client}


def _is_paid_by_funder(part):
    return bool(part.funder) and part.mode != "refund"


def _paid_by_funder(part, is_alone):
    who, files = named(part.funder), _files(part.numbers)
    delay = f", sous {part.days} jours à réception de la facture" if part.days else ""
    if part.mode == "platform":
        amount = f"la totalité, {euros(part.amount)}," if is_alone and part.amount else _amount(part)
        return (f"{who} règle {amount} à l'organisme par sa plateforme, une fois le service fait déclaré{files}"
                f"{delay} ; le titulaire ne verse rien à l'organisme")
    if part.mode != "direct":
        return f"prise en charge demandée : {who}" + (f", {euros(part.amount)}" if part.amount else "") + files
    return f"{who} règle {_amount(part)} directement à l'organisme (subrogation{files}){delay}"


def _amount(part):
    return "ce qui est pris en charge" if part.amount is None else euros(part.amount)


def _files(numbers):
    if not numbers:
        return ""
    return f", {'dossier' if len(numbers) == 1 else 'dossiers'} n°{HARD_SPACE}{', '.join(numbers)}"


def _paid_by_others(parts, is_rest, is_taxed):
    """What payers pay themselves, and what funders refund them.

    :param is_rest: whether funders pay the rest of the price
    """
    by_payer = {}
    for part in parts:
        by_payer.setdefault(part.payer, []).append(part)
    is_rest = is_rest and len(by_payer) == 1 and not any(part.funder for part in parts)
    told = []
    for payer, own in by_payer.items():
        told.append(_paid(payer, _total([part for part in own if part.amount is not None or not part.funder]), is_rest))
        told += [_refunded(part, is_taxed) for part in own if part.funder]
    return told


def _paid(payer, amount, is_rest):
    if is_rest:
        return f"{payer} règle le solde" + (f" de {euros(amount)}" if amount else "")
    return f"{payer} règle {euros(amount) if amount else 'le prix'} à l'organisme"


def _refunded(part, is_taxed):
    amount = "la part prise en charge" if part.amount is None else euros(part.amount)
    papers = part.papers or tuple(PAPERS[kind] for kind in REFUND_PAPERS)
    on = " et ".join(filter(None, [", ".join(papers[:-1]), papers[-1]]))
    vat = " (la TVA n'est pas remboursée)" if is_taxed else ""
    return f"{named(part.funder)} lui rembourse {amount} sur {on}{_files(part.numbers)}{vat}"


def _condition(part, client):
    """What holds until the funder has answered."""
    if part.mode == "platform":
        return (f"Sous réserve de l'acceptation du dossier par {named(part.funder)} ; à défaut, un autre financement "
                "est convenu avant l'entrée en formation.")
    rest = (f"ce qui n'est pas remboursé reste à la charge de {part.payer}" if part.mode == "refund"
            else f"ce qui n'est pas pris en charge est réglé à l'organisme par {client}")
    return f"Sous réserve de l'accord {of(part.funder)} ; à défaut d'accord, en tout ou en partie, {rest}."


def plan(parts, client):
    """``[[payer, funder, mode, amount or None]]``, as an agreement keeps it to be compared later."""
    parts = merged([part._replace(is_awaited=False) for part in parts])
    if _is_of_client_alone(parts, client):
        return []
    return [[part.payer, part.funder, part.mode, None if part.amount is None else str(part.amount)]
            for part in sorted(parts, key=lambda part: part[:1] + part[2:4])]


def differs(agreed, today):
    """Whether two plans say otherwise: another payer, funder, mode or amount.

    An answer that came as hoped is no difference. As long as an amount was not known, only who funds and how counts.
    """
    if any(row[3] is None for row in agreed + today):
        return _funders(agreed) != _funders(today)
    return agreed != today


def _funders(rows):
    return {(funder, mode) for _payer, funder, mode, _amount in rows if funder}
