"""An invoice is its dict of BT terms (EN 16931): ``{'BT-1': number, 'BG-25': [lines]}``.

Keys are the norm's, those of the factur-x library. Amounts are strings with a
dot, dates ``datetime.date``. Odoo's records become such a dict in one place
(``account.move._of_bt_terms``); every format, check and received invoice works on it.
"""
import logging
import re
from decimal import Decimal, InvalidOperation
from importlib.machinery import SourceFileLoader

import stdnum
from lxml import etree

# Odoo's import hook leaves stdnum with a loader that can't read data files, which factur-x needs.
if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = SourceFileLoader("stdnum", stdnum.__file__)

import facturx

logging.getLogger("factur-x").setLevel(logging.WARNING)  # it tells each of its steps

SIREN, SIRET, ADDRESS, EMAIL = "0002", "0009", "0225", "EM"
CREDIT_NOTES = {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
# Written by the customer in the supplier's name (BR-FR-22): the roles are swapped.
SELF_BILLED = {"261", "389", "471", "473", "500", "501", "502"}
# Reason of exemption (text, code) repeated on a line: EXTENDED demands it where there are several, EN 16931 refuses it.
LINE_REASONS = ("EXT-FR-FE-178", "EXT-FR-FE-179")
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_SEVERAL_REASONS = 2


def amount(value):
    """A number as the norm writes an amount: ``Decimal('12.5')`` is ``'12.50'``."""
    return f"{Decimal(str(value)):.2f}"


def rate(value):
    """A VAT rate: ``20.0`` is ``'20.00'``, ``2.1`` is ``'2.10'``."""
    return f"{Decimal(str(value)):.2f}"


def quantity(value):
    """A quantity with at most four decimals (BR-FR-DEC-02)."""
    text = f"{Decimal(str(value)):.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def decimal(value):
    """The Decimal of a term read from a file; zero when there is none or it is no number."""
    try:
        number = Decimal(str(first(value) or 0))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def first(value):
    """A term that files may repeat: its first value."""
    if isinstance(value, list):
        return value[0] if value else None
    return value


def digits(value):
    """Only the digits of a number as people type it."""
    return re.sub(r"\D", "", value or "")


def compact(number):
    """A VAT number without spaces or dots, in capitals."""
    return re.sub(r"[\s.]", "", number or "").upper()


def siren_of(registry):
    """The SIREN in a French SIREN or SIRET number, or None."""
    number = digits(registry)
    return number[:9] if len(number) in (9, 14) else None


def siret_of(registry):
    """The SIRET, or None where only a SIREN is known."""
    number = digits(registry)
    return number if len(number) == 14 else None


def is_credit_note(terms):
    return first(terms.get("BT-3")) in CREDIT_NOTES


def is_self_billed(terms):
    return first(terms.get("BT-3")) in SELF_BILLED


def net_price(subtotal, count):
    """``(BT-146, BT-149)``: a net price and its base quantity that give exactly ``subtotal`` for ``count``.

    The booked subtotal rules: where it is not a round price times the quantity,
    the price is given for the whole quantity.
    """
    subtotal, count = Decimal(str(subtotal)), Decimal(str(count))
    if not count:
        return amount(subtotal), None
    price = (subtotal / count).quantize(Decimal("0.0001"))
    if (price * count).quantize(Decimal("0.01")) == subtotal.quantize(Decimal("0.01")):
        return _shortest(price), None
    return amount(subtotal), quantity(count)


def unit_price(subtotal, count, places):
    """``(price, exact)``: ``subtotal`` per unit with ``places`` decimals, and whether it gives ``subtotal`` again."""
    if not count:
        return Decimal(0), not subtotal
    price = round(subtotal / count, places)
    return price, round(price * count, 2) == round(subtotal, 2)


def _shortest(price):
    """At least two decimals, at most four."""
    whole, _dot, decimals = f"{price:.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def needs_extended(terms):
    """Whether the invoice says more than EN 16931 can (EXTENDED-CTC-FR terms, several reasons of exemption)."""
    reasons = {(g.get("BT-120"), g.get("BT-121")) for g in terms.get("BG-23", ()) if g.get("BT-118") == "E"}
    lines = any(key.startswith("EXT-FR-FE-") and key not in LINE_REASONS
                for line in terms.get("BG-25", ()) for key in line)
    return lines or len(reasons) >= _SEVERAL_REASONS or any(key.startswith("EXT-FR-FE-") for key in terms)


def profile(terms):
    """Level for the factur-x library: ``en16931``, or ``extended`` where that is not enough."""
    return "extended" if needs_extended(terms) else "en16931"


def to_xml(terms):
    """The Factur-X file (CII, bytes) of ``terms``, not checked.

    :raises ValueError: a term that the norm requires is missing or malformed
    """
    terms, level = {key: _copied(value) for key, value in terms.items()}, profile(terms)
    if level == "en16931":
        for line in terms.get("BG-25", ()):
            for key in LINE_REASONS:
                line.pop(key, None)
    xml = facturx.generate_xml(terms, flavor="factur-x", level=level, check_xsd=False, check_schematron=False)
    return _without_nil(xml)


def _without_nil(xml):
    """The library writes an element without content (no delivery date) as xsi:nil, which the schema refuses."""
    root = etree.fromstring(xml)
    for node in root.iter(etree.Element):
        node.attrib.pop(NIL, None)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _copied(value):
    """The library rewrites what it is given."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def embed(pdf, xml, title, author):
    """``pdf`` (bytes, PDF/A-3b) with ``xml`` inside, as a Factur-X file: relationship 'Data'."""
    return facturx.generate_from_binary(
        pdf, xml, flavor="factur-x", check_xsd=False, check_schematron=False, lang="fr-FR",
        afrelationship="data",
        pdf_metadata={"author": author, "keywords": "Factur-X", "title": title, "subject": title})


def from_tree(tree):
    """The dict of terms of a CII or UBL invoice read by ``safe_xml.parse``.

    :raises ValueError: it is no invoice, or not of a profile with the terms we need
    """
    try:
        return facturx.parse_ubl_cii_xml(tree, check_xsd=False)
    except Exception as error:  # the library raises plain Exception, KeyError and others
        raise ValueError(str(error)) from error


def party_siren(party):
    """The SIREN of a received party (BG-4, BG-7), or None."""
    scheme, found = first(party.get("legal_identifier_schemeid")), siren_of(first(party.get("legal_identifier")))
    if found and scheme in (SIREN, None):
        return found
    identifiers = party.get("identifiers") or {}
    return siren_of(identifiers.get(SIRET)) or siren_of(identifiers.get(SIREN))
