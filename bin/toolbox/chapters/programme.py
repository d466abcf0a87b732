"""Programme and session."""
from datetime import datetime, timedelta, timezone

from ..client import RpcError
from . import check

PUBLIC_MENTIONS = ("Prérequis", "Objectifs", "Durée", "Délai d", "Accessibilité", "Financement", "84699999069")


def public_page(story):
    visitor = story.user(None)
    page = visitor.page("/formations")
    link = next(part.split('"')[0] for part in page.split('href="')
                if part.startswith("/formations/") and "tableau-croise" in part)
    sheet = visitor.page(link)
    missing = [mention for mention in PUBLIC_MENTIONS if mention.lower() not in sheet.lower()]
    check(not missing, f"mentions absentes de la page publique : {missing}")
    story.document("Programme, page publique.html", sheet.encode())
    return link


def mention_is_asked_for(story):
    """A programme without prerequisites is not published; the checklist names the field."""
    manager = story.user("responsable")
    copied = manager.create("slide.channel", name="Programme incomplet", of_is_programme=True, of_hours=7)
    checklist = manager.read("slide.channel", copied, "of_checklist")["of_checklist"]
    check("of_prerequisites" in [item["field"] for item in checklist], "la liste ne nomme pas les prérequis")
    try:
        manager.call("slide.channel", "action_of_publish", [copied])
    except RpcError as refused:
        manager.call("slide.channel", "unlink", [copied])
        return str(refused).splitlines()[1].strip("- ")
    raise AssertionError("publié malgré tout")


def session(story):
    """Two half-days that are just over, so that they can be signed and closed now."""
    assistant = story.user("assistante")
    now = datetime.now(timezone.utc).replace(tzinfo=None, second=0, microsecond=0)
    end = now - timedelta(minutes=now.minute % 5)  # times that people would choose
    spans = [(end - timedelta(hours=8), end - timedelta(hours=4, minutes=30)),
             (end - timedelta(hours=3, minutes=30), end)]
    trainer = story.ref("of_training.demo_trainer_nadia")
    story.session = assistant.create(
        "of.session", programme_id=story.ref("of_training.demo_programme_excel"),
        place_id=story.ref("of_training.demo_place_lyon"), room_id=story.ref("of_training.demo_room_rhone"),
        hours_sold=7,
        slot_ids=[(0, 0, {"start": str(start), "end": str(end), "trainer_id": trainer}) for start, end in spans])
    session = assistant.read("of.session", story.session, "name", "hours_planned")
    check(session["hours_planned"] == 7, f"{session['hours_planned']} h prévues au lieu de 7")
    return f"{session['name']}, 7 h en deux demi-journées"


STEPS = [
    ("Programme : page publique en français, mentions de l'indicateur 1", public_page),
    ("Programme : une mention manque, la publication est refusée", mention_is_asked_for),
    ("Session : demi-journées, formatrice, lieu", session),
]
