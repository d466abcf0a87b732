import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import learning as rules
from ..lib import planning

SHOWN_ERRORS = 10


class OfConnectionImport(models.TransientModel):
    """Take the connections of a learner from his platform's log (CSV): all of them, or none."""

    _name = "of.connection.import"
    _description = "Import of connections"

    enrolment_id = fields.Many2one("of.enrolment", "Learner record", required=True, readonly=True)
    file = fields.Binary(
        "Log (CSV)", required=True, help="Columns start;end, in the time of the session's place. Others are left out.")
    filename = fields.Char()
    source = fields.Char(required=True, help="Name of the platform, and of its report.")

    def action_import(self):
        self.ensure_one()
        try:
            spans = rules.merged(rules.read_log(self._content()))
        except rules.LogError as error:
            raise UserError(self._refusal_of(error)) from error
        if not spans:
            raise UserError(self.env._("This file holds no connection: its lines are start;end, day and time."))
        zone = self.enrolment_id.session_id.tz
        spans = [tuple(planning.to_utc(moment, zone) for moment in span) for span in spans]
        known = {(log.start, log.end) for log in self.enrolment_id.connection_ids}
        self.env["of.connection.log"].create([
            {"enrolment_id": self.enrolment_id.id, "start": start, "end": end, "source": self.source}
            for start, end in spans if (start, end) not in known])
        return {"type": "ir.actions.act_window_close"}

    def _content(self):
        try:
            return base64.b64decode(self.file, validate=True)
        except ValueError as error:
            raise UserError(self.env._("'%(field)s' can't be read: choose the file again.",
                                       field=self._fields["file"]._description_string(self.env))) from error

    def _refusal_of(self, error):
        _ = self.env._
        why = {"date": _("start or end is no day with a time"), "order": _("it ends before it begins"),
               "long": _("it lasts more than a day")}
        lines = [_("Line %(number)s: %(why)s.", number=number, why=why[code]) for number, code in error.lines]
        if left := lines[SHOWN_ERRORS:]:
            lines = [*lines[:SHOWN_ERRORS], _("And %(count)s other lines.", count=len(left))]
        return "\n".join([_("Nothing was taken from this file. Correct it and choose it again."), *lines])
