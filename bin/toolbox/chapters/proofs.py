"""What proves something can't be altered, even by whoever holds the database."""
import os
import subprocess

from .. import databases
from ..client import RpcError
from . import check


def verify(story, *options):
    """``(exit status, output)`` of ``odoo verify``."""
    done = subprocess.run(databases.odoo_command("verify", "-d", story.database, "--log-level=error", *options),
                          capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout


def sql(story, query):
    return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", story.database, "-c", query],
                          capture_output=True, text=True, env=os.environ)


def untouched(story):
    status, output = verify(story)
    check(status == 0, output)
    return f"{len(output.strip().splitlines())} registres intacts"


def users_are_refused(story):
    manager = story.user("responsable")
    entry = manager.search("of.attendance.entry", [("session_id", "=", story.session)], limit=1)
    for method, arguments in (("write", [{"person": "X"}]), ("unlink", [])):
        try:
            manager.call("of.attendance.entry", method, entry, *arguments)
        except RpcError:
            continue
        raise AssertionError(f"{method} accepté")
    refused = sql(story, f"UPDATE of_attendance_entry SET person = 'X' WHERE id = {entry[0]}")
    check(refused.returncode != 0, "la base a accepté la modification")
    return "modifier et supprimer refusés, par l'interface et par SQL"


def tampering_is_named(story):
    """With the trigger dropped, one signature is altered; it is named, then put back."""
    entry = story.user("responsable").search("of.attendance.entry", [("session_id", "=", story.session)], limit=1)[0]
    change = ("BEGIN; ALTER TABLE of_attendance_entry DISABLE TRIGGER USER; UPDATE of_attendance_entry "
              "SET person = {person} WHERE id = {id}; ALTER TABLE of_attendance_entry ENABLE TRIGGER USER; COMMIT")
    before = sql(story, f"SELECT quote_literal(person) FROM of_attendance_entry WHERE id = {entry}").stdout.strip()
    try:
        check(sql(story, change.format(person="'Faux Nom'", id=entry)).returncode == 0, "SQL refusé")
        status, output = verify(story)
        check(status == 1 and f"{entry})" in output, f"altération non nommée : {output}")
        session = story.user("responsable").read("of.session", story.session, "name")["name"]
        status, output = verify(story, "--session", session)
        check(status == 1 and f"{entry})" in output, f"altération non nommée dans sa session : {output}")
    finally:
        sql(story, change.format(person=before, id=entry))
    status, output = verify(story)
    check(status == 0, output)
    return f"entrée {entry} nommée, puis rétablie"


STEPS = [
    ("Preuves : empreintes et chaînes vérifiées", untouched),
    ("Preuves : ni utilisateur ni SQL ne les modifie", users_are_refused),
    ("Preuves : une signature falsifiée est nommée", tampering_is_named),
]
