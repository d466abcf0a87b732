"""Factur-X: checked, sent as it is, refused when incomplete, received as a draft bill."""
import base64
import io
from datetime import date, timedelta

from pypdf import PdfReader

from ..client import RpcError
from . import check

# The number is well formed, in a range that no company has.
PRINTER = {
    "name": "Imprimerie des Brotteaux", "addr_l1": "14 rue Tronchet", "legal_identifier": "999700404",
    "identifiers": {"0009": "99970040400018"}, "vat_identifier": "FR31999700404", "einvoicing_addr": "999700404"}


def send(story, move):
    accountant = story.user("comptable")
    wizard = accountant.call("account.move.send.wizard", "create", {"move_id": move, "sending_methods": ["manual"]},
                             context={"active_model": "account.move", "active_ids": [move]})
    accountant.call("account.move.send.wizard", "action_send_and_print", [wizard])
    row = accountant.read("account.move", move, "name", "partner_id", "invoice_pdf_report_file", "of_einvoice_state")
    return row, base64.b64decode(row["invoice_pdf_report_file"] or "")


def facturx(story):
    """The employer's invoice and the OPCO's, each one PDF with one XML file."""
    told = []
    for move in (story.invoice, story.opco_invoice):
        row, content = send(story, move)
        check(row["of_einvoice_state"] == "passed", f"contrôle de {row['name']} : {row['of_einvoice_state']}")
        check(list(PdfReader(io.BytesIO(content)).attachments) == ["factur-x.xml"], "pas de XML dans le PDF")
        story.document(f"Facture {row['name']} (Factur-X).pdf", content)
        told.append(f"{row['name']} {row['partner_id'][1].split(',')[0]} {len(content) // 1024} Ko")
    story.facturx = content
    return f"EN 16931 et BR-FR passés : {', '.join(told)}"


def incomplete(story):
    """A buyer whose SIRET is not known can't get an e-invoice; the sentence says so."""
    manager, accountant = story.user("responsable"), story.user("comptable")
    buyer = manager.create("res.partner", name="Client sans SIRET", is_company=True, street="1 rue Neuve",
                           zip="69001", city="Lyon", country_id=story.ref("base.fr"))
    product = story.ref("of_training.demo_product_sst")
    move = accountant.create("account.move", move_type="out_invoice", partner_id=buyer,
                             invoice_line_ids=[(0, 0, {"product_id": product, "quantity": 1})])
    accountant.call("account.move", "action_post", [move])
    try:
        send(story, move)
    except RpcError as refused:
        lines = str(refused).splitlines()
        return next((line.strip("- ") for line in lines if "SIRE" in line), lines[0])
    raise AssertionError("envoyée sans SIRET de l'acheteur")


def drop(story, name, content):
    """Drop a PDF on the accountant's list of bills; the id of the draft."""
    accountant = story.user("comptable")
    journal = accountant.search("account.journal", [("type", "=", "purchase")], limit=1)
    file = accountant.create("ir.attachment", name=name, mimetype="application/pdf",
                             datas=base64.b64encode(content).decode())
    return accountant.call("account.journal", "create_document_from_attachment", journal, [file],
                           context={"default_move_type": "in_invoice"})["res_id"]


