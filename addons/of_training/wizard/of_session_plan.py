from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lib import planning, wording

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = [("57", "Moselle"), ("6AE", "Alsace"), ("971", "Guadeloupe"), ("972", "Martinique"), ("973", "Guyane"),
         ("974", "La Réunion"), ("976", "Mayotte"), ("BL", "Saint-Barthélemy"),
         ("MF", "Saint-Martin"), ("NC", "Nouvelle-Calédonie"), ("PF", "Polynésie française"),
         ("PM", "Saint-Pierre-et-Miquelon"), ("TF", "Terres australes"), ("WF", "Wallis-et-Futuna")]


class OfSessionPlan(models.TransientModel):
    """Makes the slots of a session from a pattern, shown with their conflicts before they are made."""

    _name = "of.session.plan"
    _description = "Plan slots"

    session_id = fields.Many2one("of.session", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id")
    tz = fields.Selection(related="session_id.tz")
    first_day = fields.Date("First day", required=True, default=fields.Date.context_today)
    ends = fields.Selection(
        [("hours", "A number of hours"), ("days", "A number of days"), ("until", "A last day")], "Until",
        required=True, compute="_compute_ends", store=True, readonly=False, precompute=True)
    until = fields.Date("Last day")
    hours = fields.Float("Hours to plan", compute="_compute_hours", store=True, readonly=False)
    days = fields.Integer(default=2)
    every = fields.Integer("Every … weeks", default=1)
    monday = fields.Boolean("Mon.", default=True)
    tuesday = fields.Boolean("Tue.", default=True)
    wednesday = fields.Boolean("Wed.", default=True)
    thursday = fields.Boolean("Thu.", default=True)
    friday = fields.Boolean("Fri.", default=True)
    saturday = fields.Boolean("Sat.")
    sunday = fields.Boolean("Sun.")
    morning = fields.Boolean(default=True)
    morning_start = fields.Float("Morning from", compute="_compute_half_days", store=True, readonly=False)
    morning_end = fields.Float("Morning to", compute="_compute_half_days", store=True, readonly=False)
    afternoon = fields.Boolean(default=True)
    afternoon_start = fields.Float("Afternoon from", compute="_compute_half_days", store=True, readonly=False)
    afternoon_end = fields.Float("Afternoon to", compute="_compute_half_days", store=True, readonly=False)
    break_ids = fields.One2many("of.session.plan.break", "plan_id", "Days without slots")
    skip_holidays = fields.Boolean("Not on public holidays", default=True)
    part = fields.Selection(PARTS, "Public holidays of", compute="_compute_part", store=True, readonly=False,
                            help="Empty: those of metropolitan France.")
    trainer_id = fields.Many2one(
        "res.partner", domain=[("of_is_trainer", "=", True)], compute="_compute_who_and_where", store=True,
        readonly=False)
    room_id = fields.Many2one("of.room", compute="_compute_who_and_where", store=True, readonly=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("session_id")
    def _compute_hours(self):
        for plan in self:
            plan.hours = plan.session_id.hours_to_plan

    @api.depends("session_id")
    def _compute_half_days(self):
        for plan in self:
            for name in ("morning_start", "morning_end", "afternoon_start", "afternoon_end"):
                plan[name] = plan.session_id.company_id[f"of_{name}"]

    @api.depends("session_id")
    def _compute_part(self):
        for plan in self:
            plan.part = planning.subdivision(plan.session_id.place_id.zip)

    @api.depends("session_id")
    def _compute_ends(self):
        for plan in self:
            plan.ends = "hours" if plan.session_id.hours_to_plan else "days"

    @api.depends("session_id")
    def _compute_who_and_where(self):
        for plan in self:
            trainers = plan.session_id.trainer_ids
            plan.trainer_id = trainers if len(trainers) == 1 else False
            plan.room_id = plan.session_id.room_id

    # -- what it makes -------------------------------------------------------------

    @api.depends(lambda self: self._pattern_fields())
    def _compute_preview(self):
        for plan in self:
            plan.preview = plan.session_id and plan.first_day and self.env["ir.qweb"]._render(
                "of_training.session_plan_preview", plan._preview())

    def _pattern_fields(self):
        return ["session_id", "first_day", "ends", "until", "hours", "days", "every", *WEEKDAYS, "morning",
                "morning_start", "morning_end", "afternoon", "afternoon_start", "afternoon_end", "skip_holidays",
                "part", "trainer_id", "room_id", "break_ids.date_from", "break_ids.date_to"]

    def _pattern(self):
        half_days = [(self[f"{name}_start"], self[f"{name}_end"]) for name in ("morning", "afternoon")
                     if self[name] and self[f"{name}_start"] < self[f"{name}_end"]]
        return planning.Pattern(
            first=self.first_day, half_days=tuple(half_days), tz=self.tz or "Europe/Paris",
            weekdays=frozenset(number for number, name in enumerate(WEEKDAYS) if self[name]),
            every=max(self.every, 1), until=self.until if self.ends == "until" else None,
            hours=self.hours if self.ends == "hours" else None, days=self.days if self.ends == "days" else None,
            excluded=frozenset(self._breaks() | set(self._holidays())),
            taken=tuple((slot.start, slot.end) for slot in self.session_id.slot_ids))

    def _is_endless(self):
        return not {"until": self.until, "hours": self.hours > 0, "days": self.days > 0}[self.ends]

    def _breaks(self):
        days = (fields.Date.add(self.first_day, days=number) for number in range(planning.HORIZON.days + 1))
        spans = [(pause.date_from, pause.date_to or pause.date_from) for pause in self.break_ids if pause.date_from]
        return {day for day in days if any(start <= day <= end for start, end in spans)}

    def _holidays(self):
        """``{day: name}`` of public holidays to come in the pattern."""
        if not self.skip_holidays:
            return {}
        days = [fields.Date.add(self.first_day, days=number) for number in range(planning.HORIZON.days)]
        return {day: name for day in days if (name := planning.holiday(day, self.part))}

    def _slot_values(self):
        if self._is_endless():
            return []
        return [{"session_id": self.session_id.id, "start": start, "end": end, "trainer_id": self.trainer_id.id,
                 "room_id": self.room_id.id} for start, end in planning.slots(self._pattern())]

    def _preview(self):
        """What the template shows: rows with label and conflicts, hours, hours left, public holidays."""
        slots = self.env["of.session.slot"].concat(
            *(self.env["of.session.slot"].new(vals) for vals in self._slot_values()))
        last = slots and slots[-1]._local(slots[-1].end).date()
        hours = sum(slots.mapped("hours"))
        return {
            "rows": [{"label": slot._label(), "conflicts": (slot.conflicts or "").splitlines()} for slot in slots],
            "conflicts": len(slots.filtered("is_conflicting")),
            "hours": wording.duration(hours) if slots else "",
            "left": wording.duration(left) if (left := self.session_id.hours_to_plan - hours) > 0 else "",
            "holidays": [f"{wording.day(day, 'fr_FR', 'd MMMM')} ({name})" for day, name in self._holidays().items()
                         if slots and day <= last and day.weekday() in self._pattern().weekdays],
        }

    def action_plan(self):
        """Make the slots.

        :raises UserError: the pattern gives none
        """
        self.ensure_one()
        values = self._slot_values()
        if not values:
            raise UserError(self.env._("This pattern gives no slot: choose half-days, days of the week, and an end."))
        self.session_id.write({"slot_ids": [Command.create(vals) for vals in values]})
        return {"type": "ir.actions.act_window_close"}


class OfSessionPlanBreak(models.TransientModel):
    """Days on which nothing is planned: holidays of the client, of the school year..."""

    _name = "of.session.plan.break"
    _description = "Days without slots"

    plan_id = fields.Many2one("of.session.plan", required=True, ondelete="cascade")
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", help="Empty: one day.")
