from odoo import api, fields, models

from ..lib import working_days

KINDS = [("answer", "Answer of a request"), ("entry", "Entry to declare"), ("exit", "Exit to declare"),
         ("service", "Service done to declare")]


class OfCpfDeadline(models.Model):
    """Within how many working days something is told to Mon Compte Formation (délai EDOF)."""

    _name = "of.cpf.deadline"
    _description = "Deadline of Mon Compte Formation"
    _inherit = ["of.dated.mixin"]
    _rec_name = "kind"
    _dated_key = ("kind",)

    kind = fields.Selection(KINDS, "What is told", required=True)
    days = fields.Integer(
        "Working days", required=True,
        help="After the request, the entry, the end or the exit, which does not count itself. Saturdays, Sundays and "
             "public holidays of the whole of France are left out.")

    _positive = models.Constraint("CHECK(days > 0)", "A deadline is of one working day at least.")

    @api.model
    def _last_days(self, asked):
        """``{question: last day}`` for ``(kind, day, company)`` questions; one query for all. None: not known."""
        companies = {company.id for _kind, _day, company in asked}
        rules = self.sudo().search([("company_id", "in", [False, *companies])])  # nobody's secret
        last = {}
        for kind, day, company in asked:
            days = day and rules._days_for(kind, day, company)
            last[kind, day, company] = working_days.after(day, days) if days else None
        return last

    def _days_for(self, kind, day, company):
        found = self.filtered(
            lambda rule: rule.kind == kind and rule.company_id in (company, rule.company_id.browse())
            and rule.date_from <= day and (not rule.date_to or rule.date_to >= day))
        return (found.filtered("company_id") or found)[:1].days
