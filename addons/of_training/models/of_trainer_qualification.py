from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib import trainers


class OfTrainerQualification(models.Model):
    """What a trainer may teach, since when and until when: the one source of who is proposed."""

    _name = "of.trainer.qualification"
    _description = "Qualification of a trainer"
    _order = "trainer_id, until desc, id"
    _check_company_auto = True

    trainer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", domain=[("of_is_trainer", "=", True)])
    programme_ids = fields.Many2many(
        "slide.channel", "of_trainer_qualification_programme_rel", "qualification_id", "programme_id", "Programmes",
        domain=[("of_is_programme", "=", True)], check_company=True)
    nsf_code = fields.Char(
        "or NSF speciality", help="All programmes whose NSF code begins so: '326', or '32' for the whole group.")
    since = fields.Date(help="First day. Empty: from the beginning.")
    until = fields.Date(help="Last day, as of an authorisation to be renewed. Empty: for good.")
    paper_id = fields.Many2one(
        "of.trainer.paper", "Proof", ondelete="set null", domain="[('trainer_id', '=', trainer_id)]")
    company_id = fields.Many2one("res.company", index=True, help="Empty: holds for all companies.")

    _order_of_days = models.Constraint("CHECK(since <= until)", "A qualification ends after it begins.")

    @api.depends("programme_ids.name", "nsf_code", "trainer_id.name")
    def _compute_display_name(self):
        for known in self:
            subject = ", ".join([*known.programme_ids.mapped("name"), *filter(None, [known.nsf_code])])
            known.display_name = f"{known.trainer_id.name}: {subject}"

    @api.constrains("programme_ids", "nsf_code")
    def _check_subject(self):
        if any(not known.programme_ids and not known.nsf_code for known in self):
            raise ValidationError(self.env._("Say what the trainer may teach: programmes, or an NSF speciality."))

    def _drop(self, programme):
        """Whoever is taken off a programme no longer teaches it; a whole speciality is ended on the trainer."""
        self.ensure_one()
        if programme not in self.programme_ids:
            raise UserError(self.env._(
                "%(trainer)s may teach the whole speciality %(code)s: end this qualification on the trainer.",
                trainer=self.trainer_id.name, code=self.nsf_code))
        if self.programme_ids == programme and not self.nsf_code:
            self.unlink()
        else:
            self.programme_ids -= programme

    def _as_plain(self):
        return trainers.Qualification(
            frozenset(self.programme_ids.ids), self.nsf_code or None, self.since or None, self.until or None)
