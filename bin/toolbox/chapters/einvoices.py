"""Factur-X: checked, sent as it is, refused when incomplete, received as a draft bill."""
import base64
import io

from pypdf import PdfReader

from ..client import RpcError
from . import check


def send(story, move):
    accountant = story.user("comptable")
    wizard = accountant.call("account.move.send.wizard", "create", {"move_id": move, "sending_methods": ["manual"]},
                             context={"active_model": "account.move", "active_ids": [move]})
    accountant.call("account.move.send.wizard", "action_send_and_print", [wizard])
    row = accountant.read("account.move", move, "name", "invoice_pdf_report_file", "of_einvoice_state")
    return row, base64.b64decode(row["invoice_pdf_report_file"] or "")


def facturx(story):
    row, content = send(story, story.invoice)
    check(row["of_einvoice_state"] == "passed", f"contrôle : {row['of_einvoice_state']}")
    check(list(PdfReader(io.BytesIO(content)).attachments) == ["factur-x.xml"], "pas de XML dans le PDF")
    story.facturx = content
    story.document(f"Facture {row['name']} (Factur-X).pdf", content)
    return f"{row['name']}, EN 16931 et BR-FR passés, {len(content) // 1024} Ko"


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


def received(story):
    """The supplier's Factur-X that is dropped in becomes a draft bill with its lines."""
    accountant = story.user("comptable")
    journal = accountant.search("account.journal", [("type", "=", "purchase")], limit=1)
    file = accountant.create("ir.attachment", name="facture-fournisseur.pdf", mimetype="application/pdf",
                             datas=base64.b64encode(story.facturx).decode())
    action = accountant.call("account.journal", "create_document_from_attachment", journal, [file],
                             context={"default_move_type": "in_invoice"})
    bill = accountant.read("account.move", action["res_id"], "state", "ref", "amount_total", "invoice_line_ids")
    sold = accountant.read("account.move", story.invoice, "name", "amount_total")
    check(bill["state"] == "draft" and bill["ref"] == sold["name"] and bill["invoice_line_ids"], f"reçue : {bill}")
    check(bill["amount_total"] == sold["amount_total"], f"{bill['amount_total']} au lieu de {sold['amount_total']}")
    return f"brouillon {bill['ref']}, {bill['amount_total']:.2f} EUR"


STEPS = [
    ("Factur-X : contrôlée, envoyée telle quelle", facturx),
    ("Factur-X : facture incomplète refusée avec ses raisons", incomplete),
    ("Réception : une Factur-X déposée devient un brouillon", received),
]
