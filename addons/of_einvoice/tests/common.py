"""A French training organisation with its taxes, and customers of each kind."""
from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

EXEMPTION = "Exonération de TVA, article 261-4-4° a du CGI"
ADDRESS = {"street": "12 rue des Tanneurs", "zip": "69005", "city": "Lyon"}


class EinvoiceCase(AccountTestInvoicingCommon):

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company = cls.company_data["company"]
        cls.company.write({
            **ADDRESS, "name": "Confluence Formation", "country_id": france.id, "email": "compta@confluence.test",
            "phone": "+33 4 00 00 00 00", "company_registry": "10000001700010", "vat": "FR15100000017"})
        cls.customer = cls.env["res.partner"].create({
            **ADDRESS, "name": "Ateliers du Parc", "is_company": True, "country_id": france.id,
            "company_registry": "10000002500013", "vat": "FR39100000025", "email": "factures@ateliers.test"})
        cls.person = cls.env["res.partner"].create({
            **ADDRESS, "name": "Camille Martin", "country_id": france.id, "email": "camille@example.test"})
        cls.tax_goods = cls.company_data["default_tax_sale"]
        cls.tax_20 = cls.tax_goods.copy({"name": "20 % services", "tax_scope": "service"})
        cls.tax_exempt = cls.tax_20.copy({
            "name": "Exonération formation", "amount": 0, "ubl_cii_tax_category_code": "E",
            "of_exemption_code": "VATEX-FR-CGI261-4", "of_exemption_text": EXEMPTION})

    @classmethod
    def _invoice(cls, partner=None, lines=(), post=True, **values):
        """A customer invoice; ``lines``: (label, quantity, price, tax) each."""
        move = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or cls.customer).id,
            "invoice_date": "2026-11-02", "invoice_date_due": "2026-12-02", "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"name": name, "quantity": quantity, "price_unit": price,
                                "product_id": False, "tax_ids": [Command.set(tax.ids)]})
                for name, quantity, price, tax in lines or [("Conseil\nDeux jours", 2, 600, cls.tax_20)]],
            **values})
        if post:
            move.action_post()
        return move

    def _errors(self, move):
        """The numbers of the rules that the official checks find broken."""
        _xml, result = move._of_checked_xml()
        self.assertIn(result.status, ("passed", "failed"), result.reason)
        return [finding["rule"] for finding in result.errors]
