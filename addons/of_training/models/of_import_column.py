from odoo import fields, models


class OfImportColumn(models.Model):
    """A column of an imported file, and what it is taken for. Later imports of that kind remember it."""

    _name = "of.import.column"
    _description = "Column of an import"
    _order = "position"

    import_id = fields.Many2one("of.import", required=True, ondelete="cascade", index=True)
    kind = fields.Selection(related="import_id.kind")
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    position = fields.Integer(readonly=True)
    header = fields.Char("Column of the file", readonly=True)
    example = fields.Char("First values", readonly=True)
    field_id = fields.Many2one("of.import.field", "Is", domain="[('kind', '=', kind)]", ondelete="restrict")
    is_ignored = fields.Boolean("Ignore")
