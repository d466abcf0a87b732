from odoo import api, fields, models

from odoo.addons.of_training.models.of_today import Line

from .of_cpf_file_deadlines import NEXT


class OfToday(models.AbstractModel):
    """CPF files on the board: what is late first, then what Mon Compte Formation is to be told."""

    _inherit = "of.today"

    @api.model
    def _providers(self):
        return [*super()._providers(), *self._cpf_lines()]

    def _cpf_lines(self):
        _, file = self.env._, "of.cpf.file"
        return [
            Line("cpf_late", "funding", file, _("CPF files of which the platform should have been told"),
                 domain=self.env[file]._late_domain(), order="deadline", is_late=True),
            self._cpf_line("answer", _("CPF files to answer")),
            self._cpf_line("entry", _("Entries into CPF trainings to declare")),
            self._cpf_line("exit", _("Exits from CPF trainings to declare")),
            self._cpf_line("service", _("Services done of CPF files to declare")),
            Line("cpf_order", "funding", file, _("Accepted CPF files without an order"),
                 domain=[("is_order_due", "=", True)], order="date_accepted"),
        ]

    def _cpf_line(self, kind, sentence):
        """What the platform is to be told now, and is not late yet; a file whose day is not known is no less due."""
        today = fields.Date.context_today(self)
        states = [state for state, told in NEXT.items() if told == kind]
        return Line(f"cpf_{kind}", "funding", "of.cpf.file", sentence, order="deadline", domain=[
            ("state", "in", states),
            "|", ("deadline", "=", False), "&", ("date_due", "<=", today), ("deadline", ">=", today)])
