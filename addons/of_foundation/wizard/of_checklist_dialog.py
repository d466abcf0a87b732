from odoo import api, fields, models


class OfChecklistDialog(models.TransientModel):
    """What a refused button shows instead of an error."""

    _name = "of.checklist.dialog"
    _description = "What is missing"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    purpose = fields.Char(required=True)
    checklist = fields.Json(compute="_compute_checklist")

    @api.depends("res_model", "res_id", "purpose")
    def _compute_checklist(self):
        for dialog in self:
            record = self.env[dialog.res_model].browse(dialog.res_id)
            record.check_access("read")
            dialog.checklist = record._of_missing(dialog.purpose)
