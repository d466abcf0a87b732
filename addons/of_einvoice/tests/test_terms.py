"""A posted invoice as BT terms, judged by the official checks."""
import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import html_escape

from .common import EXEMPTION, EinvoiceCase


@tagged("post_install", "-at_install")
class TestTerms(EinvoiceCase):

    def test_taxed_invoice_of_a_business(self):
        move = self._invoice()
        values = move._of_bt_terms()
        self.assertEqual(values["BT-1"], move.name)
        self.assertEqual((values["BT-3"], values["BT-23"]), ("380", "S1"))
        self.assertEqual(values["BT-2"], datetime.date(2026, 11, 2))
        self.assertEqual(values["BG-4"]["legal_identifier"], "100000017")
        self.assertEqual(values["BG-4"]["identifiers"], {"0009": "10000001700010"})
        self.assertEqual(values["BG-7"]["einvoicing_addr"], "100000025")
        self.assertEqual([values[key] for key in ("BT-106", "BT-110", "BT-112", "BT-115")],
                         ["1200.00", "240.00", "1440.00", "1440.00"])
        self.assertEqual(values["BG-23"], [
            {"BT-116": "1200.00", "BT-117": "240.00", "BT-118": "S", "BT-119": "20.00"}])
        self.assertEqual(values["BG-25"][0]["BT-153"], "Conseil")
        self.assertEqual(values["BG-25"][0]["BT-154"], "Deux jours")
        self.assertEqual(self._errors(move), [])

    def test_exempt_training_carries_its_code_and_text(self):
        move = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt)])
        group, = move._of_bt_terms()["BG-23"]
        self.assertEqual((group["BT-118"], group["BT-119"], group["BT-120"], group["BT-121"]),
                         ("E", "0.00", EXEMPTION, "VATEX-FR-CGI261-4"))
        self.assertEqual(self._errors(move), [])

    def test_exempt_and_taxed_lines_together(self):
        move = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt), ("Salle", 2, 99.99, self.tax_20)])
        self.assertEqual(len(move._of_bt_terms()["BG-23"]), 2)
        self.assertEqual(self._errors(move), [])

    def test_two_reasons_of_exemption_need_the_extended_profile(self):
        other = self.tax_exempt.copy({
            "name": "Export", "of_exemption_code": "VATEX-FR-CGI261-1", "of_exemption_text": "Article 261-1 du CGI"})
        move = self._invoice(lines=[("Formation", 1, 100, self.tax_exempt), ("Pêche", 1, 50, other)])
        xml, _result = move._of_checked_xml()
        self.assertIn(b"urn:factur-x.eu:1p0:extended", xml)
        self.assertEqual(self._errors(move), [])

    def test_payer_other_than_the_buyer(self):
        move = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt)])
        payer = self.env["res.partner"].create({
            "name": "OPCO Confluence", "is_company": True, "country_id": self.env.ref("base.fr").id,
            "company_registry": "10000003300017"})
        before = move._of_bt_terms()
        with patch.object(type(move), "_of_bt_terms", lambda self: {
                **before, "EXT-FR-FE-BG-02": self._of_bt_party(payer, payer)}):
            self.assertEqual(self._errors(move), [])

    def test_credit_note_names_the_invoice_that_it_corrects(self):
        invoice = self._invoice()
        credit = self._reversed(invoice)
        values = credit._of_bt_terms()
        self.assertEqual(values["BT-3"], "381")
        self.assertEqual(values["BG-3"], [{"BT-25": invoice.name, "BT-26": invoice.invoice_date}])
        self.assertEqual((values["BT-110"], values["BT-112"]), ("240.00", "1440.00"))
        self.assertEqual(self._errors(credit), [])

    def _reversed(self, invoice):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({
                "journal_id": invoice.journal_id.id, "date": "2026-11-10", "reason": "Report"})
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        credit.action_post()
        return credit

    def test_credit_note_made_alone_takes_the_named_invoices(self):
        invoice = self._invoice()
        credit = self._invoice(move_type="out_refund", post=False)
        credit.action_post()
        self.assertIn("corrected_invoice", [item["code"] for item in credit._of_blocking("send")])
        credit.of_corrected_move_ids = invoice
        self.assertEqual(credit._of_blocking("send"), [])
        self.assertEqual(self._errors(credit), [])

    def test_private_person_needs_no_siren(self):
        move = self._invoice(self.person)
        values = move._of_bt_terms()
        self.assertNotIn("legal_identifier", values["BG-7"])
        self.assertEqual(values["BG-7"]["einvoicing_addr_schemeid"], "EM")
        self.assertIn({"BT-21": "BAR", "BT-22": "B2C"}, values["BG-1"])
        self.assertEqual(move._of_blocking("send"), [])
        self.assertEqual(self._errors(move), [])

    def test_private_person_without_email_gets_paper(self):
        self.person.email = False
        self.assertFalse(self._invoice(self.person)._of_is_einvoice())

    def _german(self):
        return self.env["res.partner"].create({
            "name": "Werkstatt Nord", "is_company": True, "country_id": self.env.ref("base.de").id, "vat": "DE136695976",
            "street": "Hauptstr. 1", "zip": "20095", "city": "Hamburg", "email": "rechnung@werkstatt.test"})

    def test_goods_to_another_country_of_the_union(self):
        tax = self.tax_goods.copy({"name": "Livraison intracommunautaire", "amount": 0})
        move = self._invoice(self._german(), lines=[("Livrets", 5, 20, tax)])
        self.assertEqual(self._errors(move), ["BR-IC-11"])  # no delivery date
        move.delivery_date = "2026-11-01"
        values = move._of_bt_terms()
        self.assertEqual((values["BG-23"][0]["BT-118"], values["BG-13"]["country_code"]), ("K", "DE"))
        self.assertEqual(self._errors(move), [])

    def test_foreign_business(self):
        customer = self._german()
        reverse = self.tax_20.copy({"name": "Autoliquidation", "amount": 0, "ubl_cii_tax_category_code": "AE"})
        move = self._invoice(customer, lines=[("Conseil", 1, 800, reverse)])
        self.assertIn({"BT-21": "BAR", "BT-22": "B2BINT"}, move._of_bt_terms()["BG-1"])
        self.assertEqual(move._of_blocking("send"), [])
        self.assertEqual(self._errors(move), [])

    def test_discount_and_third_of_a_price_keep_the_booked_amount(self):
        move = self._invoice(lines=[("Tiers", 3, 33.335, self.tax_20)])
        move.button_draft()
        move.invoice_line_ids.discount = 7
        move.action_post()
        line, = move._of_bt_terms()["BG-25"]
        self.assertEqual(line["BT-131"], f"{move.invoice_line_ids.price_subtotal:.2f}")
        self.assertEqual(self._errors(move), [])

    def test_negative_price_becomes_a_negative_quantity(self):
        move = self._invoice(lines=[("Formation", 1, 500, self.tax_20), ("Remise", 1, -50, self.tax_20)])
        remise = move._of_bt_terms()["BG-25"][1]
        self.assertEqual((remise["BT-129"], remise["BT-146"], remise["BT-131"]), ("-1", "50.00", "-50.00"))
        self.assertEqual(self._errors(move), [])

    def test_cash_rounding_is_told_apart(self):
        rounding = self.env["account.cash.rounding"].create({
            "name": "5 centimes", "rounding": 0.05, "rounding_method": "HALF-UP", "strategy": "add_invoice_line",
            "profit_account_id": self.company_data["default_account_revenue"].id,
            "loss_account_id": self.company_data["default_account_expense"].id})
        move = self._invoice(lines=[("Livret", 1, 10.02, self.tax_20)], invoice_cash_rounding_id=rounding.id)
        values = move._of_bt_terms()
        self.assertEqual((values["BT-112"], values["BT-114"], values["BT-115"]), ("12.02", "-0.02", "12.00"))
        self.assertEqual(values["BT-115"], f"{move.amount_total:.2f}")
        self.assertEqual(self._errors(move), [])

    def test_goods_and_services_set_the_frame(self):
        service, goods = ("Conseil", 1, 100, self.tax_20), ("Livret", 1, 10, self.tax_goods)
        for lines, frame in (([service], "S1"), ([goods], "B1"), ([service, goods], "M1")):
            with self.subTest(frame=frame):
                move = self._invoice(lines=lines)
                self.assertEqual(move._of_bt_process(), frame)
                self.assertEqual(self._errors(move), [])

    def test_deposit_has_its_own_type_and_may_be_due_before_issue(self):
        with patch.object(type(self.env["account.move"]), "_is_downpayment", lambda move: True):
            move = self._invoice(invoice_date_due="2026-11-01")
            self.assertEqual(move._of_bt_terms()["BT-3"], "386")
            self.assertEqual(move._of_blocking("send"), [])
            self.assertEqual(self._errors(move), [])

    def test_vat_point_says_what_is_printed(self):
        self.assertEqual(self._invoice()._of_bt_terms()["BT-8"], "invoice")  # option: VAT on debits
        waiting = self.company_data["default_account_tax_sale"].copy({"reconcile": True})
        self.tax_20.write({"tax_exigibility": "on_payment", "cash_basis_transition_account_id": waiting.id})
        self.assertEqual(self._invoice()._of_bt_terms()["BT-8"], "payment")
        exempt = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt)])
        self.assertNotIn("BT-8", exempt._of_bt_terms())

    def test_file_shows_the_invoice_as_issued_not_what_was_paid_since(self):
        self.customer.lang = "en_US"
        move = self._invoice()
        self._reversed(move)
        self.assertEqual(move._of_bt_terms()["BT-115"], "1440.00")
        report = self.env["ir.actions.report"]
        name = "account.report_invoice_with_payments"
        self.assertIn(b"Reversed on", report._render_qweb_html(name, move.ids)[0])
        self.assertNotIn(b"Reversed on", report.with_context(of_pdf_a=True)._render_qweb_html(name, move.ids)[0])

    def test_mentions_are_printed(self):
        move = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt)])
        html = self.env["ir.actions.report"]._render_qweb_html("account.report_invoice_with_payments", move.ids)[0].decode()
        for text in (EXEMPTION, self.company.of_note_recovery, self.company.of_note_discount):
            self.assertIn(html_escape(text), html)
        self.assertNotIn("debits", html)

    def test_company_without_vat_number_shows_its_siren_as_tax_number(self):
        self.company.vat = False
        move = self._invoice(lines=[("Formation", 1, 1500, self.tax_exempt)])
        self.assertEqual(move._of_bt_terms()["BG-4"]["tax_identifier"], "100000017")
        self.assertEqual(self._errors(move), [])

    def test_iban_is_named(self):
        bank = self.env["res.partner.bank"].create({
            "acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": self.company.partner_id.id,
            "allow_out_payment": True})
        move = self._invoice(partner_bank_id=bank.id)
        self.assertEqual(move._of_bt_terms()["BT-84"], "FR7630006000011234567890189")
        self.assertEqual(self._errors(move), [])
