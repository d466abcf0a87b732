"""Suppliers' files dropped on the list of bills."""
import datetime
import io
import unittest
from pathlib import Path

import facturx
import weasyprint
from pypdf import PdfWriter

from odoo.tests import tagged

from ..lib import terms
from . import test_lib_safe_xml as hostile
from .common import EinvoiceCase
from .test_lib_checker import GOOD, NO_SAMPLES, PARTY, SAMPLES

SUPPLIER = {**PARTY, "name": "Papeterie des Quais", "legal_identifier": "100000033",
            "identifiers": {"0009": "10000003300017"}, "einvoicing_addr": "100000033_ACHATS",
            "vat_identifier": "FR63100000033"}
BUYER = {**PARTY, "name": "Confluence Formation", "legal_identifier": "100000017", "einvoicing_addr": "100000017"}


@tagged("post_install", "-at_install")
class TestReception(EinvoiceCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_purchase"]
        cls.terms = {**GOOD, "BG-4": SUPPLIER, "BG-7": BUYER}

    def _drop(self, content, name="facture.xml", journal=None):
        """The bill that Odoo makes of a file dropped on the list of bills."""
        attachment = self.env["ir.attachment"].create({"name": name, "raw": content})
        action = (journal or self.journal).with_company(self.company).create_document_from_attachment(attachment.ids)
        return self.env["account.move"].browse(action["res_id"])

    def _told(self, move):
        return " ".join(str(body) for body in move.message_ids.mapped("body"))

    def test_cii_becomes_a_draft_bill(self):
        bill = self._drop(terms.to_xml(self.terms))
        self.assertEqual((bill.state, bill.move_type, bill.ref), ("draft", "in_invoice", "F2026-1"))
        self.assertEqual(bill.invoice_date, datetime.date(2026, 11, 2))
        self.assertEqual(bill.invoice_date_due, datetime.date(2026, 12, 2))
        self.assertEqual((bill.amount_untaxed, bill.amount_tax, bill.amount_total), (100, 20, 120))
        self.assertEqual(bill.invoice_line_ids.tax_ids.amount, 20)
        self.assertEqual(bill.invoice_line_ids.name, "Formation")

    def test_unknown_supplier_is_created_and_told(self):
        bill = self._drop(terms.to_xml(self.terms))
        supplier = bill.partner_id
        self.assertEqual((supplier.name, supplier.company_registry, supplier.vat, supplier.city, supplier.country_code),
                         ("Papeterie des Quais", "10000003300017", "FR63100000033", "Lyon", "FR"))
        self.assertEqual(supplier.of_einvoice_address, "100000033_ACHATS")
        self.assertIn("Papeterie des Quais", self._told(bill))

    def test_known_supplier_is_found_by_siren_never_by_name(self):
        self.env["res.partner"].create({"name": "Papeterie des Quais", "is_company": True})
        known = self.env["res.partner"].create({
            "name": "PDQ SARL", "is_company": True, "company_registry": "10000003300017"})
        self.assertEqual(self._drop(terms.to_xml(self.terms)).partner_id, known)

    def test_known_supplier_is_found_by_vat_number(self):
        known = self.env["res.partner"].create({
            "name": "PDQ", "is_company": True, "vat": "FR63100000033", "country_id": self.env.ref("base.fr").id})
        supplier = {key: value for key, value in SUPPLIER.items() if key not in ("legal_identifier", "identifiers")}
        self.assertEqual(self._drop(terms.to_xml({**self.terms, "BG-4": supplier})).partner_id, known)

    def test_supplier_of_another_company_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Autre filiale"})
        hidden = self.env["res.partner"].create({
            "name": "PDQ", "is_company": True, "company_registry": "10000003300017", "company_id": other.id})
        self.assertNotEqual(self._drop(terms.to_xml(self.terms)).partner_id, hidden)

    def test_ubl_becomes_a_draft_bill(self):
        xml = facturx.generate_xml(dict(self.terms), flavor="ubl-2.1", level="en16931", check_xsd=False,
                                   check_schematron=False)
        bill = self._drop(xml)
        self.assertEqual((bill.ref, bill.amount_total), ("F2026-1", 120))

    def test_facturx_pdf_becomes_a_draft_bill_and_is_kept(self):
        pdf = terms.embed(weasyprint.HTML(string="<p>Facture</p>").write_pdf(pdf_variant="pdf/a-3b"),
                          terms.to_xml(self.terms), "Facture", "Papeterie")
        bill = self._drop(pdf, "facture.pdf")
        self.assertEqual((bill.ref, bill.amount_total), ("F2026-1", 120))
        document = bill.of_received_document_id
        self.assertEqual((document.direction, document.number, document.total), ("in", "F2026-1", "120.00"))
        self.assertEqual(document.attachment_id.sudo().raw, pdf)
        self.assertEqual(document.sudo()._verify(), [])

    def test_credit_note_becomes_a_draft_refund(self):
        xml = terms.to_xml({**self.terms, "BT-3": "381", "BG-3": [{"BT-25": "F1", "BT-26": GOOD["BT-2"]}]})
        bill = self._drop(xml)
        self.assertEqual((bill.move_type, bill.amount_total), ("in_refund", 120))

    def test_amount_that_no_price_gives_is_kept_to_the_cent(self):
        line = {**GOOD["BG-25"][0], "BT-129": "3", "BT-146": "33.3333"}
        bill = self._drop(terms.to_xml({**self.terms, "BG-25": [line]}))
        self.assertEqual(bill.amount_untaxed, 100)

    def test_discount_on_the_whole_invoice_becomes_a_line(self):
        charge = {"amount": "10.00", "vat_category_code": "S", "vat_rate": "20.00", "reason": "Remise fidélité"}
        bill = self._drop(terms.to_xml({
            **self.terms, "BG-20": [charge], "BT-107": "10.00", "BT-109": "90.00", "BT-110": "18.00",
            "BT-112": "108.00", "BT-115": "108.00",
            "BG-23": [{"BT-116": "90.00", "BT-117": "18.00", "BT-118": "S", "BT-119": "20.00"}]}))
        self.assertEqual((bill.amount_untaxed, bill.amount_total), (90, 108))

    def test_difference_of_totals_is_told(self):
        bill = self._drop(terms.to_xml({**self.terms, "BT-110": "20.01", "BT-112": "120.01"}))
        told = self._told(bill)
        self.assertIn("120.01", told)
        self.assertIn("120.00", told)

    def test_invoice_for_somebody_else_is_told(self):
        bill = self._drop(terms.to_xml({**self.terms, "BG-7": {**BUYER, "legal_identifier": "200000016"}}))
        self.assertIn("200000016", self._told(bill))

    def assertNothingEntered(self, bill):
        self.assertFalse(bill.partner_id or bill.invoice_line_ids or bill.ref)
        self.assertEqual(bill.state, "draft")

    def test_our_own_invoice_is_no_bill(self):
        for number in ("legal_identifier", "vat_identifier"):
            own = {key: value for key, value in GOOD["BG-4"].items()
                   if key not in {"legal_identifier", "vat_identifier"} - {number}}
            bill = self._drop(terms.to_xml({**self.terms, "BG-4": own, "BG-7": SUPPLIER}))
            self.assertNothingEntered(bill)
            self.assertIn("100000017", self._told(bill))
            self.assertTrue(bill.of_received_document_id)

    def test_self_billed_invoice_is_refused_by_its_type(self):
        for code in ("389", "501", "500", "471", "473", "261", "502"):
            with self.subTest(code=code):
                xml = terms.to_xml({**self.terms, "BT-3": code})
                bill = self._drop(xml)
                self.assertNothingEntered(bill)
                self.assertIn(code, self._told(bill))

    def test_supplier_whose_siret_was_typed_with_spaces_is_found(self):
        known = self.env["res.partner"].create({
            "name": "PDQ SARL", "is_company": True, "company_registry": "100 000 033 00017"})
        self.assertEqual(self._drop(terms.to_xml(self.terms)).partner_id, known)

    def _pdf_with(self, *contents):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        for number, content in enumerate(contents):
            writer.add_attachment(f"factur-x-{number}.xml", content)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    def test_pdf_with_two_invoices_is_not_read(self):
        other = terms.to_xml({**self.terms, "BT-112": "12.00"})
        for second in (other, hostile.BOMB):
            pdf = self._pdf_with(terms.to_xml(self.terms), second)
            bill = self._drop(pdf, "facture.pdf")
            self.assertNothingEntered(bill)
            self.assertIn(bill._of_refusal_sentence("several_invoices"), self._told(bill))
            self.assertEqual(bill.attachment_ids.mapped("raw"), [pdf])

    def test_pdf_with_an_invoice_and_another_file_is_read(self):
        bill = self._drop(self._pdf_with(terms.to_xml(self.terms), b"<?xml version='1.0'?><commande/>"), "facture.pdf")
        self.assertEqual(bill.amount_total, 120)

    def test_hostile_xml_gives_an_empty_bill_that_says_why(self):
        for content in (hostile.BOMB, hostile.FOREIGN):
            bill = self._drop(content)
            self.assertFalse(bill.invoice_line_ids)
            self.assertNotIn("root:", self._told(bill))
            self.assertIn(bill._of_refusal_sentence("doctype"), self._told(bill))

    def test_too_big_is_told(self):
        bill = self._drop(b"<?xml version='1.0'?><a>" + b"x" * (21 * 1024 * 1024) + b"</a>")
        self.assertIn(bill._of_refusal_sentence("too_big"), self._told(bill))

    def test_broken_pdf_is_told(self):
        bill = self._drop(b"%PDF-1.7\n" + b"broken " * 50, "facture.pdf")
        self.assertIn(bill._of_refusal_sentence("broken_pdf"), self._told(bill))

    def test_file_that_is_no_supplier_invoice_is_left_to_odoo(self):
        bill = self._drop(b"<?xml version='1.0'?><commande/>")
        self.assertFalse(bill.of_received_document_id)

    @unittest.skipUnless(SAMPLES.is_dir(), NO_SAMPLES)
    def test_official_samples_come_in(self):
        for path in sorted(Path(SAMPLES).rglob("*INV*.*")):
            with self.subTest(path=path.name):
                bill = self._drop(path.read_bytes(), path.name)
                self.assertTrue(bill.partner_id)
                self.assertTrue(bill.invoice_line_ids)
                written = bill.of_received_document_id.total
                self.assertTrue(f"{bill.amount_total:.2f}" == written or written in self._told(bill), written)
