"""Rows of a CSV or XLSX file as text, with their numbers in the file, whatever the file tries.

Odoo's own reader (base_import) drops blank rows, and with them the numbers that an error has to name; it guesses
Windows-1252 as other code pages; it has no limits.
"""
import contextlib
import csv
import datetime
import io
import zipfile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from .archives import BROKEN

MAX_BYTES = 10_000_000
MAX_LINES = 5_000
MAX_ROWS = 50_000  # with blank ones
MAX_COLUMNS = 100
WIDEST = 1_000  # a row, with its blank cells: a spreadsheet keeps formats far to the right
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
BLOCK = 1 << 20  # read at once
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Unreadable(ValueError):
    """``code``: empty, big, bomb, old_excel, not_sheet, encoding, lines, columns, dangerous."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_rows(content):
    """``[(number in the file, [text of each cell])]`` without blank rows.

    :raises Unreadable: empty, too big, or not what it should be
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("big")
    if content.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    reader = _xlsx_rows if content.startswith(b"PK") else _csv_rows
    rows = []
    for number, cells in enumerate(reader(content), 1):
        if number > MAX_ROWS:
            raise Unreadable("lines")
        if any(cells):
            rows.append((number, cells))
        if len(rows) > MAX_LINES + 1:  # one names the columns
            raise Unreadable("lines")
    if not rows:
        raise Unreadable("empty")
    if max(len(cells) for _number, cells in rows) > MAX_COLUMNS:
        raise Unreadable("columns")
    return rows


def _trim(cells):
    cells = [cell.replace("\r\n", "\n").strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


# -- CSV -----------------------------------------------------------------------

def decode(content):
    """Text of a file by Excel, LibreOffice or another: UTF-8, UTF-16 that says so, else Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content:
        raise Unreadable("encoding")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content, encoding):
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("encoding")
    if "\0" in text:
        raise Unreadable("encoding")
    return text


def separator(text):
    """Of ; tabulation , | the most frequent in the fullest of the first lines."""
    return max(";\t,|", key=lambda candidate: max(line.count(candidate) for line in [*text.splitlines()[:10], ""]))


def _csv_rows(content):
    """One list per row, blank ones too: their numbers are those that a spreadsheet shows."""
    text = decode(content)
    try:
        yield from map(_trim, csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))
    except csv.Error:
        raise Unreadable("not_sheet")


# -- XLSX ----------------------------------------------------------------------

def _xlsx_rows(content):
    """Values of the first sheet."""
    yield from sheet_rows(open_book(content).worksheets[0])


def open_book(content, unpacked=MAX_UNPACKED):
    """The workbook, read row by row; values of formulas as the spreadsheet last computed them.

    :param unpacked: bytes that it may unpack to
    :raises Unreadable: it is none, or dangerous
    """
    _check_package(content, unpacked)
    with _no_sheet():
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)


def sheet_rows(sheet):
    """The texts of each row of a sheet, blank rows too."""
    with _no_sheet():
        sheet.reset_dimensions()  # what the file says of its size is not to be believed
        for row in sheet.iter_rows(values_only=True):
            if len(row) > WIDEST:
                raise Unreadable("columns")
            yield _trim([_text(value) for value in row])


@contextlib.contextmanager
def _no_sheet():
    """A damaged member, or a cell that is not what it says: openpyxl lets Python's own errors through."""
    try:
        yield
    except Unreadable:
        raise
    except (*BROKEN, InvalidFileException, LookupError, TypeError, AttributeError, SyntaxError, ValueError,
            OverflowError):
        raise Unreadable("not_sheet")


def _check_package(content, unpacked):
    """A workbook that unpacks to a reasonable size and declares no entity of its own."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Unreadable("not_sheet")
    members = package.infolist()
    size = sum(member.file_size for member in members)
    if size > unpacked or size > MAX_RATIO * len(content) or len(members) > 1000:
        raise Unreadable("bomb")
    if "xl/workbook.xml" not in package.namelist():
        raise Unreadable("not_sheet")
    for member in members:
        # Whatever it is called: the package itself says which member is a sheet.
        if _declares_entities(package, member):
            raise Unreadable("dangerous")


def _declares_entities(package, member):
    tail = b""
    try:
        with package.open(member) as stream:
            while block := stream.read(BLOCK):
                text = tail + block.replace(b"\0", b"")  # UTF-16 too
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    return True
                tail = text[-len(b"<!DOCTYPE"):]
    except BROKEN:
        raise Unreadable("not_sheet")
    return False


def _text(value):
    """A cell as a person would write it in a CSV; dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.time() != datetime.time() else f"{value:%Y-%m-%d}"
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(value).replace("\0", "")
