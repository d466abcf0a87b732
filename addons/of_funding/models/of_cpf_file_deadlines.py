from odoo import api, fields, models

from .of_deadline_mixin import Deadline

# What is told next to the platform, by state.
NEXT = {"not_processed": "answer", "accepted": "entry", "in_training": "exit", "terminated": "service"}
DEADLINES = tuple(Deadline(f"activity_cpf_{kind}", "deadline", (state,), 0, since="date_due")
                  for state, kind in NEXT.items())
PERIOD = ("date_in", "date_out", "abandoned_on")  # of the learner record


class OfCpfFile(models.Model):
    """Until when the platform is told, and who is told of it: at each step, and daily for what the calendar brings."""

    _name = "of.cpf.file"
    _inherit = ["of.cpf.file", "of.deadline.mixin"]
    _deadlines = DEADLINES

    date_due = fields.Date(
        "To do from", compute="_compute_deadline", store=True, index="btree_not_null",
        help="Day of the request, the entry, the end or the exit, from which the deadline is counted.")
    deadline = fields.Date(
        "To do until", compute="_compute_deadline", store=True, index="btree_not_null",
        help="Last working day to tell Mon Compte Formation.")

    @api.depends("state", "date_asked", "date_entry", "date_exit", "company_id", "session_id.date_start",
                 "session_id.date_end", "session_id.tz", *(f"enrolment_id.{name}" for name in PERIOD))
    def _compute_deadline(self):
        asked = {file: (kind, file._expected_days()[kind], file.company_id)
                 for file in self if (kind := NEXT.get(file.state))}
        last = self.env["of.cpf.deadline"]._last_days(set(asked.values()))
        for file in self:
            question = asked.get(file)
            file.date_due = question and question[1]
            file.deadline = question and last[question]

    def _expected_days(self):
        """``{kind: day}`` as they are known, or planned; False: neither."""
        start, end = self.session_id._of_days() if self.session_id else (False, False)
        record = self.enrolment_id
        left = self.date_exit or record.abandoned_on or record.date_out or end
        return {
            "answer": self.date_asked,
            "entry": self.date_entry or record.date_in or start,
            "exit": left,
            "service": left,
        }

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._open_deadlines()
        return files

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "date_asked", "date_entry", "date_exit", "session_id"}:
            self._open_deadlines()
        return result

    def _open_deadlines(self):
        """Ask for what is due already, without waiting for the night."""
        today = fields.Date.context_today(self)
        for deadline in self._deadlines:
            if due := self.filtered_domain(deadline.domain(today)):
                due._follow_deadline(deadline)._alert(deadline)

    @api.model
    def _late_domain(self):
        return [("deadline", "<", fields.Date.context_today(self))]
