from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, get_lang

from ..lib import wording
from .of_session import PLACES, WHERE


class OfSessionSlot(models.Model):
    """A half-day or appointment of a session (créneau). Start and end are instants, kept in UTC."""

    _name = "of.session.slot"
    _description = "Slot"
    _inherit = ["of.guarded.mixin"]
    _guarded_fields = ("closed_at", "to_seal")
    _order = "start, id"
    _check_company_auto = True

    session_id = fields.Many2one("of.session", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    programme_id = fields.Many2one(related="session_id.programme_id", store=True)
    tz = fields.Selection(related="session_id.tz")
    start = fields.Datetime(required=True, index=True)
    end = fields.Datetime(required=True)
    local_time = fields.Char(
        "Time of the place", compute="_compute_local_time", help="Read in the session's time zone.")
    hours = fields.Float(compute="_compute_hours", store=True, help="Hours of training in this slot.")
    trainer_id = fields.Many2one(
        "res.partner", domain=[("of_is_trainer", "=", True)], index=True, ondelete="restrict")
    place_id = fields.Many2one("res.partner", domain=PLACES, compute="_compute_place", store=True, readonly=False)
    room_id = fields.Many2one(
        "of.room", compute="_compute_place", store=True, readonly=False, check_company=True, index="btree_not_null")
    link = fields.Char(compute="_compute_place", store=True, readonly=False)
    topic = fields.Char()
    attendance_ids = fields.One2many("of.attendance", "slot_id", readonly=True)
    expected_count = fields.Integer("Expected signatures", compute="_compute_attendance_counts")
    signed_count = fields.Integer("Signatures", compute="_compute_attendance_counts")
    unsettled_count = fields.Integer("Unsettled", compute="_compute_attendance_counts")
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False, help="From then on its hours count.")

    to_seal = fields.Boolean(readonly=True, copy=False, help="Closed, with entries that no seal covers yet.")
    seal_ids = fields.One2many("of.slot.seal", "slot_id", "Seals", readonly=True)

    # The board and the closing of half-days look among the few that are open.
    _open = models.Index("(\"end\") WHERE closed_at IS NULL")
    _awaits_seal = models.Index("(id) WHERE to_seal")
    _of_our_time = models.Constraint(
        "CHECK(start >= '2000-01-01' AND \"end\" < '2101-01-01')", "A slot lies between the years 2000 and 2100.")
    _order_of_hours = models.Constraint("CHECK(start < \"end\")", "A slot ends after it begins.")

    @api.depends("start", "end")
    def _compute_hours(self):
        for slot in self:
            slot.hours = (slot.end - slot.start).total_seconds() / 3600 if slot.start and slot.end else 0

    @api.depends("session_id")
    def _compute_place(self):
        """Those of the session; afterwards see ``of.session._follow_place``."""
        for slot in self:
            slot.update({name: slot.session_id[name] for name in WHERE})

    @api.depends("start", "end", "session_id.tz", "trainer_id.name", "programme_id.name", "room_id.name")
    @api.depends_context("lang", "of_slot_in_calendar", "of_slot_on_board")
    def _compute_display_name(self):
        in_calendar = self.env.context.get("of_slot_in_calendar")  # it shows the time beside
        for slot in self:
            if in_calendar and slot.programme_id:
                slot.display_name = slot._calendar_label()
            elif self.env.context.get("of_slot_on_board") and slot.start and slot.end:
                day, hours = slot._day_label(pattern="d MMM"), slot._hours_label()
                slot.display_name = f"{day}, {hours}, {slot.programme_id.name}"
            else:
                slot.display_name = slot._label() if slot.start and slot.end else self.env._("New slot")

    @api.depends("start", "end", "session_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for slot in self:
            slot.local_time = slot._label() if slot.start and slot.end else False

    # -- attendance ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        if not self._may_write_guarded():
            slots.session_id._refuse_if_over()
        slots.session_id._expect_people()
        return slots

    def write(self, vals):
        if {"start", "end", "session_id"} & set(vals):
            self._refuse_if_signed()
        if "trainer_id" in vals and any(slot.closed_at for slot in self):
            raise UserError(self.env._("A closed slot keeps its trainer."))
        if not self._may_write_guarded():
            self._refuse_unfit(vals)
        costs = self._agreed_costs() if {"start", "end"} & set(vals) and not {"trainer_id", "trainer_cost"} & set(
            vals) else {}
        result = super().write(vals)
        self._keep_agreed_costs(costs)
        if {"trainer_id", "start"} & set(vals):
            self.session_id._expect_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._refuse_if_signed()

    def _refuse_unfit(self, vals):
        """Times and trainers of a session that goes ahead: not after its end, nor past what speaks against it."""
        if {"start", "end", "trainer_id", "session_id"} & vals.keys():
            self.session_id._refuse_if_over()
        if vals.get("trainer_id"):
            going = self.filtered(lambda slot: slot.session_id.state in ("confirmed", "running")
                                  and slot.trainer_id.id != vals["trainer_id"])
            for session, slots in going.grouped("session_id").items():
                session._waive_obstacles(slots, self.env["res.partner"].browse(vals["trainer_id"]), None)

    @api.constrains("trainer_id")
    def _check_trainer(self):
        if strangers := self.trainer_id.filtered(lambda partner: not partner.sudo().of_is_trainer):
            raise ValidationError(self.env._("%(name)s is no trainer: tick 'Trainer' on the contact first.",
                                             name=strangers[0].name))

    def _refuse_if_signed(self):
        for slot in self.sudo():  # entries are read by few
            if slot.attendance_ids.entry_ids:
                raise UserError(self.env._(
                    "%(slot)s has signatures: its times can't change. Correct the attendance instead.",
                    slot=slot.display_name))

    def _compute_attendance_counts(self):
        # Whoever reads the slot may know how many signed, not who.
        attendances = self.env["of.attendance"].sudo()
        counts = {slot: (count, unsettled) for slot, count, unsettled in [
            (slot, count, states.count("expected")) for slot, count, states in attendances._read_group(
                [("slot_id", "in", self.ids), ("role", "=", "learner")], ["slot_id"],
                ["__count", "state:array_agg"])]}
        signed = dict(attendances._read_group(
            [("slot_id", "in", self.ids), ("role", "=", "learner"), ("signed_at", "!=", False)],
            ["slot_id"], ["__count"]))
        for slot in self:
            slot.expected_count, slot.unsettled_count = counts.get(slot._origin, (0, 0))
            slot.signed_count = signed.get(slot._origin, 0)

    def action_close_slot(self):
        """Close ended slots: what is signed counts from now on, in one batch."""
        slots = self.filtered(lambda slot: not slot.closed_at)
        slots.check_access("write")
        slots._close()

    def _close(self):
        """Callers checked the right to close.

        :raises UserError: a slot that is not over
        """
        now = fields.Datetime.now()
        if early := self.filtered(lambda slot: slot.end > now):
            raise UserError(self.env._("%(slot)s is not over: it can be closed after its end.",
                                       slot=early[0].display_name))
        slots = self.sudo()  # a trainer closes by signing
        slots.session_id._expect_people()
        slots.closed_at = now
        attendances = slots.attendance_ids
        # A signature whose state was lost on the way (a server stopped in between) counts all the same.
        forgotten = attendances.filtered(lambda attendance: attendance.state == "expected" and attendance.entry_ids)
        forgotten._follow()
        attendances._count_hours()
        slots._await_seal()

    def _is_remote(self, told=False):
        """Whether who is there follows from elsewhere; where the slot is held in both ways, as is ``told``."""
        return bool(self.link) and (not (self.place_id or self.room_id) or bool(told))

    def _is_in_both_ways(self):
        """Whether some may be in the room and others elsewhere."""
        return bool(self.link and (self.place_id or self.room_id))

    def _await_seal(self):
        """Have these closed slots (sudo) sealed soon.

        Written whatever it was: of a seal that is being made and an entry that comes meanwhile one is tried again.
        """
        self.flush_recordset(["to_seal"])
        self.env.cr.execute(SQL("UPDATE of_session_slot SET to_seal = TRUE WHERE id = ANY(%s)", self.ids))
        self.invalidate_recordset(["to_seal"])
        self.env.ref("of_training.ir_cron_slot_seal").sudo()._trigger()

    def _local(self, instant):
        """``instant`` (naive UTC) in the session's time zone, aware."""
        return self.session_id._local(instant)

    def _label(self):
        """For people: 'lundi 14 décembre 2026, 9 h 00 à 12 h 30', in the session's time zone."""
        return f"{self._day_label()}, {self._hours_label()}"

    def _calendar_label(self):
        """Programme, trainer and room; the hours of the place where they are not those of the reader; a conflict."""
        hours = self._hours_label() if self.session_id.is_other_tz and self.start and self.end else None
        mark = "\N{WARNING SIGN}" if self.is_conflicting else None
        words = (mark, hours, self.programme_id.name, self.trainer_id.name, self.room_id.name)
        return " · ".join(filter(None, words))

    def _is_french(self):
        return (self.env.lang or "").startswith("fr")

    def _hours_label(self):
        """'9 h 00 à 12 h 30', in the session's time zone."""
        return wording.time_span(self._local(self.start), self._local(self.end), self._is_french())

    def _day_label(self, instant=None, pattern="EEEE d MMMM y"):
        """'lundi 14 décembre 2026' in the session's time zone; of its start unless told."""
        return wording.day(self._local(instant or self.start).date(), get_lang(self.env).code, pattern)

    def _instant_label(self, instant):
        """'lundi 14 décembre 2026, 9 h 05' for an instant in UTC, in the session's time zone."""
        return f"{self._day_label(instant)}, {self._clock(instant)}"

    def _clock(self, instant):
        """'9 h 05' for an instant in UTC, in the session's time zone."""
        return wording.clock(self._local(instant), self._is_french())

    def _place_label(self):
        """Where it takes place, on one line."""
        place = self.sudo().place_id  # trainers need not read the address book
        return place._of_place_label(self.sudo().room_id.name) or self.env._("Remote")

    @api.constrains("start", "end", "session_id")
    def _check_overlap(self):
        """Hours of a session count once."""
        for session in self.session_id:
            slots = session.slot_ids.sorted("start")
            for slot, following in pairwise(slots):
                if following.start < slot.end:
                    raise ValidationError(self.env._("%(slot)s and %(following)s overlap: correct one of them.",
                                                     slot=slot._label(), following=following._label()))

    @api.constrains("start", "end")
    def _check_length(self):
        for slot in self:
            if slot.hours > 14:
                raise ValidationError(self.env._("%(slot)s lasts more than 14 hours: check its end.",
                                                 slot=slot.display_name))
