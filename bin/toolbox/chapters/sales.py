"""Quotations, learner records, and who sees what."""
from . import check


def order(story, partner, session, learners, product="excel"):
    """A confirmed order of the demo's product; returns its id."""
    assistant = story.user("assistante")
    order_id = assistant.create(
        "sale.order", partner_id=partner, order_line=[(0, 0, {
            "product_id": story.ref(f"of_training.demo_product_{product}"), "product_uom_qty": len(learners) or 1,
            "of_session_id": session, "of_learner_ids": [(6, 0, learners)]})])
    return order_id


def quotations(story):
    assistant = story.user("assistante")

    def ref(name):
        return story.ref(f"of_training.demo_{name}")
    story.learners = {name: ref(f"learner_{name}") for name in ("01", "02", "03")}
    story.orders = {
        "duchene": order(story, ref("client_duchene"), story.session, [story.learners["01"], story.learners["02"]]),
        "boulange": order(story, ref("client_boulange"), story.session, [story.learners["03"]]),
    }
    names = assistant.read("sale.order", list(story.orders.values()), "name", "amount_untaxed")
    check([row["amount_untaxed"] for row in names] == [1780, 890], f"montants inattendus : {names}")
    story.document("Devis Menuiserie Duchêne.pdf", assistant.get(
        f"/report/pdf/sale.report_saleorder/{story.orders['duchene']}").content)
    return ", ".join(row["name"] for row in names)


def records(story):
    assistant = story.user("assistante")
    assistant.call("sale.order", "action_confirm", list(story.orders.values()))
    found = assistant.call("of.enrolment", "search_read", [("order_id", "in", list(story.orders.values()))],
                           ["name", "learner_id", "employer_id", "price"])
    check(len(found) == 3 and all(row["learner_id"] and row["price"] == 890 for row in found),
          f"dossiers inattendus : {found}")
    story.enrolments = {row["learner_id"][0]: row["id"] for row in found}
    assistant.call("of.session", "action_confirm", [story.session])
    assistant.call("of.session", "action_start", [story.session])
    return ", ".join(row["name"] for row in found)


def walls(story):
    """The learner sees his own records, the HR contact his employees', nobody another's."""
    own = story.user("stagiaire").call("of.enrolment", "search_read", [], ["learner_id"])
    check(own and {row["learner_id"][1] for row in own} == {"Anaïs Abadiau"}, f"vu par la stagiaire : {own}")
    staff = story.user("entreprise").call("of.enrolment", "search_read", [], ["employer_id"])
    employers = {row["employer_id"][1] for row in staff}
    check(employers == {"Menuiserie Duchêne"}, f"employeurs vus par l'entreprise : {employers}")
    foreign = story.enrolments[story.learners["03"]]
    page = story.user("entreprise").get(f"/my/trainings/{foreign}")
    refused = page.status_code in (403, 404) or not page.url.endswith(str(foreign))
    check(refused, "dossier d'une autre entreprise ouvert")
    return f"stagiaire {len(own)}, entreprise {len(staff)}, autre entreprise refusée"


STEPS = [
    ("Vente : devis à deux entreprises", quotations),
    ("Vente : la confirmation crée les dossiers stagiaires", records),
    ("Portail : chacun ne voit que les siens", walls),
]
