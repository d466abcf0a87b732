from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import TrainingCase
from .test_lib_rncp import archive


class TestCertification(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.office_user("manager", "of_training.group_of_training_manager")

    def load(self, content=None, codes=""):
        wizard = self.env["of.certification.import"].with_user(self.manager).create(
            {"file": b64encode(content or archive()), "codes": codes})
        return wizard.action_import()

    def known(self, code):
        return self.env["of.certification"].search([("code", "=", code)])

    def test_codes_of_programmes_and_typed_ones_are_kept_and_no_other(self):
        self.programme.of_certification_code = "rs 5801"
        self.load(codes="RNCP38596, RNCP404")
        certification = self.known("RNCP38596")
        self.assertEqual((certification.level, certification.certifiers), ("7", "Université A\nUniversité B"))
        self.assertEqual(certification.block_ids.mapped("code"), ["RNCP38596BC01", "RNCP38596BC02"])
        self.assertFalse(self.known("RS5801").is_active)
        self.assertFalse(self.known("RNCP1"))

    def test_a_later_file_refreshes_what_is_known(self):
        self.load(codes="RNCP38596")
        self.load(codes="RNCP38596")
        self.assertEqual(len(self.known("RNCP38596").block_ids), 2)

    def test_a_programme_is_filled_by_its_code(self):
        self.load(codes="RNCP38596")
        self.programme.of_certification_code = "RNCP 38596"
        self.programme.with_user(self.manager).action_of_fill_certification()
        self.assertEqual((self.programme.of_recognition, self.programme.of_certifier, self.programme.of_nsf_code),
                         ("rncp", "Université A, Université B", "345"))
        self.assertEqual(str(self.programme.of_certification_to), "2029-08-31")
        self.assertIn("RNCP38596BC02", self.programme.of_further_study)

    def test_typing_the_code_fills_the_sheet_and_keeps_what_was_written(self):
        self.load(codes="RNCP38596")
        self.programme.write({"of_recognition": "rncp", "of_further_study": "Débouchés"})
        with Form(self.programme, view="of_training.of_programme_view_form") as form:
            form.of_certification_code = "RNCP38596"
        self.assertEqual((self.programme.of_certification_title, self.programme.of_further_study),
                         ("Juriste d'entreprise", "Débouchés"))

    def test_unknown_and_wrong_codes_are_told(self):
        self.programme.of_certification_code = "RNCP9"
        with self.assertRaises(UserError):
            self.programme.action_of_fill_certification()
        with self.assertRaises(UserError):
            self.load(codes="TOSA")
        with self.assertRaises(UserError):
            self.load(b"no zip", codes="RS5801")

    def test_an_assistant_reads_certifications_only(self):
        self.load(codes="RNCP38596")
        certification = self.known("RNCP38596").with_user(self.office_user())
        self.assertEqual(certification.title, "Juriste d'entreprise")
        with self.assertRaises(AccessError):
            certification.title = "x"
