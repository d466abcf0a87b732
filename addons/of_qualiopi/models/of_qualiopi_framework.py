from odoo import fields, models


class OfQualiopiFramework(models.Model):
    """A version of the national quality framework (référentiel national qualité).

    The day of the audit tells which one counts: ``_holding_on(day)``.
    """

    _name = "of.qualiopi.framework"
    _description = "Quality framework"
    _inherit = ["of.dated.mixin"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short and stable, kept in evidence.")
    guide = fields.Char("Reading guide", help="Guide de lecture whose expected evidence and gravity are shown.")
    provisional = fields.Text(translate=True, help="What may still change in this version.")
    indicator_ids = fields.One2many("of.qualiopi.indicator", "framework_id", "Indicators")
    indicator_count = fields.Integer(compute="_compute_indicator_count", string="Number of indicators")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another framework has this code.")

    def _compute_indicator_count(self):
        counts = dict(self.env["of.qualiopi.indicator"]._read_group(
            [("framework_id", "in", self.ids)], ["framework_id"], ["__count"]))
        for framework in self:
            framework.indicator_count = counts.get(framework, 0)

    def action_indicators(self):
        """The indicators of this version, those that concern the company first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("of_qualiopi.of_qualiopi_indicator_action")
        return {**action, "name": self.name, "domain": [("framework_id", "=", self.id)]}
