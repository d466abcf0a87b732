from odoo import api, fields, models

from ..lib import edof
from ..models.of_cpf_file import ENDED_BY


class OfCpfEnd(models.TransientModel):
    """Who refuses or cancels a CPF file, and why."""

    _name = "of.cpf.end"
    _description = "End of a CPF file"

    file_id = fields.Many2one("of.cpf.file", "CPF file", required=True, readonly=True)
    action = fields.Selection([("refuse", "Refuse"), ("cancel", "Cancel")], "What", required=True, readonly=True)
    ended_by = fields.Selection(ENDED_BY, "Ended by", required=True)
    reason = fields.Char(help="As typed in EDOF.")
    allowed = fields.Json(compute="_compute_allowed", export_string_translation=False)

    @api.depends("file_id", "action")
    def _compute_allowed(self):
        """Who may end it now, for the choice on the screen."""
        for wizard in self:
            wizard.allowed = [who for (action, who), states in edof.ENDINGS.items()
                              if action == wizard.action and wizard.file_id.state in states]

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        state = self.env["of.cpf.file"].browse(values.get("file_id")).state
        mine = state in edof.ENDINGS.get((values.get("action"), "organism"), ())
        return {"ended_by": "organism", **values} if mine else values

    def action_end(self):
        self.file_id._end(self.action, self.ended_by, self.reason)
