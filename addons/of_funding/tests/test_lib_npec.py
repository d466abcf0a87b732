import io
import zipfile
from datetime import date, datetime
from decimal import Decimal as D
from unittest import TestCase

import openpyxl

from odoo.addons.of_funding.lib.npec import Known, NotNpec, changes, read

HEADERS = ["Code RNCP", "Libellé de la formation", "Certificateur*\n(nom)", "Libellé du Diplôme", "Code CPNE", "CPNE",
           "NPEC final", "Statut", "Date d'applicabilité des NPEC**\n(jj/mm/aaaa)"]
DAY = date(2025, 9, 1)


def row(code, cpne, amount, day=datetime(2025, 9, 1), name="CPNE du conseil"):
    return [code, "Titre", "Certificateur", "Titre", cpne, name, amount, "A", day]


ROWS = (row("RNCP38596", "4", "8 000,50 €"), row("38596", "7", 7000), row("RNCP38596", "8", "NC"),
        row("RNCP1", "4", 5000))
IDCC = (("4", "CPNE du conseil", 1486), ("4", "CPNE du conseil", "787"), ("7", "CPNE de l'immobilier", "1527"))


def workbook(rows=ROWS, idcc=IDCC, headers=tuple(HEADERS), title="Onglet 3 - référentiel NPEC"):
    book = openpyxl.Workbook()
    book.active.title = "Me lire"
    book.create_sheet("Onglet 2 - global").append(["Code RNCP", "x"])
    amounts, branches = book.create_sheet(title), book.create_sheet("Onglet 4 - CPNE-IDCC")
    for cells in ([], ["Référentiel"], [], headers, *rows):
        amounts.append(cells)
    for cells in (["Table"], [], ["Code CPNE", "CPNE", "IDCC"], *idcc):
        branches.append(list(cells))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


class TestRead(TestCase):
    wanted = {"RNCP38596"}

    def refuse(self, code, content):
        with self.assertRaises(NotNpec) as refusal:
            read(content, self.wanted)
        self.assertEqual(refusal.exception.code, code)

    def test_wanted_codes_with_their_branches(self):
        found = read(workbook(), self.wanted)
        self.assertEqual(found.amounts, {
            ("RNCP38596", "4"): {DAY: D("8000.50")}, ("RNCP38596", "7"): {DAY: D("7000.00")},
            ("RNCP38596", "8"): {DAY: None}})
        self.assertEqual(found.branches["4"], ("CPNE du conseil", ["1486", "787"]))
        self.assertEqual(found.branches["8"][1], [])
        self.assertEqual((found.unread, found.doubtful), (0, 0))

    def test_zip_of_one_and_other_names_of_columns(self):
        headers = ["RNCP", "Libellé", "Certificateur", "Type de diplôme", "Code CPNE", "Intitulé CPNE", "Valeur finale"]
        rows = [cells[:7] for cells in ROWS]
        content = zipped(("NPEC.xlsx", workbook(rows, headers=headers, title="Onglet 3a - Référentiel NPEC")),
                         ("__MACOSX/NPEC.xlsx", b"x"))
        found = read(content, self.wanted)
        self.assertEqual(found.amounts["RNCP38596", "4"], {None: D("8000.50")})

    def test_rows_that_can_t_be_read_or_contradict_are_counted(self):
        rows = [*ROWS, row("RNCP38596", "9", "beaucoup"), row("RNCP38596", "9", 100, "demain"),
                row("RNCP38596", "9", -5), row("RNCP38596", "4", 9000)]
        found = read(workbook(rows), self.wanted)
        self.assertEqual((found.unread, found.doubtful), (3, 1))
        self.assertEqual(found.amounts["RNCP38596", "4"], {DAY: D("8000.50")})

    def test_what_is_not_the_workbook_is_refused(self):
        self.refuse("not_zip", b"a;b\n")
        self.refuse("not_zip", workbook()[:-200])
        self.refuse("not_zip", zipped(("a.xlsx", b"x"), ("b.xlsx", b"y")))
        self.refuse("old_excel", b"\xd0\xcf\x11\xe0" + b"x" * 100)
        self.refuse("no_amounts", workbook(title="Autre"))
        self.refuse("no_amounts", workbook(headers=["A"] * 9))
        self.refuse("no_rows", workbook(rows=()))

    def test_hostile_files_are_not_opened(self):
        self.refuse("bomb", zipped(("NPEC.xlsx", b"0" * 30_000_000)))
        inner = zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b" " * 50_000_000))
        self.refuse("bomb", inner)
        entity = b"<?xml version='1.0'?>" + b" " * 1_100_000 + b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
        self.refuse("dangerous", zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", entity),
                                        ("noise", bytes(range(256)) * 100), method=zipfile.ZIP_STORED))


class TestChanges(TestCase):
    old = Known(1, date(2024, 9, 1), None, D(7000))

    def test_new_amount_begins(self):
        self.assertEqual(changes([], {DAY: D(8000)}), ([(DAY, None, D(8000))], {}))

    def test_newer_amount_ends_the_older_the_day_before(self):
        self.assertEqual(changes([self.old], {DAY: D(8000)}),
                         ([(DAY, None, D(8000))], {1: {"date_to": date(2025, 8, 31)}}))

    def test_same_file_twice_changes_nothing(self):
        known = [self.old._replace(date_to=date(2025, 8, 31)), Known(2, DAY, None, D(8000))]
        self.assertEqual(changes(known, {DAY: D(8000)}), ([], {}))

    def test_older_file_fills_in_before(self):
        self.assertEqual(changes([self.old], {date(2022, 9, 1): D(6000)}),
                         ([(date(2022, 9, 1), date(2024, 8, 31), D(6000))], {}))

    def test_corrected_and_ended_amounts(self):
        self.assertEqual(changes([self.old], {date(2024, 9, 1): D(7100)}), ([], {1: {"amount": D(7100)}}))
        self.assertEqual(changes([self.old], {DAY: None}), ([], {1: {"date_to": date(2025, 8, 31)}}))
        self.assertEqual(changes([], {DAY: None}), ([], {}))

    def test_what_ended_before_is_left(self):
        ended = self.old._replace(date_to=date(2024, 12, 31))
        self.assertEqual(changes([ended], {DAY: D(8000)})[1], {})
