import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DIGITS = 4


class OfIdcc(models.Model):
    """A collective agreement (convention collective) by its number, and the OPCO of its branch.

    Shared by all companies. What we ship is updated with the module, until a manager corrects it.
    """

    _name = "of.idcc"
    _description = "Collective agreement (IDCC)"
    _order = "code"
    _rec_names_search = ("code", "title")

    code = fields.Char("IDCC", required=True, help="Four digits, as payslips name the collective agreement.")
    title = fields.Char("Collective agreement")
    opco_id = fields.Many2one(
        "res.partner", "OPCO", domain=[("of_funder_kind", "=", "opco")], ondelete="restrict", index=True)
    source = fields.Char(help="Who says which OPCO.")
    verified = fields.Selection(
        [("official", "Official text read"), ("concordant", "Several sources agree"), ("to_verify", "To verify")],
        default="to_verify", required=True, help="How sure the OPCO is.")

    _code_uniq = models.Constraint("UNIQUE(code)", "This IDCC is in the table already: correct its line.")

    @api.depends("code", "title")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " ".join(filter(None, [one.code, one.title]))

    @api.constrains("code")
    def _check_code(self):
        for one in self:
            if not re.fullmatch(r"[0-9]{4}", one.code):
                raise ValidationError(self.env._(
                    "%(code)s is no IDCC: type its number, four digits at most, in 'IDCC'.", code=one.code))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_padded_code(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._with_padded_code(vals))
        if not self.env.context.get("install_mode"):
            self._keep_from_updates()
        return result

    @staticmethod
    def _with_padded_code(vals):
        return {**vals, "code": vals["code"].strip().zfill(DIGITS)} if vals.get("code") else vals

    def _keep_from_updates(self):
        """What a manager corrected, the next version of the module leaves alone."""
        self.env["ir.model.data"].sudo().search([  # not theirs to write; this model's records only
            ("model", "=", self._name), ("res_id", "in", self.ids)]).noupdate = True

    @api.model
    def _of_code(self, code):
        """The record of this number ('44' or '0044'); empty when the table lacks it."""
        return self.search([("code", "=", str(code).zfill(DIGITS))], limit=1) if code else self.browse()
