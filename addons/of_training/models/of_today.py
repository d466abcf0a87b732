from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..lib import planning

SIGN_DAYS = 7  # days after which an agreement that waits for its signature is late
SOON_DAYS = 7  # days before a session within which nothing may lack
SHOWN = 3  # records named on a line
HELD = ("confirmed", "running", "done")


@dataclass(frozen=True)
class Line:
    """One thing that may be due: the records of ``model`` that meet ``domain``.

    :param sentence: what is due, for any number of records, translated
    :param is_late: should have been done before today
    :param do: name of the method of the model that does it for all of them
    :param do_label: its button
    :param context: with which the records are named
    """

    code: str
    group: str
    model: str
    sentence: str
    domain: list
    order: str | None = None
    is_late: bool = False
    do: str | None = None
    do_label: str | None = None
    context: dict = field(default_factory=dict)


class OfToday(models.AbstractModel):
    """The board 'Aujourd'hui': what is due over all sessions, as far as its reader may see.

    Modules extend ``_groups`` and ``_providers``. A line costs two queries, however many records it counts.
    """

    _name = "of.today"
    _description = "Today"

    @api.model
    def read_board(self):
        """``{"day", "slots", "groups"}`` for the screen."""
        self._check_reader()
        return {"day": self._day_label(), "slots": self._slots_of_today(), "groups": self._grouped()}

    @api.model
    def run(self, code):
        """Do the thing of one line for all its records."""
        self._check_reader()
        line = next((line for line in self._providers() if line.code == code and line.do), None)
        if not line:
            raise UserError(self.env._("This line is no longer on the board: load it again."))
        return getattr(self.env[line.model].search(line.domain), line.do)()

    def _check_reader(self):
        if not self.env.user.has_group("of_training.group_of_training_user"):
            raise AccessError(self.env._("This board is for whoever runs the trainings."))

    def _grouped(self):
        found = [self._line(line) for line in self._providers()]
        groups = [{"name": name, "lines": [line for line in found if line and line["group"] == code]}
                  for code, name in self._groups().items()]
        return [group for group in groups if group["lines"]]

    def _line(self, line):
        """What the screen shows of one line; None where nothing is due or its reader may not see it."""
        model = self.env[line.model].with_context(**line.context)
        if not model.has_access("read"):
            return None
        records = model.search(line.domain, limit=SHOWN + 1, order=line.order)
        if not records:
            return None
        count = len(records) if len(records) <= SHOWN else model.search_count(line.domain)
        return {
            "code": line.code, "group": line.group, "sentence": line.sentence, "count": count,
            "is_late": line.is_late, "do_label": line.do_label, "model": line.model, "domain": line.domain,
            "context": line.context, "records": [
                {"id": record.id, "name": record.display_name} for record in records[:SHOWN]]}

    # -- what may be due --------------------------------------------------------------

    @api.model
    def _groups(self):
        """``{code: name}`` in the order of the board; extend with super()."""
        return {
            "attendance": self.env._("Attendance"), "sessions": self.env._("Sessions"),
            "agreements": self.env._("Agreements"), "records": self.env._("Learner records"),
            "trainers": self.env._("Trainers"), "sales": self.env._("Sales"),
            "incidents": self.env._("Complaints and hazards")}

    @api.model
    def _providers(self):
        """The ``Line`` that are looked at; extend with super()."""
        return [*self._attendance_lines(), *self._session_lines(), *self._paper_lines()]

    def _attendance_lines(self):
        now, (start, end) = fields.Datetime.now(), self._bounds()
        held = [("session_id.state", "in", HELD)]
        in_words = {"of_slot_on_board": True}
        return [
            Line("sign_today", "attendance", "of.session.slot", self.env._("Half-days to sign today"),
                 domain=[("start", ">=", start), ("start", "<", end), ("closed_at", "=", False),
                  ("attendance_ids", "any", [("role", "=", "learner"), ("state", "=", "expected")]), *held],
                 order="start", context=in_words, do="action_send_links", do_label=self.env._("Send the links")),
            Line("to_confirm", "attendance", "of.attendance",
                 self.env._("Signatures that the trainer has to confirm"),
                 domain=[("awaits_word", "=", True)], order="start", is_late=True),
            Line("no_countersign", "attendance", "of.attendance",
                 self.env._("Closed half-days that their trainer did not sign"),
                 domain=[("role", "=", "trainer"), ("signed_at", "=", False), ("slot_id.closed_at", "!=", False),
                         ("session_id.is_taken_over", "=", False), *held],
                 order="start", is_late=True, do="action_remind", do_label=self.env._("Remind them")),
            Line("unsigned", "attendance", "of.attendance",
                 self.env._("Attendances of past half-days neither signed nor settled"),
                 domain=[("role", "=", "learner"), ("state", "=", "expected"), ("slot_id.end", "<", now), *held],
                 order="start", is_late=True, do="action_remind", do_label=self.env._("Remind them")),
            Line("close_slots", "attendance", "of.session.slot", self.env._("Half-days that are over, to close"),
                 domain=[("end", "<", now), ("closed_at", "=", False), *held], order="start", is_late=True,
                 do="action_close_slot", do_label=self.env._("Close them"), context=in_words),
        ]

    def _session_lines(self):
        now = fields.Datetime.now()
        before = [("state", "in", ("draft", "open", "confirmed"))]
        coming = [("date_start", ">", now), *before]
        return [
            Line("lacking", "sessions", "of.session",
                 self.env._("Sessions that begin within a week and lack something"),
                 domain=[("id", "in", self._lacking().ids)], order="date_start", is_late=True),
            Line("not_begun", "sessions", "of.session",
                 self.env._("Sessions whose first day is past, neither held nor cancelled"),
                 domain=[("state", "in", ("draft", "open")), ("date_start", "<", now)],
                 order="date_start", is_late=True),
            Line("conflicts", "sessions", "of.session.slot", self.env._("Half-days in conflict"),
                 domain=[("end", ">", now), ("is_conflicting", "=", True)], order="start",
                 context={"of_slot_on_board": True}),
            Line("to_plan", "sessions", "of.session", self.env._("Sessions with hours left to plan"),
                 domain=[("hours_to_plan", ">", 0), ("state", "in", ("draft", "open", "confirmed", "running"))],
                 order="date_start"),
            Line("no_trainer", "sessions", "of.session", self.env._("Sessions to come without a trainer"),
                 domain=[("slot_ids", "any", [("trainer_id", "=", False)]), *coming], order="date_start"),
            Line("finish", "sessions", "of.session", self.env._("Sessions that are over, to finish"),
                 domain=[("state", "=", "running"), ("is_rolling", "=", False), ("date_end", "<", now)],
                 order="date_end"),
            Line("close", "sessions", "of.session", self.env._("Finished sessions, to close"),
                 domain=[("state", "=", "done")], order="date_end"),
            Line("incidents", "incidents", "of.incident", self.env._("Late complaints and hazards"),
                 domain=[("state", "!=", "closed"), ("deadline", "<", fields.Date.context_today(self))], is_late=True),
            Line("new_incidents", "incidents", "of.incident",
                 self.env._("New complaints and hazards"), domain=[("state", "=", "new")]),
        ]

    def _paper_lines(self):
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        ago = fields.Date.add(today, days=-SIGN_DAYS)
        live = [("state", "in", ("draft", "confirmed"))]
        to_move = [("state", "in", ("waiting", "draft", "confirmed"))]
        return [
            Line("issue", "agreements", "of.agreement", self.env._("Agreements to issue"),
                 domain=[("state", "=", "draft"), ("session_id.state", "!=", "cancelled")], order="id"),
            Line("sign", "agreements", "of.agreement", self.env._("Agreements unsigned for more than a week"),
                 domain=[("state", "=", "issued"), ("date_issued", "<", ago)], order="date_issued", is_late=True),
            Line("expired", "agreements", "of.agreement",
                 self.env._("Agreements that expired unsigned, to issue again or to cancel"),
                 domain=[("state", "=", "expired"), ("session_id.state", "!=", "cancelled")], order="valid_until",
                 is_late=True),
            Line("unnamed", "records", "of.enrolment", self.env._("Learner records without a name"),
                 domain=[("learner_id", "=", False), ("session_id.state", "not in", ("closed", "cancelled")), *live]),
            Line("papers", "records", "of.enrolment", self.env._("Learners who begin within a week and lack a paper"),
                 domain=[("paper_ids", "any", ["|", ("received_on", "=", False), ("valid_until", "<", today)]),
                         ("session_id.date_start", ">", now), *live,
                         ("session_id.date_start", "<", now + timedelta(days=SOON_DAYS))], order="session_id, id"),
            Line("trainer_papers", "trainers", "of.trainer.paper",
                 self.env._("Papers of trainers that are out of date"),
                 domain=[("valid_until", "<", today), ("renewed_by_id", "=", False)], order="valid_until",
                 is_late=True),
            Line("to_move", "records", "of.enrolment",
                 self.env._("Learners of a cancelled session, to move or to cancel"),
                 domain=[("session_id.state", "=", "cancelled"), *to_move], is_late=True),
            Line("certificates", "records", "of.enrolment", self.env._("Certificates to issue"),
                 domain=[("state", "=", "done"), ("hours_done", ">", 0), ("session_id.ordering_of_id", "=", False),
                         ("session_id.is_taken_over", "=", False),
                         ("document_ids", "not any", [("kind", "=", "certificate")])]),
            Line("certificates_again", "records", "of.enrolment",
                 self.env._("Certificates whose hours changed since, to issue again"),
                 domain=[("is_certificate_outdated", "=", True)], is_late=True),
            Line("quotations", "sales", "sale.order", self.env._("Quotations that await an answer"),
                 domain=[("state", "=", "sent"), ("order_line.of_session_id", "!=", False)], order="date_order",
                 context={"sale_show_partner_name": True}),
        ]

    def _lacking(self):
        """Sessions that begin soon and whose checklist is not empty."""
        now = fields.Datetime.now()
        sessions = self.env["of.session"].search([
            ("state", "in", ("draft", "open", "confirmed")), ("date_start", ">", now),
            ("date_start", "<", now + timedelta(days=SOON_DAYS))])
        return sessions.filtered(lambda session: session.blocking_count or session.advisory_count)

    # -- the day ----------------------------------------------------------------------

    def _bounds(self):
        """First instant of today and of tomorrow (UTC), where the reader is."""
        zone = self.env.user.tz or "Europe/Paris"
        today = fields.Datetime.context_timestamp(self.with_context(tz=zone), fields.Datetime.now()).date()
        return [planning.instant(day, 0, zone) for day in (today, fields.Date.add(today, days=1))]

    def _day_label(self):
        zone = self.with_context(tz=self.env.user.tz or "Europe/Paris")
        return format_date(self.env, fields.Date.context_today(zone), date_format="EEEE d MMMM y")

    def _slots_of_today(self):
        start, end = self._bounds()
        slots = self.env["of.session.slot"].search([
            ("start", ">=", start), ("start", "<", end), ("session_id.state", "not in", ("draft", "cancelled"))])
        return [{
            "id": slot.id, "hours": slot._hours_label(), "programme": slot.programme_id.name,
            "trainer": slot.trainer_id.name or "", "room": slot.room_id.name or slot.place_id.name or "",
            "zone": slot.tz if slot.session_id.is_other_tz else "", "signed": slot.signed_count,
            "expected": slot.expected_count, "is_conflicting": slot.is_conflicting, "is_closed": bool(slot.closed_at),
        } for slot in slots]
