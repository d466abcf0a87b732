from odoo import fields, models

TARIFFS = [("person", "Per person"), ("group", "Per group"), ("day", "Per day")]


class ProductTemplate(models.Model):
    """A tariff of a programme: its price, for what, with its taxes."""

    _inherit = "product.template"

    of_programme_id = fields.Many2one(
        "slide.channel", "Programme", domain=[("of_is_programme", "=", True)], index="btree_not_null",
        check_company=True, help="What is sold is a place in a session of this programme.")
    of_tariff = fields.Selection(
        TARIFFS, "Tariff", default="person", help="What the price is for; a group or a day covers several learners.")
