from odoo import api, fields, models


class OfTrainerAbsence(models.Model):
    """When a trainer can't teach; typed by the office, or by him in his portal. Instants are kept in UTC."""

    _name = "of.trainer.absence"
    _description = "Absence of a trainer"
    _order = "start desc, id desc"

    trainer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", domain=[("of_is_trainer", "=", True)])
    start = fields.Datetime("Away from", required=True)
    end = fields.Datetime("To", required=True)
    reason = fields.Char(help="Shown to the office alone, never to learners or clients.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company,
        help="Whose office reads the reason; he is proposed nowhere meanwhile.")

    _order_of_instants = models.Constraint('CHECK(start < "end")', "An absence ends after it begins.")

    @api.depends("trainer_id.name")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = absence.trainer_id.name
