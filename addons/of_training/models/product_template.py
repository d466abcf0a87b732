from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    of_programme_id = fields.Many2one(
        "slide.channel", "Programme", domain=[("of_is_programme", "=", True)], index="btree_not_null",
        check_company=True, help="What is sold is a place in a session of this programme.")
