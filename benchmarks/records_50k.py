"""Lists, forms and search on 50,000 learner records and 5,000 sessions, against as many contacts.

The peer is Odoo's own ``res.partner`` with its own views: what people know as fast enough.
Each step is what the web client asks for, as an assistant of the office.
"""
from toolbox.measure import side_by_side

from odoo.tests.common import new_test_user
from odoo.tools import SQL

RECORDS, SESSIONS, PAGE = 50_000, 5_000, 80
PEER = "res.partner"


def measure(env):
    user = populate(env)
    for model, count in (("of.enrolment", RECORDS), ("of.session", SESSIONS)):
        ours, peer = Screens(env(user=user)[model]), Screens(env(user=user)[PEER])
        yield from compare(ours, peer, model, count)


def compare(ours, peer, model, count):
    steps = (
        ("first page of the list", lambda screens: screens.page(0)),
        ("page in the middle", lambda screens: screens.page(count // 2)),
        ("search by name", lambda screens: screens.search("4242")),
        ("one form", lambda screens: screens.form()),
        ("change of one record", lambda screens: screens.change()),
    )
    for label, step in steps:
        mine, theirs = side_by_side(lambda do=step: do(ours), lambda do=step: do(peer))
        yield f"{model}: {label}", mine * 1000, theirs * 1000, "ms", PEER


class Screens:
    """What the web client asks a model for; caches are emptied before each question."""

    def __init__(self, model):
        self.model = model
        views = model.get_views([(False, "list"), (False, "form")])
        self.list, self.detail = (self._fields(views["views"][kind]["arch"]) for kind in ("list", "form"))
        self.domain = [("id", ">", 0)]
        self.record = model.search(self.domain, limit=1, offset=100).id

    def _fields(self, arch):
        """The specification of the fields that a view shows."""
        result = {}
        for name, field in self.model._fields.items():
            if f'name="{name}"' in arch and (not field.groups or self.model.env.user.has_groups(field.groups)):
                result[name] = {"fields": {"display_name": {}}} if field.relational else {}
        return result

    def fresh(self):
        self.model.env.invalidate_all()
        return self.model

    def page(self, offset):
        return self.fresh().web_search_read(self.domain, self.list, offset=offset, limit=PAGE)

    def search(self, words):
        return self.fresh().name_search(words, limit=PAGE)

    def form(self):
        return self.fresh().browse(self.record).web_read(self.detail)

    def change(self):
        record = self.fresh().browse(self.record)
        record.write({"user_id": self.model.env.uid} if "user_id" in record._fields else {"status": "employee"})
        record.env.flush_all()


def populate(env):
    """An assistant, and as many rows as the benchmark names, copied in the database from one true record."""
    user = new_test_user(env, "bench", groups="of_training.group_of_training_user,base.group_partner_manager")
    programme = env["slide.channel"].create({"name": "Programme", "of_is_programme": True, "of_hours": 7})
    partner = env["res.partner"].create({"name": "Personne 0", "email": "p0@example.com", "city": "Lyon"})
    session = env["of.session"].create({"programme_id": programme.id, "user_id": user.id, "slot_ids": [
        (0, 0, {"start": "2027-01-11 08:00:00", "end": "2027-01-11 11:30:00"})]})
    multiply(env, partner, RECORDS, name=SQL("'Personne ' || n"), complete_name=SQL("'Personne ' || n"),
             email=SQL("'p' || n || '@example.com'"), commercial_partner_id=SQL("currval('res_partner_id_seq')"))
    multiply(env, session, SESSIONS, name=SQL("'S' || n"), date_start=SQL("date_start + n * interval '1 hour'"))
    enrolment = env["of.enrolment"].create({"session_id": session.id, "learner_id": partner.id})
    multiply(env, enrolment, RECORDS, name=SQL("'D' || n"),
             learner_id=SQL("%s + n", ids(env, "res_partner")),
             session_id=SQL("%s + 1 + n %% %s", ids(env, "of_session"), SESSIONS))
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    return user


def ids(env, table):
    """The id before those of the copies."""
    env.cr.execute(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
    return env.cr.fetchone()[0] - (SESSIONS if table == "of_session" else RECORDS)


def multiply(env, record, count, **changes):
    """Copy the row of ``record`` ``count`` times; ``changes``: SQL in which ``n`` counts from 1."""
    env.flush_all()
    columns = [name for name, field in record._fields.items() if field.store and field.column_type and name != "id"]
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) n WHERE id = %s ORDER BY n",
        SQL.identifier(record._table), SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(changes.get(name) or SQL.identifier(name) for name in columns),
        SQL.identifier(record._table), count, record.id))
