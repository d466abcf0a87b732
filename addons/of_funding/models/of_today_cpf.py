from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.of_training.models.of_today import Line


class OfToday(models.AbstractModel):
    """CPF files on the board: what is late first, then what Mon Compte Formation is to be told."""

    _inherit = "of.today"

    @api.model
    def _providers(self):
        return [*super()._providers(), *self._cpf_lines()]

    def _cpf_lines(self):
        _, today = self.env._, fields.Date.context_today(self)
        due = Domain("date_due", "<=", today) & Domain("deadline", ">=", today)
        wanted = {
            "cpf_answer": ("not_processed", _("CPF files to answer")),
            "cpf_entry": ("accepted", _("Entries into CPF trainings to declare")),
            "cpf_exit": ("in_training", _("Exits from CPF trainings to declare")),
            "cpf_service": ("terminated", _("Services done of CPF files to declare")),
        }
        return [
            Line("cpf_late", "funding", "of.cpf.file", _("CPF files of which the platform should have been told"),
                 domain=self.env["of.cpf.file"]._late_domain(), order="deadline", is_late=True),
            *(Line(code, "funding", "of.cpf.file", sentence, domain=list(due & Domain("state", "=", state)),
                   order="deadline") for code, (state, sentence) in wanted.items()),
            Line("cpf_order", "funding", "of.cpf.file", _("Accepted CPF files without an order"),
                 domain=[("is_order_due", "=", True)], order="date_accepted"),
        ]
