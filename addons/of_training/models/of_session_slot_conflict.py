from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..lib import planning
from .of_enrolment import ATTENDING

LIVE = ("draft", *ATTENDING)


class OfSessionSlot(models.Model):
    """Who and what is expected at two slots at the same time. Told, never refused: the office may know better."""

    _inherit = "of.session.slot"

    conflicts = fields.Text(
        compute="_compute_conflicts", groups="base.group_user",
        help="Trainer, room or learners that are expected elsewhere at that time.")
    conflict_kinds = fields.Char(
        compute="_compute_conflicts", groups="base.group_user", export_string_translation=False,
        help="'trainer', 'room', 'learner', separated by commas.")
    is_conflicting = fields.Boolean(
        "In conflict", compute="_compute_conflicts", search="_search_is_conflicting")

    @api.depends("start", "end", "session_id", "trainer_id", "room_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_conflicts(self):
        clashes = self._clashes()
        rivals = self.browse({other for met in clashes.values() for _resource, other in met})
        readable = set(rivals.sudo().session_id.sudo(self.env.su)._filtered_access("read").ids)
        by_id = {rival.id: rival for rival in rivals.sudo()}  # named where readable
        for slot in self:
            met = clashes.get(slot.id, [])
            kinds = dict.fromkeys(kind for (kind, _number), _other in met)
            slot.is_conflicting = bool(met)
            slot.conflict_kinds = ",".join(kinds)
            slot.conflicts = "\n".join(dict.fromkeys(
                self._conflict_sentence(resource, by_id[other], readable) for resource, other in met))

    def _search_is_conflicting(self, operator, value):
        if operator != "in":
            return NotImplemented
        slots = self.search([("end", ">", fields.Datetime.now())])
        found = Domain("id", "in", list(slots._clashes()))
        return found if True in value else ~found

    @api.model
    def _conflict_sentence(self, resource, other, readable):
        kind, number = resource
        model = "of.room" if kind == "room" else "res.partner"
        who = self.env[model].sudo().browse(number).name  # stands on the reader's own slot
        if other.session_id.id not in readable:
            return self.env._("%(who)s: taken elsewhere at that time", who=who)
        return self.env._("%(who)s: also expected at %(session)s, %(slot)s", who=who,
                          session=other.session_id.display_name, slot=other._label())

    def _clashes(self):
        """``{slot id: [((kind, id), id of the other slot)]}`` of those to come, for all at once.

        In sudo: whoever is taken by a session that its reader may not see is taken all the same.
        """
        now = fields.Datetime.now()
        slots = self.sudo().filtered(
            lambda slot: slot.start and slot.end and slot.end > now and slot.session_id.state != "cancelled")
        if not slots:
            return {}
        learners = slots.session_id._origin.enrolment_ids.filtered(
            lambda enrolment: enrolment.state in LIVE).learner_id
        enrolments = self.env["of.enrolment"].sudo().search([
            ("learner_id", "in", learners.ids), ("state", "in", LIVE), ("session_id.state", "!=", "cancelled"),
            ("session_id.date_end", ">", min(slots.mapped("start")))])
        rivals = self.sudo().search(slots._rivals_domain(enrolments.session_id))
        expected = self._expected_learners(enrolments)
        return planning.clashes(
            [slot._busy(expected) for slot in slots], [slot._busy(expected) for slot in rivals])

    def _rivals_domain(self, sessions):
        """Slots at the time of these ones with their trainers and rooms, or of ``sessions``."""
        return [
            ("start", "<", max(self.mapped("end"))), ("end", ">", min(self.mapped("start"))),
            ("session_id.state", "!=", "cancelled"),
            "|", "|", ("trainer_id", "in", self.trainer_id._origin.ids), ("room_id", "in", self.room_id._origin.ids),
            ("session_id", "in", sessions.ids)]

    @api.model
    def _expected_learners(self, enrolments):
        """``{slot id: {learner id}}``, and under ``('session', id)`` those of a slot that is not kept yet."""
        expected = defaultdict(set)
        for enrolment in enrolments:
            expected["session", enrolment.session_id.id].add(enrolment.learner_id.id)
            for slot in enrolment._expected_slots():
                expected[slot.id].add(enrolment.learner_id.id)
        return expected

    def _busy(self, expected):
        learners = expected[self._origin.id or ("session", self.session_id._origin.id)]
        taken = {("trainer", self.trainer_id._origin.id), ("room", self.room_id._origin.id),
                 *(("learner", learner) for learner in learners)}
        return planning.Busy(self.id, self.session_id._origin.id, self.start, self.end,
                             frozenset(resource for resource in taken if resource[1]))

    # -- the calendar --------------------------------------------------------------

    def conflicts_if_moved(self, start, end):
        """What would be in the way of this slot from ``start`` to ``end`` (UTC, as strings): asked before a drop."""
        self.check_access("write")
        return self._if_moved({"start": start, "end": end}).conflicts or ""

    def _if_moved(self, vals):
        """This slot with other times, not kept: to see what would be in its way."""
        self.ensure_one()
        moved = self.new(vals, origin=self)
        moved.invalidate_recordset(["conflicts", "conflict_kinds", "is_conflicting"], flush=False)  # of a former try
        return moved

    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """Weekends and public holidays, shaded in the calendar."""
        first, last = (fields.Date.to_date(day) for day in (date_from, date_to or date_from))
        days = [fields.Date.add(first, days=number) for number in range((last - first).days + 1)]
        part = planning.subdivision(self.env.company.zip)
        return {str(day): bool(planning.holiday(day, part)) or day.weekday() not in planning.WORKDAYS for day in days}
