from odoo.addons.of_funding.tests.common import FundingCase

MENTION = "Exonération de TVA, article 261-4-4° a du CGI"


class TestTerms(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.taxes_id = cls.env["account.tax"].create({
            "name": "Exonération formation", "amount": 0, "type_tax_use": "sale", "tax_scope": "service",
            "ubl_cii_tax_category_code": "E", "of_exemption_code": "VATEX-FR-CGI261-4",
            "of_exemption_text": MENTION})
        cls.order = cls.sold()

    def test_funder_that_pays_is_the_buyer_and_its_file_the_order(self):
        self.granted(self.akto, self.order.of_enrolment_ids, 600, day="2026-09-30")
        move = self.invoice(self.order).filtered("of_funding_request_id")
        terms = move._of_bt_terms()
        self.assertEqual((terms["BG-7"]["name"], terms["BT-13"]), ("AKTO", "AKTO-1"))
        self.assertNotIn("BT-12", terms)

    def test_company_that_is_refunded_finds_the_file_as_contract(self):
        self.granted(self.akto, self.order.of_enrolment_ids, 600, day="2026-10-01")
        terms = self.invoice(self.order)._of_bt_terms()
        self.assertEqual((terms["BG-7"]["name"], terms["BT-12"]), ("Menuiserie Duchêne", "AKTO-1"))

    def test_exemption_is_printed_once(self):
        move = self.invoice(self.order)
        self.assertEqual(move.of_vat_mention, MENTION)
        self.assertNotIn(MENTION, move._of_mentions())