def printers_invoice(buyer_siren):
    """A supplier's Factur-X as a printer's own software would make it: two lines at 20 %, 468.00 in all."""
    import facturx  # heavy, and for this step alone
    import weasyprint

    today = date.today()
    address = {"postcode": "69006", "city": "Lyon", "country_code": "FR", "legal_identifier_schemeid": "0002",
               "einvoicing_addr_schemeid": "0225"}
    line = {"BT-129": "1", "BT-130": "C62", "BT-151": "S", "BT-152": "20.00"}
    xml = facturx.generate_xml({
        "BT-1": "IB-2026-1187", "BT-2": today, "BT-3": "380", "BT-5": "EUR", "BT-9": today + timedelta(days=30),
        "BT-23": "B1", "BT-72": today,
        "BG-1": [{"BT-21": code, "BT-22": text} for code, text in (
            ("PMT", "Indemnité forfaitaire de 40 €"), ("PMD", "Pénalités : trois fois le taux légal"),
            ("AAB", "Pas d'escompte"))],
        "BG-4": {**address, **PRINTER}, "BG-7": {**address, "name": "Confluence Formation", "postcode": "69002",
                                                 "legal_identifier": buyer_siren, "einvoicing_addr": buyer_siren},
        "BT-106": "390.00", "BT-109": "390.00", "BT-110": "78.00", "BT-112": "468.00", "BT-115": "468.00",
        "BG-23": [{"BT-116": "390.00", "BT-117": "78.00", "BT-118": "S", "BT-119": "20.00"}],
        "BG-25": [{**line, "BT-126": "1", "BT-129": "200", "BT-131": "350.00", "BT-146": "1.75",
                   "BT-153": "Livret stagiaire, 32 pages"},
                  {**line, "BT-126": "2", "BT-131": "40.00", "BT-146": "40.00", "BT-153": "Livraison"}],
    }, flavor="factur-x", level="en16931", check_schematron=False)
    page = "<html lang='fr'><title>Facture</title><h1>Imprimerie des Brotteaux</h1><p>IB-2026-1187 : 468 €</p></html>"
    pdf = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-3b")
    return facturx.generate_from_binary(pdf, xml, flavor="factur-x", check_schematron=False, afrelationship="data")


def received(story):
    """A printer's Factur-X that is dropped in becomes a draft bill: supplier, lines, VAT, total."""
    accountant = story.user("comptable")
    company = accountant.call("res.company", "search_read", [], ["company_registry"], limit=1, order="id")[0]
    content = printers_invoice(company["company_registry"][:9])
    story.document("Facture fournisseur reçue (Factur-X).pdf", content)
    bill = accountant.read("account.move", drop(story, "facture-fournisseur.pdf", content), "state", "ref",
                           "partner_id", "amount_untaxed", "amount_tax", "amount_total", "invoice_line_ids")
    check((bill["state"], bill["ref"]) == ("draft", "IB-2026-1187"), f"reçue : {bill}")
    supplier = accountant.read("res.partner", bill["partner_id"][0], "name", "company_registry")
    check((supplier["name"], supplier["company_registry"]) == (PRINTER["name"], PRINTER["identifiers"]["0009"]),
          f"fournisseur : {supplier}")
    amounts = (bill["amount_untaxed"], bill["amount_tax"], bill["amount_total"])
    check(amounts == (390, 78, 468), f"montants : {amounts}")
    lines = accountant.read("account.move.line", bill["invoice_line_ids"], "price_subtotal", "tax_ids")
    taxes = accountant.read("account.tax", sorted({tax for line in lines for tax in line["tax_ids"]}), "amount")
    check(sorted(line["price_subtotal"] for line in lines) == [40, 350], f"lignes : {lines}")
    check([tax["amount"] for tax in taxes] == [20], f"taxes : {taxes}")
    return f"brouillon {bill['ref']}, {supplier['name']}, 2 lignes à 20 %, {bill['amount_total']:.2f} EUR"


def own_invoice(story):
    """An invoice of ours that comes back is no supplier's bill."""
    accountant = story.user("comptable")
    bill = drop(story, "facture-retour.pdf", story.facturx)
    row = accountant.read("account.move", bill, "partner_id", "invoice_line_ids", "message_ids")
    told = " ".join(message["body"] for message in accountant.read("mail.message", row["message_ids"], "body"))
    check(not row["partner_id"] and not row["invoice_line_ids"], f"saisie : {row}")
    check("propre société" in told, f"raison absente : {told}")
    accountant.call("account.move", "unlink", [bill])
    return "refusée, rien n'est saisi"


STEPS = [
    ("Factur-X : à l'employeur et à l'OPCO, contrôlée, envoyée telle quelle", facturx),
    ("Factur-X : facture incomplète refusée avec ses raisons", incomplete),
    ("Réception : la Factur-X d'un imprimeur devient un brouillon", received),
    ("Réception : notre propre facture est refusée", own_invoice),
]
