from odoo import api, fields, models

from ..lib import learning as rules


class OfConnectionLog(models.Model):
    """Time that a learner was connected, as somebody's log says: shown beside the hours done, never added to them."""

    _name = "of.connection.log"
    _description = "Time of connection"
    _order = "start, id"
    _rec_name = "source"

    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True, index=True)
    start = fields.Datetime(required=True, default=fields.Datetime.now, help="Or the day, for a total typed by hand.")
    end = fields.Datetime(help="Empty: the hours are a total typed by hand.")
    hours = fields.Float(
        compute="_compute_hours", store=True, readonly=False, help="Follow from start and end where both are known.")
    source = fields.Char(required=True, help="Which log or report tells it.")

    _once = models.UniqueIndex(
        "(enrolment_id, start, \"end\") WHERE \"end\" IS NOT NULL", "This connection is known already.")
    _order_of_hours = models.Constraint(
        "CHECK(\"end\" IS NULL OR start < \"end\")", "A connection ends after it begins.")
    _hours_positive = models.Constraint("CHECK(hours >= 0)", "A time of connection is not negative.")

    @api.depends("start", "end")
    def _compute_hours(self):
        for log in self:
            known = log.start and log.end and log.start < log.end
            log.hours = float(rules.hours_between(log.start, log.end)) if known else log.hours

    def _covered_hours(self):
        """Hours of these logs of one record; what two devices share counts once."""
        spans = [(log.start, log.end) for log in self if log.end]
        typed = self.filtered(lambda log: not log.end).mapped("hours")
        return float(rules.hours_counted(*typed, *(rules.hours_between(*span) for span in rules.merged(spans))))
