"""Both frameworks, evidence made by the work itself, the audit file."""
import io
import re
import zipfile

from . import check


def frameworks(story):
    manager = story.user("responsable")
    rows = manager.call("of.qualiopi.framework", "search_read", [], ["name", "date_from", "date_to"])
    counts = {row["name"]: manager.call("of.qualiopi.indicator", "search_count", [("framework_id", "=", row["id"])])
              for row in rows}
    check(sorted(counts.values()) == [32, 33], f"indicateurs : {counts}")
    return ", ".join(f"{name} : {count}" for name, count in counts.items())


def evidence(story):
    """What this run alone made: agreement, sheet, certificates."""
    manager = story.user("responsable")
    name = manager.read("of.session", story.session, "name")["name"]
    found = manager.call("of.qualiopi.evidence", "search_count", [("create_date", ">=", story.started),
                                                                  ("name", "ilike", name)])
    check(found >= 5, f"{found} preuves pour la session")
    return f"{found} preuves nées de cette session"


def audit_file(story):
    manager = story.user("responsable")
    wizard = manager.create("of.qualiopi.audit.file")
    action = manager.call("of.qualiopi.audit.file", "action_make", [wizard])
    content = manager.get(action["url"]).content
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    check("index.html" in names or any(name.endswith("/index.html") for name in names), f"sans index : {names[:5]}")
    folders = {name.split("/")[-2] for name in names if re.search(r"Indicateur", name)}
    check(folders and archive.testzip() is None, "dossiers d'indicateurs absents ou archive abîmée")
    story.document("Dossier d'audit.zip", content)
    return f"{len(names)} fichiers, {len(content) // 1024} Ko"


STEPS = [
    ("Qualité : les deux référentiels, 32 et 33 indicateurs", frameworks),
    ("Qualité : les preuves se créent d'elles-mêmes", evidence),
    ("Qualité : le dossier d'audit en un clic", audit_file),
]
