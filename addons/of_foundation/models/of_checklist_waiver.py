from odoo import api, fields, models
from odoo.exceptions import UserError


class OfChecklistWaiver(models.Model):
    """An advisory check that somebody answered for (dérogation), with the reason, kept for good."""

    _name = "of.checklist.waiver"
    _description = "Waiver"
    _order = "id desc"
    _rec_name = "code"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index="btree_not_null")
    code = fields.Char("Check", required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    create_uid = fields.Many2one("res.users", "By", readonly=True)
    create_date = fields.Datetime("On", readonly=True)

    _once = models.Constraint("UNIQUE(res_model, res_id, code)", "This was waived already.")

    @api.depends("res_model", "res_id")
    def _compute_company_id(self):
        """The record's own, where it has one."""
        for waiver in self:
            record = self.env[waiver.res_model].browse(waiver.res_id).sudo()
            waiver.company_id = record.company_id if "company_id" in record else False

    @api.model_create_multi
    def create(self, vals_list):
        waivers = super().create(vals_list)
        for waiver in waivers:
            record = self.env[waiver.res_model].browse(waiver.res_id)
            record.check_access("write")
            if not (waiver.reason or "").strip():
                raise UserError(self.env._("Say why: the reason is kept with the waiver."))
        return waivers
