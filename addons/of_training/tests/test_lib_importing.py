import io
import unittest
import zipfile
from datetime import date, datetime, time

import openpyxl

from ..lib import import_file, importing, matching

SIRET = "73282932000074"


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def with_member(content, name, member):
    """The same package with one more member."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, member)
    return file.getvalue()


class TestColumns(unittest.TestCase):
    names = {"siret": 1, "n siret": 1, "e mail": 2, "prenom": 3}

    def test_names_are_known_whatever_their_accents_case_and_signs(self):
        self.assertEqual(importing.recognise(["N° SIRET", "E-Mail", "PRÉNOM", "Couleur"], self.names), [1, 2, 3, None])

    def test_a_field_is_given_to_one_column(self):
        self.assertEqual(importing.recognise(["SIRET", "n° siret"], self.names), [1, None])

    def test_a_title_above_the_names_is_passed_over(self):
        self.assertEqual(importing.header_index([["Export du 3 mai"], ["Prénom", "SIRET"], ["Zoé", "1"]], self.names), 1)

    def test_a_name_is_the_same_in_any_order_and_legal_form(self):
        self.assertEqual(importing.same_name("DUPONT Élodie"), importing.same_name("Elodie Dupont"))
        self.assertEqual(importing.same_name("SARL Duchêne"), importing.same_name("Duchene"))


class TestValues(unittest.TestCase):
    def check(self, kind, cases):
        for text, value in cases.items():
            with self.subTest(text=text):
                self.assertEqual(importing.read_value(kind, text), value)

    def refuse(self, kind, code, *texts):
        for text in texts:
            with self.subTest(text=text), self.assertRaises(importing.BadValue) as refusal:
                importing.read_value(kind, text)
            self.assertEqual(refusal.exception.code, code)

    def test_days(self):
        self.check("date", dict.fromkeys(
            ["31/12/2026", "31-12-26", "31.12.2026", "2026-12-31", "2026-12-31 09:00", "31/12/2026 00:00",
             "jeudi 31 décembre 2026", "31 Decembre 2026"], date(2026, 12, 31)))
        self.refuse("date", "date", "12/31/2026", "31/02/2026", "46387", "demain", "31/12/3026", "1 brumaire 2026")

    def test_times(self):
        self.check("time", {"9h30": time(9, 30), "9 h": time(9), "09:30": time(9, 30), "09:30:00": time(9, 30)})
        self.refuse("time", "time", "25h", "9", "midi", "9h75")

    def test_durations(self):
        self.check("hours", {"3h30": 3.5, "14": 14, "7,5": 7.5, "14 h": 14, "10:30": 10.5, "21 heures": 21})
        self.refuse("hours", "number", "deux jours", "-7")

    def test_amounts(self):
        self.check("amount", {"1 234,50": 1234.5, "1 234,50 €": 1234.5, "1.234,50": 1234.5, "1,234.50": 1234.5,
                              "890": 890, "890.00 € HT": 890, "1234567,891": 1234567.891})
        self.refuse("amount", "ambiguous", "1.234", "1.234.567")
        self.refuse("amount", "number", "gratuit", "-5", "1 000 000 000 000", "=SUM(A1)")

    def test_siret(self):
        self.check("siret", {"732 829 320 00074": SIRET, SIRET: SIRET, "2282932000077".zfill(14): "02282932000077"}
                   if importing.siret.is_valid("02282932000077") else {"732 829 320 00074": SIRET})
        self.refuse("siret", "siret", "73282932000075", "123", "SIRET")
        self.refuse("siret", "siret_rounded", "7,32829E+13", "7.32829E+13")

    def test_e_mails(self):
        self.check("email", {"Anna@Example.COM": "anna@example.com"})
        self.refuse("email", "email", "anna", "a@b", "a@b.fr; c@d.fr", "<a@b.fr>")

    def test_words(self):
        self.check("session_state", {"EN COURS": "running", "Clôturée": "closed"})
        self.refuse("session_state", "choice", "bientôt")
        self.assertEqual(importing.accepted("session_kind"), ["inter", "intra"])

    def test_certifications(self):
        self.check("certification", {"rncp 38596": "RNCP38596", "RS5801": "RS5801"})
        self.refuse("certification", "certification", "38596", "TOSA")


class TestHalfDays(unittest.TestCase):
    morning, afternoon = (time(9), time(12, 30)), (time(13, 30), time(17))

    def test_a_period_leaves_out_weekends(self):
        slots = importing.half_days(date(2026, 12, 11), date(2026, 12, 14), [self.morning, self.afternoon])
        self.assertEqual([slot[0] for slot in slots], [datetime(2026, 12, day, hour, minute)
                                                       for day in (11, 14) for hour, minute in ((9, 0), (13, 30))])

    def test_a_period_leaves_out_public_holidays_of_its_place(self):
        def days(first, last, part=None):
            return [start.day for start, _end in importing.half_days(first, last, [self.morning], part)]
        self.assertEqual(days(date(2026, 7, 13), date(2026, 7, 15)), [13, 15])
        self.assertEqual(days(date(2026, 7, 14), date(2026, 7, 14)), [14])
        self.assertEqual(days(date(2025, 12, 24), date(2025, 12, 26)), [24, 26])
        self.assertEqual(days(date(2025, 12, 24), date(2025, 12, 26), "6AE"), [24])

    def test_a_saturday_alone_is_kept(self):
        self.assertEqual(len(importing.half_days(date(2026, 12, 12), date(2026, 12, 12), [self.morning])), 1)

    def test_what_can_not_be_is_refused(self):
        for first, last, spans, code in (
                (date(2026, 12, 12), date(2026, 12, 11), [self.morning], "period"),
                (date(2026, 12, 12), date(2028, 12, 11), [self.morning], "long_period"),
                (date(2026, 12, 12), date(2026, 12, 12), [(time(12), time(9))], "slot"),
                (date(2026, 12, 12), date(2026, 12, 12), [(time(1), time(23))], "long_slot"),
                (date(2026, 12, 12), date(2026, 12, 12), [self.morning, (time(12), time(13))], "slot")):
            with self.assertRaises(importing.BadValue) as refusal:
                importing.half_days(first, last, spans)
            self.assertEqual(refusal.exception.code, code)


class TestFiles(unittest.TestCase):
    def test_a_damaged_member_is_refused(self):
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>" * 500)
        content = bytearray(package.getvalue())
        content[45:60] = b"\xff" * 15  # in the packed bytes
        self.refuse("not_sheet", bytes(content))

    def test_entities_are_refused_whatever_the_member_is_called(self):
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/sheet1.bin", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
        self.refuse("dangerous", package.getvalue())

    def refuse(self, code, content):
        with self.assertRaises(import_file.Unreadable) as refusal:
            import_file.read_rows(content)
        self.assertEqual(refusal.exception.code, code)

    def test_encodings_and_separators(self):
        text = "Prénom;Ville\nZoé;Saint-Étienne\n"
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            for separator in ";,\t|":
                with self.subTest(encoding=encoding, separator=separator):
                    self.assertEqual(import_file.read_rows(text.replace(";", separator).encode(encoding)),
                                     [(1, ["Prénom", "Ville"]), (2, ["Zoé", "Saint-Étienne"])])

    def test_lines_keep_the_number_that_the_spreadsheet_shows(self):
        rows = import_file.read_rows(b'A;B\n\n1;"x\ny"\n;;\n2;z\n')
        self.assertEqual(rows, [(1, ["A", "B"]), (3, ["1", "x\ny"]), (5, ["2", "z"])])

    def test_cells_of_a_workbook_are_read_as_they_show(self):
        rows = import_file.read_rows(workbook(
            ["Date", "Heure", "Prix", "SIRET"], [], [datetime(2026, 12, 31), time(9, 30), 890.5, int(SIRET)],
            ["=1+1", True, 12.0, None]))
        self.assertEqual(rows[1], (3, ["2026-12-31", "09:30", "890.5", SIRET]))
        self.assertEqual(rows[2], (4, ["", "oui", "12"]))  # a formula that nothing computed has no value

    def test_hostile_and_hapless_files_are_refused(self):
        good = workbook(["A"])
        self.refuse("empty", b"")
        self.refuse("empty", b"\n\n;;;\n")
        self.refuse("big", b"x" * 10_000_001)
        self.refuse("old_excel", import_file.OLD_EXCEL + b"x")
        self.refuse("encoding", b"A;B\n\0\1\2")
        self.refuse("encoding", b"A\n\x81\x8d")
        self.refuse("lines", b"A;B\n" + b"1;2\n" * 5001)
        self.refuse("columns", b";".join([b"A"] * 101))
        self.refuse("not_sheet", b"PK\x03\x04 no archive")
        self.refuse("not_sheet", with_member(b"", "hello.txt", "hello"))
        self.refuse("bomb", with_member(good, "xl/media/bomb.bin", b"\0" * 50_000_000))
        entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
        self.refuse("dangerous", with_member(good, "xl/more.xml", entity))
        self.refuse("dangerous", with_member(good, "xl/more.xml", entity.encode("utf-16")))

    def test_five_thousand_lines_pass(self):
        self.assertEqual(len(import_file.read_rows(b"A;B\n" + b"1;2\n" * 5000)), 5001)


class TestMatching(unittest.TestCase):
    directory = matching.Directory([
        matching.Known(1, "Menuiserie Duchêne", "Lyon", "contact@duchene.example", SIRET),
        matching.Known(2, "Anna Roux", "Lyon", "anna@example.com"),
        matching.Known(3, "Paul Roux", "", ""),
    ])

    def match(self, found):
        return found and (found.id, found.reason, found.sure)

    def test_companies(self):
        company = self.directory.company
        self.assertEqual(self.match(company("Autre nom", SIRET)), (1, "siret", True))
        self.assertEqual(self.match(company("SARL Menuiserie Duchene", email="contact@duchene.example")), (1, "email", True))
        self.assertEqual(self.match(company("menuiserie duchêne", town="LYON")), (1, "name_town", False))
        self.assertEqual(self.match(company("Menuiserie Duchêne")), (1, "name", False))
        self.assertIsNone(company("Menuiserie Duchêne", town="Nice"))
        self.assertIsNone(company("Menuiserie Duchêne", "55208131766522", "Lyon"))  # another establishment

    def test_people(self):
        person = self.directory.person
        self.assertEqual(self.match(person("ROUX Anna", "anna@example.com")), (2, "email", True))
        self.assertEqual(self.match(person("Luc Roux", "anna@example.com")), (2, "email_other_name", False))
        self.assertEqual(self.match(person("Anna Roux", town="lyon")), (2, "name_town", False))
        self.assertEqual(self.match(person("Paul Roux", town="Nice")), (3, "name", False))
        self.assertIsNone(person("Anna Roux", "other@example.com", "Lyon"))  # two addresses, two people
        self.assertIsNone(person("Anna Roux", town="Nice"))
