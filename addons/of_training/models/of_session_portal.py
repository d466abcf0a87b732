import pytz

from odoo import api, fields, models
from odoo.tools import get_lang

from ..lib import wording


class OfSession(models.Model):
    """What people outside the office read of a session, and their access to the portal."""

    _inherit = "of.session"

    is_other_tz = fields.Boolean(compute="_compute_is_other_tz", export_string_translation=False)

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

    def _dates_label(self):
        """'11–12 janvier 2027', in the session's time zone; False before slots are known."""
        self.ensure_one()
        if not self.date_start:
            return False
        zone = pytz.timezone(self.tz)
        days = [pytz.utc.localize(moment).astimezone(zone).date() for moment in (self.date_start, self.date_end)]
        return wording.day_span(*days, get_lang(self.env).code)

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
