"""Conventions and contracts, signed through the portal."""
from ..client import RpcError
from . import check
from .sales import order


def draft(story, order_id):
    assistant = story.user("assistante")
    assistant.call("sale.order", "action_of_agreements", [order_id])
    return assistant.search("of.agreement", [("order_id", "=", order_id)])[0]


def signed(story, client, agreement, name, title=None):
    """Sign through the portal as a browser would; returns the row of the agreement."""
    path = f"/my/agreements/{agreement}"
    client.post(f"{path}/sign", page=client.page(path), name=name, title=title or "", consent="1").raise_for_status()
    row = story.user("assistante").read(
        "of.agreement", agreement, "name", "state", "signed_document_id", "withdrawal_end")
    check(row["state"] == "signed" and row["signed_document_id"], f"pas signé : {row}")
    sealed = story.user("assistante").read("of.document", row["signed_document_id"][0], "seal_subject")
    check(sealed["seal_subject"] == "Cachet de Confluence Formation", f"pas scellé : {sealed}")
    story.document(f"{row['signed_document_id'][1]}.pdf", client.get(f"{path}/pdf").content)
    return row


def missing_mention(story):
    assistant = story.user("assistante")
    story.convention = draft(story, story.orders["duchene"])
    kept = assistant.read("of.agreement", story.convention, "assessment")["assessment"]
    assistant.call("of.agreement", "write", [story.convention], {"assessment": False})
    try:
        assistant.call("of.agreement", "action_issue", [story.convention])
    except RpcError as refused:
        assistant.call("of.agreement", "write", [story.convention], {"assessment": kept})
        return str(refused).splitlines()[1].strip("- ")
    raise AssertionError("convention émise sans modalités d'évaluation")


def issue(story, agreement):
    """The run of the story begins today: that its convention is signed so late is waived, with the reason."""
    assistant = story.user("assistante")
    assistant.create("of.checklist.waiver", res_model="of.agreement", res_id=agreement, code="late",
                     reason="Convention relue par l'entreprise, signée le jour même.")
    assistant.call("of.agreement", "action_issue", [agreement])


def convention(story):
    issue(story, story.convention)
    row = signed(story, story.user("entreprise"), story.convention, "Hélène Duchêne", "Responsable RH")
    return row["name"]


def contract(story):
    """An individual signs at a distance: nothing may be invoiced for fourteen days."""
    assistant, learner = story.user("assistante"), story.user("stagiaire")
    person = learner.partner if hasattr(learner, "partner") else None
    story.individual = order(story, person, story.ref("of_training.demo_session_excel_4"), [])
    agreement = draft(story, story.individual)
    check(assistant.read("of.agreement", agreement, "kind")["kind"] == "contract", "ce n'est pas un contrat")
    assistant.call("of.agreement", "action_issue", [agreement])
    row = signed(story, learner, agreement, "Anaïs Abadiau")
    check(row["withdrawal_end"], "aucun délai de rétractation")
    return f"{row['name']}, rétractation jusqu'au {row['withdrawal_end']}"


def too_early(story):
    accountant = story.user("responsable")
    wizard = accountant.create("sale.advance.payment.inv", advance_payment_method="delivered",
                               sale_order_ids=[(6, 0, [story.individual])])
    try:
        accountant.call("sale.advance.payment.inv", "create_invoices", [wizard])
        moves = accountant.read("sale.order", story.individual, "invoice_ids")["invoice_ids"]
        accountant.call("account.move", "action_post", moves)
    except RpcError as refused:
        return str(refused).splitlines()[0][:90]
    raise AssertionError("facturé pendant le délai de rétractation")


STEPS = [
    ("Convention : mention absente, émission refusée avec l'article", missing_mention),
    ("Convention (D6353-1) : émise, signée par l'entreprise au portail, figée", convention),
    ("Contrat (L6353-3) : signé à distance par une particulière", contract),
    ("Contrat : aucune facture avant la fin du délai", too_early),
]
