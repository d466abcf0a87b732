from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "of.qualiopi.source.mixin"]
    _evidence_level = "trainer"

    def _evidence_sheet(self):
        return self._evidence_fields("of_trainer_titles")
