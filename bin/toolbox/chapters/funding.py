"""Who pays which share, and one invoice per payer."""
from datetime import date, datetime, timedelta, timezone

from ..client import RpcError
from . import check


def send(story, request):
    """Mark a request as sent, answering for what it lacks."""
    assistant = story.user("assistante")
    for item in assistant.read("of.funding.request", request, "of_checklist")["of_checklist"]:
        check(item["level"] == "advisory", f"demande incomplète : {item['sentence']}")
        assistant.create("of.checklist.waiver", res_model="of.funding.request", res_id=request, code=item["code"],
                         reason="Transmis par l'entreprise sur son espace")
    assistant.call("of.funding.request", "action_send", [request])


def answer(story, request, kind, **values):
    """Record what the funder answered, as its letter says; returns the row of the request."""
    assistant = story.user("assistante")
    wizard = assistant.create("of.funding.answer.add", request_id=request, kind=kind, date=str(date.today()), **values)
    assistant.call("of.funding.answer.add", "action_record", [wizard])
    return assistant.read("of.funding.request", request, "name", "number", "mode", "state", "amount_granted")


def grant(story, request, **values):
    """Send a request and record its accord; returns the row of the request."""
    send(story, request)
    return answer(story, request, "grant", **values)


def ask(story, enrolments, amount):
    """Ask the employer's OPCO for ``amount`` per learner; returns the request."""
    assistant = story.user("assistante")
    wizard = assistant.create("of.funding.share.add", enrolment_ids=[(6, 0, enrolments)], asked=amount)
    assistant.call("of.funding.share.add", "action_add", [wizard])
    lines = assistant.call("of.funding.line", "search_read", [("enrolment_id", "in", enrolments),
                                                             ("request_id", "!=", False)], ["request_id"])
    return lines[0]["request_id"][0]


def invoices(story, order_id):
    """Invoice an order and post; rows of its invoices."""
    return posted(story, drafts_of(story, order_id))


def drafts_of(story, order_id):
    """The draft invoices that Odoo's own wizard makes of an order."""
    manager = story.user("responsable")
    wizard = manager.create("sale.advance.payment.inv", advance_payment_method="delivered",
                            sale_order_ids=[(6, 0, [order_id])])
    manager.call("sale.advance.payment.inv", "create_invoices", [wizard])
    moves = manager.read("sale.order", order_id, "invoice_ids")["invoice_ids"]
    return manager.search("account.move", [("id", "in", moves), ("state", "=", "draft")])


def posted(story, drafts):
    """Post and print invoices; their rows, the largest first."""
    manager = story.user("responsable")
    manager.call("account.move", "action_post", drafts)
    rows = manager.read("account.move", drafts, "name", "partner_id", "amount_total")
    for row in rows:
        pdf = manager.get(f"/report/pdf/account.report_invoice_with_payments/{row['id']}").content
        story.document(f"Facture {row['name']} {row['partner_id'][1]}.pdf", pdf)
    return sorted(rows, key=lambda row: -row["amount_total"])


def status(story, order_id):
    return story.user("responsable").read("sale.order", order_id, "invoice_status")["invoice_status"]


def amounts(rows):
    return [(row["partner_id"][1].split(",")[0], row["amount_total"]) for row in rows]


def direct(story):
    """1 780.00 for two employees: the OPCO pays 600.00 for each to us, the employer the rest."""
    enrolments = [story.enrolments[story.learners[name]] for name in ("01", "02")]
    row = grant(story, ask(story, enrolments, 600), number="CSTR-2026-0417", mode="direct")
    check(row["state"] == "granted" and row["mode"] == "direct", f"demande : {row}")
    rows = invoices(story, story.orders["duchene"])
    check([row["amount_total"] for row in rows] == [1200, 580], f"factures : {amounts(rows)}")
    check(status(story, story.orders["duchene"]) == "invoiced", "commande pas entièrement facturée")
    story.opco_invoice, story.invoice = rows[0]["id"], rows[1]["id"]
    return ", ".join(f"{name} {amount:.2f}" for name, amount in amounts(rows))


def refund(story):
    """Since 1 October 2026 an OPCO refunds the company: one invoice, to the company."""
    enrolment = story.enrolments[story.learners["03"]]
    row = grant(story, ask(story, [enrolment], 500), number="EP-2026-88120")
    check(row["mode"] == "refund", f"mode {row['mode']}")
    rows = invoices(story, story.orders["boulange"])
    check(amounts(rows) == [("Les Fournils du Parc", 890)], f"factures : {amounts(rows)}")
    story.refund_invoice = rows[0]["id"]
    return "Les Fournils du Parc 890.00, dont 500.00 remboursés par l'OPCO"


def session_just_over(story):
    """A session of the certifying programme whose one half-day may still be signed."""
    assistant = story.user("assistante")
    now = datetime.now(timezone.utc).replace(tzinfo=None, second=0, microsecond=0)
    end = now - timedelta(minutes=now.minute % 5)
    return assistant.create(
        "of.session", programme_id=story.ref("of_training.demo_programme_tosa"),
        place_id=story.ref("of_training.demo_place_lyon"),
        slot_ids=[(0, 0, {"start": str(end - timedelta(hours=3, minutes=30)), "end": str(end),
                          "trainer_id": story.ref("of_training.demo_trainer_nadia")})])


