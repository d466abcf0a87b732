"""100,000 entries of attendance in 100 registers, all verified, against Odoo's own reading of the same records.

It fails unless the one entry that is altered afterwards is named, and no other.
"""
import time

from records_50k import multiply
from signatures import drawing

from odoo import fields
from odoo.tools import SQL

from odoo.addons.of_foundation.lib.digest import digest

ENTRIES, SESSIONS, BATCH = 100_000, 100, 1000
PEER = "read() of the same records"


def measure(env):
    entries = populate(env)
    theirs, _none = timed(lambda: read(env))
    ours, problems = timed(lambda: list(entries._verify_all()))
    assert not problems, problems[:3]
    yield f"{ENTRIES:,} entries verified", ours, theirs, "s", PEER
    altered = entries.search([], offset=ENTRIES // 2, limit=1)
    env.cr.execute("UPDATE of_attendance_entry SET person = 'Autre' WHERE id = %s", [altered.id])
    env.invalidate_all()
    _seconds, problems = timed(lambda: list(entries._verify_all()))
    assert len(problems) == 1 and f"{altered.id})" in problems[0], problems[:3]


def timed(function):
    """``(seconds, result)``."""
    start = time.perf_counter()
    found = function()
    return time.perf_counter() - start, found


def read(env):
    """All that is frozen, in batches, as any export would read it."""
    entries, last = env["of.attendance.entry"], 0
    names = [*entries._frozen_fields, "salt", "digest", "previous_digest", "signature"]
    while batch := entries.search([("id", ">", last)], order="id", limit=BATCH):
        batch.read(names)
        last = batch[-1].id
        env.invalidate_all()
    return []


def populate(env):
    """One true signature, copied a hundred thousand times; each copy with the digest that fits its chain."""
    partner = env["res.partner"].create({"name": "Anna Stagiaire", "of_is_trainer": True})
    programme = env["slide.channel"].create({
        "name": "Excel, bases", "of_is_programme": True, "of_trainer_ids": [(4, partner.id)]})
    now = fields.Datetime.now()
    session = env["of.session"].create({
        "programme_id": programme.id, "link": "https://example.com/classe", "slot_ids": [(0, 0, {
            "start": fields.Datetime.subtract(now, hours=1), "end": fields.Datetime.add(now, hours=1),
            "trainer_id": partner.id})]})
    session.enrolment_ids = [(0, 0, {"learner_id": env["res.partner"].create({"name": "Bruno Stagiaire"}).id})]
    session.enrolment_ids.action_confirm()
    session.action_confirm()
    attendance = session.attendance_ids[0]
    vals = attendance._prepare_entry("presence", "present", "tablet", statement=attendance._statement(), reason=None,
                                     **attendance._prepare_signature(drawing(), None))
    entry = env["of.attendance.entry"].create(vals)
    env.cr.execute("ALTER TABLE of_attendance_entry DISABLE TRIGGER USER")
    multiply(env, session, SESSIONS - 1, name=SQL("'S' || n"))
    sessions = ids(env, "of_session", "programme_id = %s", programme.id)
    multiply(env, session.slot_ids, SESSIONS - 1, session_id=SQL("(%s::int[])[1 + n]", sessions))
    slots = ids(env, "of_session_slot", "session_id = ANY(%s)", sessions)
    multiply(env, attendance, SESSIONS - 1, session_id=SQL("(%s::int[])[1 + n]", sessions),
             slot_id=SQL("(%s::int[])[1 + n]", slots))
    attendances = ids(env, "of_attendance", "partner_id = %s AND slot_id = ANY(%s)", attendance.partner_id.id, slots)
    own = SQL("(%s::int[])[1 + n %% %s]", attendances, SESSIONS)
    multiply(env, entry, ENTRIES - 1, session_id=SQL("(%s::int[])[1 + n %% %s]", sessions, SESSIONS),
             attendance_id=own, seat=own, person=SQL("'Stagiaire ' || n"))
    env.invalidate_all()
    chain(env, sessions)
    return env["of.attendance.entry"]


def ids(env, table, where, *values):
    env.cr.execute(SQL("SELECT array_agg(id ORDER BY id) FROM %s WHERE %s", SQL.identifier(table), SQL(where, *values)))
    return env.cr.fetchone()[0]


def chain(env, sessions):
    entries = env["of.attendance.entry"]
    env["of.chain.head"].search([("key", "like", entries._name)]).unlink()
    for session in env["of.session"].browse(sessions):
        previous, rows = None, []
        for entry in entries.search([("session_id", "=", session.id)], order="id"):
            found = digest(entry._frozen_payload(previous), entry.salt)
            rows.append((entry.id, previous, found))
            previous = found
        for row in rows:
            env.cr.execute(
                "UPDATE of_attendance_entry SET previous_digest = %s, digest = %s WHERE id = %s", (*row[1:], row[0]))
        env["of.chain.head"].create({
            "key": entries._chain_of(session), "digest": previous, "entry_count": len(rows)})
        env.invalidate_all()
    env.cr.execute("ANALYZE of_attendance_entry")
