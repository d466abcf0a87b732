import pytz

from odoo import api, fields, models
from odoo.tools import get_lang

from ..lib import wording


class OfSession(models.Model):
    """What people outside the office read of a session, and their access to the portal."""

    _inherit = "of.session"

    dates = fields.Char(compute="_compute_dates", help="'11–12 janvier 2027', in the session's time zone.")
    is_other_tz = fields.Boolean(compute="_compute_is_other_tz", export_string_translation=False)

    @api.depends("date_start", "date_end", "tz")
    @api.depends_context("lang")
    def _compute_dates(self):
        locale = get_lang(self.env).code
        for session in self:
            session.dates = session.date_start and wording.day_span(
                *(session._local_day(moment) for moment in (session.date_start, session.date_end)), locale)

    @api.depends("dates", "place_id", "link")
    @api.depends_context("of_session_dates", "lang")
    def _compute_display_name(self):
        """Whoever sells chooses a session by its dates."""
        result = super()._compute_display_name()
        if self.env.context.get("of_session_dates"):
            for session in self.filtered("date_start"):
                session.display_name = ", ".join(filter(None, (session.dates, session._place_label(), session.name)))
        return result

    @api.depends("tz")
    @api.depends_context("uid", "tz")
    def _compute_is_other_tz(self):
        own = self.env.context.get("tz") or self.env.user.tz
        for session in self:
            session.is_other_tz = bool(own) and session.tz != own

    @api.model
    def _open_to_public_domain(self, company):
        return [("company_id", "=", company.id), ("kind", "=", "inter"), ("state", "in", ("open", "confirmed")),
                ("date_start", ">", fields.Datetime.now())]

    def _local_day(self, moment):
        """The day of ``moment`` (naive UTC) where the session takes place."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.tz)).date()

    def _place_label(self):
        """Where it takes place, in few words: 'Centre Part-Dieu, Lyon'."""
        self.ensure_one()
        place = self.sudo().place_id  # an address told to whoever may read the session
        if place:
            city = place.city if place.city and place.city not in (place.name or "") else False
            return ", ".join(filter(None, (place.name, city)))
        return self.env._("Virtual classroom") if self.link else False

    def action_of_invite(self):
        """Open Odoo's portal access for the learners and the HR contacts of their employers."""
        return self.enrolment_ids.action_of_invite()
