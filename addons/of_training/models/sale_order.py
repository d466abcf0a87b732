from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    of_enrolment_ids = fields.One2many("of.enrolment", "order_id", "Learner records")
    of_enrolment_count = fields.Integer(compute="_compute_of_enrolment_count", string="Learners")

    def _compute_of_enrolment_count(self):
        counts = dict(self.env["of.enrolment"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.of_enrolment_count = counts.get(order, 0)

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._of_create_enrolments()
        return result

    def _action_cancel(self):
        self.of_enrolment_ids.sudo().action_cancel()  # a salesman may read learner records, not write them
        return super()._action_cancel()

    def action_of_enrolments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_enrolment_action")
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
