import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..lib import wording


class OfSessionSlot(models.Model):
    """A half-day or appointment of a session (créneau). Start and end are instants, kept in UTC."""

    _name = "of.session.slot"
    _description = "Slot"
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
        "res.partner", domain=[("of_is_trainer", "=", True)], index=True)
    place_id = fields.Many2one("res.partner", compute="_compute_place", store=True, readonly=False)
    room = fields.Char(compute="_compute_place", store=True, readonly=False)
    link = fields.Char(compute="_compute_place", store=True, readonly=False)
    topic = fields.Char()

    _order_of_hours = models.Constraint("CHECK(start < \"end\")", "A slot ends after it begins.")

    @api.depends("start", "end")
    def _compute_hours(self):
        for slot in self:
            slot.hours = (slot.end - slot.start).total_seconds() / 3600 if slot.start and slot.end else 0

    @api.depends("session_id.place_id", "session_id.room", "session_id.link")
    def _compute_place(self):
        for slot in self:
            slot.update({name: slot.session_id[name] for name in ("place_id", "room", "link")})

    @api.depends("start", "end", "session_id.tz", "trainer_id.name", "programme_id.name")
    @api.depends_context("lang", "of_slot_in_calendar")
    def _compute_display_name(self):
        in_calendar = self.env.context.get("of_slot_in_calendar")  # it shows the time beside
        for slot in self:
            if in_calendar and slot.programme_id:
                slot.display_name = " · ".join(filter(None, (slot.programme_id.name, slot.trainer_id.name, slot.room)))
            else:
                slot.display_name = slot._label() if slot.start and slot.end else self.env._("New slot")

    @api.depends("start", "end", "session_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for slot in self:
            slot.local_time = slot._label() if slot.start and slot.end else False

    def _local(self, instant):
        """``instant`` (naive UTC) in the session's time zone, aware."""
        return pytz.utc.localize(instant).astimezone(pytz.timezone(self.tz or "Europe/Paris"))

    def _label(self):
        """For people: 'lundi 14 décembre 2026, 9 h 00 à 12 h 30', in the session's time zone."""
        start, end = self._local(self.start), self._local(self.end)
        day = format_date(self.env, start.date(), date_format="EEEE d MMMM y")
        return f"{day}, {wording.time_span(start, end, self._is_french())}"

    def _is_french(self):
        return (self.env.lang or "").startswith("fr")

    @api.constrains("start", "end")
    def _check_length(self):
        for slot in self:
            if slot.hours > 14:
                raise ValidationError(self.env._("%(slot)s lasts more than 14 hours: check its end.",
                                                 slot=slot.display_name))
