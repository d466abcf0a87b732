from odoo import fields, models


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    of_is_licence = fields.Boolean(
        "Light-vehicle driving licence", help="The CPF funds it on conditions of its own.")

    def _of_sold_as(self, company):
        """What ``company`` sells this programme as (product.product, sudo); empty: nothing does."""
        sold = self.sudo().of_product_ids.filtered(  # whoever runs funding files need not sell
            lambda product: product.sale_ok and product.company_id in (company, company.browse()))
        return sold[:1].product_variant_id
