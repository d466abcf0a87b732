"""Signatures of learners and trainer, sheet and certificates."""
from . import check


def slots(story):
    return story.user("assistante").search("of.session.slot", [("session_id", "=", story.session)], order="start")


def learners_sign(story):
    """One learner through her portal, the others by their personal link."""
    assistant = story.user("assistante")
    domain = [("session_id", "=", story.session), ("role", "=", "learner")]
    rows = assistant.call("of.attendance", "search_read", domain, ["partner_id"])
    check(len(rows) == 6, f"{len(rows)} émargements attendus au lieu de 6")
    for row in rows:
        name = row["partner_id"][1]
        if row["partner_id"][0] == story.learners["01"]:
            client, path = story.user("stagiaire"), f"/my/attendance/{row['id']}"
        else:
            link = assistant.call("of.attendance", "action_copy_link", [row["id"]])["params"]["message"]
            client, path = story.user(None), "/of/sign/" + link.rsplit("/", 1)[1]
        page = client.page(path)
        check("name=\"viewport\"" in page, "la page n'est pas faite pour un téléphone")
        client.post(path, page=page, typed=name).raise_for_status()
    states = assistant.call("of.attendance", "search_read", [("id", "in", [row["id"] for row in rows])], ["state"])
    check({row["state"] for row in states} == {"present"}, f"états : {states}")
    return "6 signatures de 3 stagiaires"


def stranger_is_refused(story):
    """Another's attendance by a guessed number, and a token that is not one."""
    other = story.user("assistante").search(
        "of.attendance", [("session_id", "=", story.session), ("partner_id", "=", story.learners["03"])])[0]
    guessed = story.user("stagiaire").get(f"/my/attendance/{other}").status_code
    forged = story.user(None).get(f"/of/sign/{other}-{'0' * 64}").status_code
    check(guessed in (403, 404) and forged in (403, 404), f"réponses {guessed} et {forged}")
    return f"{guessed} et {forged}"


def trainer_countersigns(story):
    trainer, assistant = story.user("formatrice"), story.user("assistante")
    for slot in slots(story):
        own = assistant.search("of.attendance", [("slot_id", "=", slot), ("role", "=", "trainer")])[0]
        path = f"/my/attendance/{own}"
        trainer.post(path, page=trainer.page(path), typed="Nadia Berrichon").raise_for_status()
    closed = assistant.read("of.session.slot", slots(story), "closed_at")
    check(all(row["closed_at"] for row in closed), f"créneaux non clos : {closed}")
    done = assistant.read("of.enrolment", list(story.enrolments.values()), "hours_done")
    check({row["hours_done"] for row in done} == {7}, f"heures réalisées : {done}")
    return "2 créneaux clos, 7 h réalisées par stagiaire"


def newest(story, kind, field, value):
    """The newest document of a kind about one record, kept where --keep asks; returns its row."""
    assistant = story.user("assistante")
    row = assistant.call("of.document", "search_read", [("kind", "=", kind), (field, "=", value)],
                         ["name", "sha256", "attachment_id"], limit=1, order="id desc")[0]
    content = assistant.get(f"/web/content/{row['attachment_id'][0]}").content
    check(content.startswith(b"%PDF"), f"{row['name']} n'est pas un PDF")
    story.document(f"{row['name']}.pdf", content)
    return row


def sheet(story):
    story.user("assistante").call("of.session", "action_attendance_sheet", [story.session])
    return newest(story, "attendance_sheet", "session_id", story.session)["sha256"][:16]


def certificates(story):
    assistant = story.user("assistante")
    assistant.call("of.session", "action_finish", [story.session])
    assistant.call("of.session", "action_issue_certificates", [story.session])
    rows = [newest(story, "certificate", "enrolment_id", enrolment) for enrolment in story.enrolments.values()]
    return ", ".join(row["name"] for row in rows)


STEPS = [
    ("Émargement : portail et liens personnels, page de téléphone", learners_sign),
    ("Émargement : dossier d'autrui et faux lien refusés", stranger_is_refused),
    ("Émargement : la formatrice contresigne, les heures se comptent", trainer_countersigns),
    ("Feuille d'émargement : PDF figé", sheet),
    ("Certificats de réalisation : heures réellement suivies", certificates),
]
