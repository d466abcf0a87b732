from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmLead(models.Model):
    """The training need of a client (recueil du besoin), from which programme and quotation follow."""

    _inherit = "crm.lead"

    of_programme_id = fields.Many2one(
        "slide.channel", "Programme", domain=[("of_is_programme", "=", True)], index="btree_not_null",
        check_company=True)
    of_need = fields.Html("Need", help="Context, what the learners should be able to do, constraints (indicator 4).")
    of_learner_count = fields.Integer("Learners", default=1)
    of_period = fields.Char("Wished period")
    of_place = fields.Char("Wished place")
    of_travel_amount = fields.Monetary(
        "Travel costs", currency_field="company_currency", help="Excluding VAT; a line of the quotation apart.")

    _of_learners_positive = models.Constraint("CHECK(of_learner_count >= 0)", "The number of learners is not negative.")

    def _prepare_opportunity_quotation_context(self):
        """The quotation begins with the programme, for as many as said, and the travel costs."""
        context = super()._prepare_opportunity_quotation_context()
        if lines := self._prepare_of_quotation_lines():
            context["default_order_line"] = [Command.create(vals) for vals in lines]
        return context

    def _prepare_of_quotation_lines(self):
        product = self._of_product()
        if self.of_programme_id and not product:
            raise UserError(self.env._("'%(programme)s' has no tariff: add one in its tab 'Tariffs' first.",
                                       programme=self.of_programme_id.name))
        lines = [{"product_id": product.id, "product_uom_qty": self._of_quantity(product)}] if product else []
        if self.of_travel_amount:
            lines.append({"product_id": self.env.ref("of_training_crm.product_travel").id, "product_uom_qty": 1,
                          "price_unit": self.of_travel_amount})
        return lines

    def _of_product(self):
        """The tariff that this quotation proposes: for a person alone per person, else per group where there is one."""
        company = self.company_id or self.env.company
        products = self.of_programme_id._of_public_products(company).get(self.of_programme_id)
        if not products:
            return self.env["product.product"]
        wanted = "group" if self.of_learner_count > 1 else "person"
        return (products.filtered(lambda product: product.of_tariff == wanted) or products)[0].product_variant_id

    def _of_quantity(self, product):
        quantities = {"person": self.of_learner_count, "day": self.of_programme_id.of_days}
        return quantities.get(product.of_tariff) or 1

    def action_of_adapt_programme(self):
        """Copy the programme for this client: the opportunity goes on with the copy."""
        self.ensure_one()
        if not self.of_programme_id:
            raise UserError(self.env._("Choose first the catalogue programme to start from, in 'Programme'."))
        if self.of_programme_id.of_origin_id:
            return self.of_programme_id._of_open()
        self.check_access("write")
        self.of_programme_id = self.of_programme_id._of_adapt(self.partner_id.commercial_partner_id)
        return self.of_programme_id._of_open()
