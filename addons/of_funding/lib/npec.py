"""The workbook of NPEC (niveaux de prise en charge des contrats d'apprentissage) that France compétences publishes.

Sure, by a public reader of it (mission-apprentissage/api-apprentissage, commit 1c87399b): XLSX, sometimes a ZIP of
one; a sheet 'Onglet 3 - référentiel NPEC' (before 2022 '3a - référentiel NPEC', '3 - par formation-CPNE') with one row
per (RNCP, CPNE), below some rows of title; a sheet 'Onglet 4 - CPNE-IDCC'; 'NC' and 'NR' mean none; amounts may be
text with spaces and the euro sign. Names of columns change from file to file, hence the synonyms.
"""
import datetime
import io
import zipfile
from typing import NamedTuple

from odoo.addons.of_training.lib import import_file, importing, rncp
from odoo.addons.of_training.lib.archives import BROKEN

from .split import cents

MAX_BYTES = 60_000_000
MAX_UNPACKED = 600_000_000
MAX_ROWS = 1_000_000
MAX_RATIO = import_file.MAX_RATIO
HEADER_ROWS = 10
NONE = ("", "NC", "NR")
AMOUNTS = {
    "rncp": ("code rncp", "rncp", "code diplome code rncp"), "cpne": ("code cpne",),
    "cpne_name": ("cpne", "libelle cpne", "intitule cpne"), "amount": ("npec final", "valeur finale"),
    "day": ("date d applicabilite des npec", "date d applicabilite"),
}
BRANCHES = {"cpne": ("code cpne",), "idcc": ("idcc", "code idcc")}


class NotNpec(ValueError):
    """``code``: those of import_file.Unreadable, and not_zip, no_amounts, no_rows."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Npec(NamedTuple):
    amounts: dict  # {(rncp, cpne): {day or None: Decimal, or None where there is none}}
    branches: dict  # {cpne: (name, [idcc])}
    unread: int  # rows whose amount or day can't be read
    doubtful: int  # rows that give a second amount for the same day: the first is kept


def read(content, wanted):
    """The amounts of the wanted RNCP codes, and the branches that have one.

    :param wanted: codes as ``rncp.code`` writes them
    :raises NotNpec: not that workbook
    """
    try:
        book = import_file.open_book(_workbook(content), MAX_UNPACKED)
        sheets = {importing.plain(sheet.title): sheet for sheet in book.worksheets}
        amounts, names, unread, doubtful = _amounts(_sheet(sheets, "npec", "par formation cpne"), wanted)
        idcc = _idcc(_sheet(sheets, "cpne idcc", "idcc cpne"))
    except import_file.Unreadable as problem:
        raise NotNpec(problem.code)
    branches = {cpne: (name, idcc.get(cpne, [])) for cpne, name in names.items()}
    return Npec(amounts, branches, unread, doubtful)


def _workbook(content):
    """The workbook itself, or the only one of a ZIP."""
    if len(content) > MAX_BYTES:
        raise NotNpec("big")
    if content.startswith(import_file.OLD_EXCEL):
        raise NotNpec("old_excel")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if "[Content_Types].xml" in archive.namelist():
            return content
        inner = [info for info in archive.infolist()
                 if info.filename.lower().endswith(".xlsx") and not info.filename.startswith("__MACOSX")]
        if len(inner) != 1:
            raise NotNpec("not_zip")
        if inner[0].file_size > min(MAX_BYTES, MAX_RATIO * max(inner[0].compress_size, 1)):
            raise NotNpec("bomb")
        return archive.read(inner[0])
    except BROKEN:
        raise NotNpec("not_zip")


def _sheet(sheets, *endings):
    """The sheet whose title ends so."""
    return next((sheet for title, sheet in sheets.items() if title.endswith(endings)), None)


def _rows(sheet, columns, needed):
    """``{column: text}`` of each row below the names of the columns."""
    places = {}
    for number, cells in enumerate(import_file.sheet_rows(sheet)):
        if number > MAX_ROWS:
            raise NotNpec("lines")
        if not places:
            if number > HEADER_ROWS:
                raise NotNpec("no_amounts")
            places = _places(cells, columns, needed)
        elif any(cells):
            yield {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    if not places:
        raise NotNpec("no_amounts")


def _places(cells, columns, needed):
    """Where each column is, if this row names those that are needed."""
    # The first line of a name alone: below it stands an explanation.
    plain = [importing.plain(cell.split("\n")[0].split("(")[0]) for cell in cells]
    places = {name: plain.index(word) for name, words in columns.items() for word in words if word in plain}
    return places if needed <= set(places) else {}


def _amounts(sheet, wanted):
    if not sheet:
        raise NotNpec("no_amounts")
    amounts, names, unread, doubtful, rows = {}, {}, 0, 0, 0
    for row in _rows(sheet, AMOUNTS, {"rncp", "cpne", "amount"}):
        rows += 1
        code = rncp.code(row["rncp"]) or rncp.code(f"RNCP{row['rncp']}")
        if code not in wanted or not row["cpne"]:
            continue
        try:
            day, amount = _day(row.get("day", "")), _amount(row["amount"])
        except importing.BadValue:
            unread += 1
            continue
        names.setdefault(row["cpne"], row.get("cpne_name", ""))
        if amounts.setdefault((code, row["cpne"]), {}).setdefault(day, amount) != amount:
            doubtful += 1
    if not rows:
        raise NotNpec("no_rows")
    return amounts, names, unread, doubtful


def _amount(text):
    if text.upper() in NONE:
        return None
    amount = cents(importing.read_value("amount", text))
    if not 0 < amount < 1_000_000:
        raise importing.BadValue("number")
    return amount


def _day(text):
    return None if text.upper() in NONE else importing.read_value("date", text)


def _idcc(sheet):
    """``{cpne: [idcc]}``; a file without that sheet names no branch's agreements."""
    found = {}
    for row in _rows(sheet, BRANCHES, {"cpne", "idcc"}) if sheet else ():
        digits = "".join(filter(str.isdigit, row["idcc"]))
        if row["cpne"] and digits and len(digits) <= 4 and digits not in found.setdefault(row["cpne"], []):
            found[row["cpne"]].append(digits)
    return found


class Known(NamedTuple):
    """An amount that is stored already."""

    id: int
    date_from: datetime.date
    date_to: datetime.date | None
    amount: object  # Decimal


def changes(known, found):
    """What a file changes for one certification in one branch: ``(to create, {id: values})``.

    Each created one is ``(day, last day or None, amount)``. A newer amount ends the older the day before; the same
    file twice changes nothing.

    :param known: ``[Known]``
    :param found: ``{day: Decimal, or None where there is none any more}``
    """
    by_day = {one.date_from: one for one in known}
    amounts = {one.date_from: one.amount for one in known} | found
    new, changed = [], {}
    days = sorted(amounts)
    for day, following in zip(days, [*days[1:], None], strict=True):
        amount = amounts[day]
        end = following - datetime.timedelta(days=1) if following else None
        if day in by_day:
            one = by_day[day]
            vals = {"amount": amount} if amount is not None and amount != one.amount else {}
            if following and (not one.date_to or one.date_to > end):
                vals["date_to"] = end
            if vals:
                changed[one.id] = vals
        elif amount is not None:
            new.append((day, end, amount))
    return new, changed
