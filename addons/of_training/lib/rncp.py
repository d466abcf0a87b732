"""Open data of the RNCP and RS: the file 'export-fiches-csv-AAAA-MM-JJ.zip' of France compétences.

Published daily on data.gouv.fr ('Répertoire national des certifications professionnelles et répertoire
spécifique', Licence Ouverte 2.0). Sure, several public readers of it agree: UTF-8, separator ';', members
'export_fiches_CSV_<subject>_AAAA_MM_JJ.csv', one row per (Numero_Fiche, value), Numero_Fiche 'RNCP38596' or
'RS5801', days as dd/mm/yyyy, Actif 'ACTIVE' or 'INACTIVE', Nomenclature_Europe_Niveau 'NIV4', and the columns below.
Not sure: how the accent of 'Compétences' is encoded in the member's name, so it may be any letters here; whether
every file begins with a byte order mark, so it may.

Nothing is unpacked on the disk; members are read row by row, in the order in which the archive holds them.
"""
import csv
import datetime
import functools
import io
import re
import zipfile

from .archives import BROKEN

MEMBER = re.compile(
    r"export_fiches_CSV_(Standard|Certificateurs|Nsf|Rome|Formacode|Blocs_De_Comp.{1,8}tences)_\d{4}_\d{2}_\d{2}\.csv")
MAX_BYTES = 150_000_000
MAX_MEMBER = 600_000_000  # of one CSV, unpacked
MAX_RATIO = 150
COLUMNS = {
    "Standard": ("Numero_Fiche", "Intitule", "Nomenclature_Europe_Niveau", "Date_Fin_Enregistrement", "Actif"),
    "Certificateurs": ("Numero_Fiche", "Nom_Certificateur"),
    "Nsf": ("Numero_Fiche", "Nsf_Code"),
    "Rome": ("Numero_Fiche", "Codes_Rome_Code"),
    "Formacode": ("Numero_Fiche", "Formacode_Code"),
    "Blocs": ("Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle"),
}


class NotTheExport(ValueError):
    """``code``: big, not_zip, bomb, no_standard, columns, encoding."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@functools.lru_cache(maxsize=1024)  # asked for each of a million rows, of which neighbours have the same
def code(text):
    """'rncp 38596' -> 'RNCP38596'; '' where it is no code of the RNCP or RS."""
    match = re.fullmatch(r"(RNCP|RS)0*(\d{1,6})", re.sub(r"[\s°.-]|N°", "", (text or "").upper()))
    return match[1] + match[2] if match else ""


def read_certifications(file, wanted):
    """``{code: {title, level, date_end, is_active, certifiers, nsf, rome, formacodes, blocks}}``.

    :param file: the ZIP, opened for reading bytes
    :param wanted: codes as ``code`` writes them; others are passed over
    :raises NotTheExport: not that archive, or one that unpacks to too much
    """
    members = _members(file)
    found = {}
    for row in _rows(*members["Standard"], wanted):
        found[code(row[0])] = {
            "title": row[1], "level": "".join(filter(str.isdigit, row[2])), "date_end": _day(row[3]),
            "is_active": row[4].upper() == "ACTIVE", "certifiers": [], "nsf": [], "rome": [], "formacodes": [],
            "blocks": {}}
    for subject, name in (("Certificateurs", "certifiers"), ("Nsf", "nsf"), ("Rome", "rome"),
                          ("Formacode", "formacodes")):
        for number, value in _rows(*members.get(subject, (None, subject)), found):
            if value and value not in found[code(number)][name]:
                found[code(number)][name].append(value)
    for number, block, title in _rows(*members.get("Blocs", (None, "Blocs")), found):
        found[code(number)]["blocks"][block] = title
    return found


def _members(file):
    """``{subject: (opener, subject)}`` of the members that we read; names with folders are not ours."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise NotTheExport("not_zip")
    members = {}
    for info in archive.infolist():
        if match := MEMBER.fullmatch(info.filename):
            if info.file_size > MAX_MEMBER or info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise NotTheExport("bomb")
            subject = match[1].split("_")[0]
            members[subject] = (lambda info=info: archive.open(info)), subject
    if "Standard" not in members:
        raise NotTheExport("no_standard")
    return members


def _rows(opener, subject, wanted):
    """The columns of that subject, for the rows whose code is wanted."""
    if not opener:
        return
    try:
        with opener() as stream:
            reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""), delimiter=";")
            header = next(reader, [])
            if missing := set(COLUMNS[subject]) - set(header):
                raise NotTheExport("columns") from KeyError(*missing)
            places = [header.index(name) for name in COLUMNS[subject]]
            for row in reader:
                if len(row) > max(places) and code(row[places[0]]) in wanted:
                    yield [row[place].replace("\0", "").strip() for place in places]
    except UnicodeDecodeError:
        raise NotTheExport("encoding")
    except (*BROKEN, csv.Error):
        raise NotTheExport("not_zip")


def _day(text):
    try:
        return datetime.datetime.strptime(text[:10], "%d/%m/%Y").date()
    except ValueError:
        return None
