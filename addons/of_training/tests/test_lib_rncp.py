import io
import unittest
import zipfile
from datetime import date

from ..lib import rncp

STANDARD = (
    "Id_Fiche;Numero_Fiche;Intitule;Abrege_Libelle;Abrege_Intitule;Nomenclature_Europe_Niveau;"
    "Nomenclature_Europe_Intitule;Accessible_Nouvelle_Caledonie;Accessible_Polynesie_Francaise;Date_dernier_jo;"
    "Date_Decision;Date_Fin_Enregistrement;Date_Effet;Type_Enregistrement;Validation_Partielle;Actif\n"
    "1;RNCP38596;Juriste d'entreprise;;;NIV7;niveau7;Non;Non;;;31/08/2029;;Enregistrement de droit;;ACTIVE\n"
    "2;RS5801;Tosa Excel;;;;;Non;Non;;;14/12/2024;;Enregistrement sur demande;;INACTIVE\n"
    "3;RNCP1;Autre;;;NIV5;niveau5;Non;Non;;;;;;;ACTIVE\n")
MEMBERS = {
    "Standard": STANDARD,
    "Certificateurs": "Numero_Fiche;Siret_Certificateur;Nom_Certificateur\nRNCP38596;1;Université A\n"
                      "RNCP38596;2;Université B\nRS5801;3;Isograd\n",
    "Nsf": "Numero_Fiche;Nsf_Code;Nsf_Intitule\nRNCP38596;345;Droit\nRNCP38596;345;Droit\n",
    "Rome": "Numero_Fiche;Codes_Rome_Code;Codes_Rome_Libelle\nRNCP38596;K1903;Défense\n",
    "Formacode": "Numero_Fiche;Formacode_Code;Formacode_Libelle\nRS5801;70354;Excel\n",
    "Blocs_De_Compétences": "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle\n"
                            "RNCP38596;RNCP38596BC01;Conduire un entretien\nRNCP38596;RNCP38596BC02;Réaliser un diagnostic\n",
}


def archive(members=None, name="export_fiches_CSV_{}_2026_11_23.csv"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for subject, text in (members or MEMBERS).items():
            package.writestr(name.format(subject), text)
    return file.getvalue()


class TestRncp(unittest.TestCase):
    def found(self, content, *wanted):
        return rncp.read_certifications(io.BytesIO(content), set(wanted))

    def refuse(self, code, content):
        with self.assertRaises(rncp.NotTheExport) as refusal:
            self.found(content, "RS5801")
        self.assertEqual(refusal.exception.code, code)

    def test_codes(self):
        for text, code in {"rncp 38596": "RNCP38596", "RS5801": "RS5801", "RNCP n° 0038596": "RNCP38596",
                           "38596": "", "": "", None: "", "RS58O1": ""}.items():
            self.assertEqual(rncp.code(text), code)

    def test_wanted_codes_alone_are_read_whole(self):
        found = self.found(archive(), "RNCP38596", "RS5801", "RNCP404")
        self.assertEqual(set(found), {"RNCP38596", "RS5801"})
        self.assertEqual(found["RNCP38596"], {
            "title": "Juriste d'entreprise", "level": "7", "date_end": date(2029, 8, 31), "is_active": True,
            "certifiers": ["Université A", "Université B"], "nsf": ["345"], "rome": ["K1903"], "formacodes": [],
            "blocks": {"RNCP38596BC01": "Conduire un entretien", "RNCP38596BC02": "Réaliser un diagnostic"}})
        self.assertEqual((found["RS5801"]["level"], found["RS5801"]["is_active"]), ("", False))

    def test_a_file_of_the_main_subject_alone_is_enough(self):
        self.assertEqual(self.found(archive({"Standard": STANDARD}), "RS5801")["RS5801"]["certifiers"], [])

    def test_members_elsewhere_are_not_read(self):
        self.refuse("no_standard", archive(name="../export_fiches_CSV_{}_2026_11_23.csv"))
        self.refuse("no_standard", archive(name="export_fiches_CSV_{}_2026_11_23.csv.exe"))

    def test_what_is_not_that_export_is_refused(self):
        self.refuse("not_zip", b"Numero_Fiche")
        self.refuse("columns", archive({"Standard": "Numero_Fiche;Titre\nRS5801;x\n"}))
        self.refuse("encoding", archive({"Standard": STANDARD.encode() + b"\xff\xfe\xe9"}))
        self.refuse("bomb", archive({"Standard": STANDARD + "\n" * 30_000_000}))