def sign(story, session):
    """The learner by his personal link, then the trainer in her portal, which closes the slot."""
    assistant, visitor, trainer = story.user("assistante"), story.user(None), story.user("formatrice")
    assistant.call("of.session", "action_confirm", [session])
    assistant.call("of.session", "action_start", [session])
    rows = assistant.call("of.attendance", "search_read", [("session_id", "=", session)], ["role", "partner_id"])
    own = {row["role"]: row for row in rows}
    link = assistant.call("of.attendance", "action_copy_link", [own["learner"]["id"]])["params"]["message"]
    for client, path, role in ((visitor, "/of/sign/" + link.rsplit("/", 1)[1], "learner"),
                               (trainer, f"/my/attendance/{own['trainer']['id']}", "trainer")):
        client.post(path, page=client.page(path), typed=own[role]["partner_id"][1]).raise_for_status()


def cpf(story):
    """An accepted CPF file makes the order to the Caisse des Dépôts; no agreement, one invoice of the whole price."""
    assistant = story.user("assistante")
    story.cpf_session = session_just_over(story)
    request = assistant.create(
        "of.funding.request", funder_id=story.ref("of_funding.res_partner_cpf"), scheme="cpf",
        session_id=story.cpf_session, number="EDOF-26-0093317",
        learner_id=story.ref("of_training.demo_learner_29"), learner_status="employee")
    row = grant(story, request, number="EDOF-26-0093317", unit_amount=1260)
    check(row["mode"] == "platform", f"mode {row['mode']}")
    assistant.call("of.funding.request", "action_make_order", [request])
    made = assistant.read("of.funding.request", request, "order_id")["order_id"][0]
    try:
        assistant.call("sale.order", "action_of_agreements", [made])
        raise AssertionError("une convention pour un dossier CPF")
    except RpcError:
        check(not assistant.search("of.agreement", [("order_id", "=", made)]), "une convention pour un dossier CPF")
    story.cpf_drafts = drafts_of(story, made)
    return f"commande à la Caisse des Dépôts, dossier {row['number']}"


def service_done(story):
    """EDOF pays on service done: the invoice waits for the slots to be closed."""
    try:
        posted(story, story.cpf_drafts)
        raise AssertionError("facture CPF validée avant le service fait")
    except RpcError as refused:
        check("service fait" in str(refused), f"refus : {refused}")
    sign(story, story.cpf_session)
    rows = posted(story, story.cpf_drafts)
    check(len(rows) == 1 and rows[0]["amount_total"] == 1260, f"factures : {amounts(rows)}")
    return f"refusée, puis {rows[0]['partner_id'][1]} {rows[0]['amount_total']:.2f} une fois les créneaux clos"


def individual(story):
    """Signed weeks ago, and followed: her withdrawal period is over."""
    rows = invoices(story, story.ref("of_training.demo_order_learner_21"))
    check([row["amount_total"] for row in rows] == [1260], f"factures : {amounts(rows)}")
    return ", ".join(f"{name} {amount:.2f}" for name, amount in amounts(rows))


def mentions(story):
    """File number, learners, hours and VAT mention stand on the OPCO's invoice."""
    manager = story.user("responsable")
    lines = manager.call("account.move.line", "search_read", [
        ("move_id", "=", story.opco_invoice), ("display_type", "=", "product")], ["name"])
    move = manager.read("account.move", story.opco_invoice, "of_vat_mention", "ref")
    text = " ".join([*(row["name"] for row in lines), move["of_vat_mention"] or "", move["ref"] or ""])
    wanted = ["CSTR-2026-0417", "Anaïs Abadiau", "7", "261-4-4"]
    missing = [word for word in wanted if word not in text]
    check(not missing, f"absents de la facture : {missing} dans {text}")
    return "dossier, stagiaires, heures, exonération"


def credit_note(story):
    manager = story.user("responsable")
    wizard = manager.call("account.move.reversal", "create", {
        "move_ids": [(6, 0, [story.refund_invoice])], "reason": "Erreur de payeur",
        "journal_id": manager.read("account.move", story.refund_invoice, "journal_id")["journal_id"][0]},
        context={"active_model": "account.move", "active_ids": [story.refund_invoice]})
    action = manager.call("account.move.reversal", "reverse_moves", [wizard])
    manager.call("account.move", "action_post", [action["res_id"]])
    check(status(story, story.orders["boulange"]) == "to invoice", "la commande n'est pas rouverte")
    rows = invoices(story, story.orders["boulange"])
    check([row["amount_total"] for row in rows] == [890], f"refacturé : {amounts(rows)}")
    return f"avoir, puis {rows[0]['name']} de 890.00"


def lists_open(story):
    """Accountant and assistant open their lists with the fields their views show."""
    opened = []
    for login, model in (("comptable", "account.move"), ("comptable", "of.enrolment"), ("assistante", "sale.order"),
                         ("assistante", "of.enrolment"), ("assistante", "of.funding.request")):
        client = story.user(login)
        views = client.call(model, "get_views", [[False, "list"], [False, "form"]], options={})
        arch = views["views"]["list"]["arch"]
        names = [name for name in views["models"][model]["fields"] if f'name="{name}"' in arch]
        try:
            rows = client.call(model, "web_search_read", [], {name: {} for name in names}, limit=80)
        except RpcError as refused:
            raise AssertionError(f"{login}, {model} : {refused}") from refused
        opened.append(f"{model} {rows['length']}")
    return ", ".join(opened)


STEPS = [
    ("Financement : OPCO en paiement direct et employeur, deux factures", direct),
    ("Financement : OPCO qui rembourse l'entreprise, une facture", refund),
    ("Financement : CPF, tout le prix à la Caisse des Dépôts", cpf),
    ("Financement : CPF, facturé une fois le service fait", service_done),
    ("Particulière : facturée après son délai de rétractation", individual),
    ("Facture : dossier, stagiaires, heures, mention de TVA", mentions),
    ("Avoir : la commande se rouvre et se refacture", credit_note),
    ("Comptable et assistante ouvrent leurs listes", lists_open),
]
