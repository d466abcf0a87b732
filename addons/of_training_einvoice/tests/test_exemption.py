from odoo import Command

from odoo.addons.of_training.tests.common import TrainingCase

MENTION = "Exonération de TVA, article 261-4-4° a du CGI"


class TestExemption(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            "street": "18 quai Rambaud", "zip": "69002", "city": "Lyon", "company_registry": "99900013600013",
            "vat": "FR53999000136", "email": "contact@example.com"})
        cls.client.write({"company_registry": "99920043900019", "vat": "FR47999200439"})
        cls.exempt = cls.tax(name="Formation exonérée", amount=0)
        cls.taxed = cls.tax(name="TVA 20 %", amount=20)

    @classmethod
    def tax(cls, **vals):
        return cls.env["account.tax"].create({"type_tax_use": "sale", "tax_scope": "service", **vals})

    def invoice(self, *taxes, day="2026-11-02"):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.client.id, "invoice_date": day,
            "invoice_line_ids": [Command.create({
                "product_id": self.product.id, "quantity": 1, "price_unit": 890,
                "tax_ids": [Command.set(tax.ids)]}) for tax in taxes]})
        move.action_post()
        return move

    def test_exempt_training_says_why_and_is_outside_the_reform(self):
        terms = self.invoice(self.exempt)._of_bt_terms()
        group = terms["BG-23"][0]
        self.assertEqual((group["BT-118"], group["BT-120"], group["BT-121"]), ("E", MENTION, "VATEX-FR-CGI261-4"))
        self.assertIn({"BT-21": "BAR", "BT-22": "OUTOFSCOPE"}, terms["BG-1"])

    def test_exempt_training_passes_the_official_checks(self):
        move = self.invoice(self.exempt)
        move.action_of_check_einvoice()
        errors = [finding for finding in move.of_einvoice_findings or [] if finding["level"] != "warning"]
        self.assertEqual((move.of_einvoice_state, errors), ("passed", []))

    def test_mixed_invoice_stays_inside(self):
        terms = self.invoice(self.exempt, self.taxed)._of_bt_terms()
        self.assertIn({"BT-21": "BAR", "BT-22": "B2B"}, terms["BG-1"])

    def test_before_the_attestation_no_reason_is_invented(self):
        self.company.of_vat_exempt_from = "2026-11-03"
        move = self.invoice(self.exempt)
        self.assertFalse(move._of_bt_exemption(self.exempt)[1])

    def test_reason_on_the_tax_wins(self):
        self.exempt.write({"of_exemption_code": "VATEX-FR-FRANCHISE", "of_exemption_text": "293 B"})
        self.assertEqual(self.invoice(self.exempt)._of_bt_exemption(self.exempt), ("VATEX-FR-FRANCHISE", "293 B"))
