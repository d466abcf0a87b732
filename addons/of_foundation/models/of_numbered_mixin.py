from odoo import api, fields, models


class OfNumberedMixin(models.AbstractModel):
    """A record whose reference comes from its company's sequence; the sequence's code is the model's name."""

    _name = "of.numbered.mixin"
    _description = "Numbered record"

    name = fields.Char("Reference", required=True, readonly=True, copy=False, default="/")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sequences = self.env["ir.sequence"].with_company(self._numbering_company(vals))
                vals["name"] = sequences.next_by_code(self._name)
        return super().create(vals_list)

    @api.model
    def _numbering_company(self, vals):
        """Company of the record that ``vals`` will make."""
        return self.env["res.company"].browse(vals.get("company_id")) or self.env.company
