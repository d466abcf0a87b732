from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import FundingCase


class TestIdcc(FundingCase):
    """The table of collective agreements, and the OPCO that follows from one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idcc = cls.env["of.idcc"]
        cls.syntec, cls.training = cls.env.ref("of_funding.of_idcc_1486"), cls.env.ref("of_funding.of_idcc_1516")
        cls.company_user = cls.office_user("m", "of_training.group_of_training_manager")

    def found(self, text):
        return [name for _id, name in self.idcc.with_user(self.office_user(f"u{text}")).name_search(text)]

    def test_shipped_table_is_whole_and_each_names_an_opco(self):
        shipped = self.idcc.search([])
        self.assertGreaterEqual(len(shipped), 331)
        self.assertEqual(set(shipped.opco_id.mapped("of_funder_kind")), {"opco"})
        self.assertEqual(len(shipped.opco_id), 11)
        self.assertEqual(shipped.filtered(lambda one: one.verified == "to_verify").mapped("code"), ["3248"])
        self.assertTrue(all(shipped.mapped("source")))

    def test_known_branches(self):
        for code, opco in (("1516", "akto"), ("1486", "atlas"), ("2148", "afdas"), ("1597", "constructys"), ("413", "sante"),
                           ("2941", "uniformation"), ("2216", "opcommerce"), ("44", "opco2i"), ("16", "mobilites"),
                           ("1527", "opcoep"), ("3248", "opco2i")):
            with self.subTest(code=code):
                self.assertEqual(self.idcc._of_code(code).opco_id, self.env.ref(f"of_funding.res_partner_{opco}"))

    def test_number_is_found_with_and_without_zeros(self):
        self.assertTrue(self.found("1486")[0].startswith("1486 Bureaux"))
        for text in ("0044", "44"):
            self.assertTrue(self.found(text)[0].startswith("0044"))
        self.assertIn(self.syntec.display_name, self.found("cabinets d'ingénieurs"))

    def test_bad_number_and_double_are_refused(self):
        for code in ("Syntec", "14860", "14 86", "١٤٨٦"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.idcc.create({"code": code})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.idcc.create({"code": "44"})

    def test_manager_corrects_and_adds_and_others_read(self):
        added = self.idcc.with_user(self.company_user).create({"code": "9", "opco_id": self.akto.id})
        self.assertEqual(added.code, "0009")
        self.syntec.with_user(self.company_user).opco_id = self.akto
        kept = self.env["ir.model.data"].search([("model", "=", "of.idcc"), ("res_id", "=", self.syntec.id)])
        self.assertTrue(kept.noupdate)
        user = self.office_user("reader", "base.group_user")
        self.assertEqual(self.syntec.with_user(user).code, "1486")
        with self.assertRaises(AccessError):
            self.syntec.with_user(user).opco_id = self.atlas

    # -- on the company --------------------------------------------------------------------

    def test_idcc_tells_the_opco(self):
        partner = self.env["res.partner"].create({"name": "C", "is_company": True, "of_idcc_id": self.syntec.id})
        self.assertEqual(partner.of_opco_id, self.atlas)

    def test_typed_opco_stays_and_the_doubt_is_shown(self):
        self.client.of_idcc_id = self.syntec  # AKTO was typed
        self.assertEqual(self.client.of_opco_id, self.akto)
        self.assertIn("Atlas", self.client.of_opco_doubt)
        self.client.of_opco_id = self.atlas
        self.assertFalse(self.client.of_opco_doubt)

    def test_on_the_form_the_opco_follows_a_corrected_idcc(self):
        partner = self.env["res.partner"].create({"name": "C", "is_company": True, "of_idcc_id": self.syntec.id})
        with Form(partner.with_user(self.env.ref("base.user_admin"))) as form:
            form.of_idcc_id = self.training
            self.assertEqual(form.of_opco_id, self.akto)
        self.assertEqual(partner.of_opco_id, self.akto)
        with Form(partner.with_user(self.env.ref("base.user_admin"))) as form:
            form.of_idcc_id = self.idcc
        self.assertEqual(partner.of_opco_id, self.akto)
