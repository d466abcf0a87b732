from odoo import Command, api, fields, models

TARIFFS = [("person", "Per person"), ("group", "Per group"), ("day", "Per day")]


class ProductTemplate(models.Model):
    """A tariff of a programme: its price, for what, with its taxes."""

    _inherit = "product.template"

    of_programme_id = fields.Many2one(
        "slide.channel", "Programme", domain=[("of_is_programme", "=", True)], index="btree_not_null",
        check_company=True, help="What is sold is a place in a session of this programme.")
    of_tariff = fields.Selection(
        TARIFFS, "Tariff", default="person", help="What the price is for; a group or a day covers several learners.")

    @api.model
    def default_get(self, fields_list):
        """The tariff of an exempt organisation is exempt, unless somebody says otherwise."""
        values = super().default_get(fields_list)
        if values.get("of_programme_id") and "taxes_id" in fields_list:
            values |= self._prepare_of_taxes(self.env.company)
        return values

    @api.model
    def _prepare_of_taxes(self, company):
        """Values of a tariff's taxes where ``company`` is exempt today; else those of any product."""
        tax = company._of_is_vat_exempt(fields.Date.context_today(self)) and company._of_exempt_tax()
        return {"taxes_id": [Command.set(tax.ids)]} if tax else {}
