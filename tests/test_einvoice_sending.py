"""Odoo rewrites the PDF that it sends, but not under test: only a real server shows that our bytes survive."""
import base64
import hashlib
import io

import pytest
from pypdf import PdfReader
from server import database_copy
from toolbox.chapters import einvoices
from toolbox.client import Client, RpcError
from toolbox.server import Server

from odoo.addons.of_einvoice.lib import terms

COMPANY = {"street": "12 rue des Tanneurs", "zip": "69005", "city": "Lyon", "email": "compta@confluence.test",
           "company_registry": "10000001700010", "vat": "FR15100000017"}
CUSTOMER = {"name": "Ateliers du Parc", "is_company": True, "street": "3 quai du Parc", "zip": "69006",
            "city": "Lyon", "email": "factures@ateliers.test", "company_registry": "10000002500013",
            "vat": "FR39100000025"}


# Odoo's own default for a worker's address space; the checks need more than ten times that.
PREFORK = ("--workers=1", f"--limit-memory-hard={2560 * 1024**2}", "--max-cron-threads=0")


@pytest.fixture(scope="module", params=[("--max-cron-threads=0",), PREFORK], ids=["threaded", "prefork"])
def admin(request):
    with database_copy() as name, Server(name, *request.param) as server:
        client = Client(server.url, name, "admin")
        company = client.call("res.company", "search", [], limit=1)
        client.call("res.company", "write", company, COMPANY)
        yield client


@pytest.fixture
def customer(admin):
    france = admin.call("res.country", "search", [("code", "=", "FR")])[0]
    return admin.create("res.partner", **CUSTOMER, country_id=france)


def posted(admin, customer):
    tax = admin.call("account.tax", "search", [
        ("type_tax_use", "=", "sale"), ("amount", "=", 20), ("price_include", "=", False)], limit=1)
    move = admin.create(
        "account.move", move_type="out_invoice", partner_id=customer, invoice_date="2026-11-02",
        invoice_line_ids=[(0, 0, {"name": "Conseil", "quantity": 2, "price_unit": 600, "tax_ids": [(6, 0, tax)]})])
    admin.call("account.move", "action_post", [move])
    return move


def send(admin, move):
    wizard = admin.call("account.move.send.wizard", "create", {"move_id": move, "sending_methods": ["manual"]},
                        context={"active_model": "account.move", "active_ids": [move]})
    admin.call("account.move.send.wizard", "action_send_and_print", [wizard])


def read(admin, move, *names):
    return admin.read("account.move", move, *names)


def test_the_file_that_leaves_is_ours_byte_for_byte(admin, customer):
    move = posted(admin, customer)
    send(admin, move)
    kept = read(admin, move, "invoice_pdf_report_file", "of_sent_document_id", "ubl_cii_xml_file", "of_einvoice_state")
    content = base64.b64decode(kept["invoice_pdf_report_file"])
    document = admin.call("of.einvoice.document", "read", [kept["of_sent_document_id"][0]], ["sha256"])[0]
    assert hashlib.sha256(content).hexdigest() == document["sha256"]
    assert kept["of_einvoice_state"] == "passed"
    assert not kept["ubl_cii_xml_file"]
    pdf = PdfReader(io.BytesIO(content))
    assert list(pdf.attachments) == ["factur-x.xml"]
    xml = pdf.attachments["factur-x.xml"][0]
    assert b"<ram:SubjectCode>PMT</ram:SubjectCode>" in xml
    assert pdf.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"] == "/Data"
    metadata = pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"factur-x" in metadata
    assert pdf.trailer["/Root"]["/OutputIntents"]


def test_incomplete_invoice_is_refused_in_words(admin, customer):
    admin.call("res.partner", "write", [customer], {"company_registry": False})
    move = posted(admin, customer)
    with pytest.raises(RpcError) as refusal:
        send(admin, move)
    assert "SIRET" in str(refusal.value)
    assert not read(admin, move, "invoice_pdf_report_file")["invoice_pdf_report_file"]


def drop(admin, content):
    """The draft that a file dropped on the list of bills gives."""
    journal = admin.call("account.journal", "search", [("type", "=", "purchase")], limit=1)
    attachment = admin.create("ir.attachment", name="facture.pdf", datas=content, mimetype="application/pdf")
    action = admin.call("account.journal", "create_document_from_attachment", journal, [attachment],
                        context={"default_move_type": "in_invoice"})
    return read(admin, action["res_id"], "state", "move_type", "ref", "amount_total", "invoice_line_ids",
                "of_received_document_id")


def test_suppliers_facturx_becomes_a_draft_bill(admin):
    company = admin.call("res.company", "search", [], limit=1)
    siren = terms.siren_of(admin.read("res.company", company, "company_registry")[0]["company_registry"])
    bill = drop(admin, base64.b64encode(einvoices.printers_invoice(siren)).decode())
    assert (bill["state"], bill["move_type"], bill["amount_total"]) == ("draft", "in_invoice", 468)
    assert (bill["ref"], len(bill["invoice_line_ids"])) == ("IB-2026-1187", 2)
    assert bill["of_received_document_id"]


def test_our_own_facturx_that_comes_back_is_refused(admin, customer):
    move = posted(admin, customer)
    send(admin, move)
    bill = drop(admin, read(admin, move, "invoice_pdf_report_file")["invoice_pdf_report_file"])
    assert (bill["state"], bill["ref"], bill["invoice_line_ids"]) == ("draft", False, [])
    assert bill["of_received_document_id"]
