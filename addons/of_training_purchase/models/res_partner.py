from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_of_trainer_orders(self):
        """Contracts of this trainer, or of the organisation he works for."""
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_form_action")
        return {**action, "context": {}, "domain": [
            ("partner_id", "in", self.commercial_partner_id.ids), ("of_is_service_contract", "=", True)]}
