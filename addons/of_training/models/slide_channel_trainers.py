from odoo import api, fields, models


class SlideChannel(models.Model):
    """Who may teach a programme: follows from the qualifications that hold today."""

    _inherit = "slide.channel"

    of_qualification_ids = fields.Many2many(
        "of.trainer.qualification", "of_trainer_qualification_programme_rel", "programme_id", "qualification_id",
        "Qualifications", groups="of_training.group_of_training_user")
    of_trainer_ids = fields.Many2many(
        "res.partner", string="Trainers able to teach it", domain=[("of_is_trainer", "=", True)],
        compute="_compute_of_trainer_ids", inverse="_inverse_of_trainer_ids",
        help="Adding one here makes a qualification; its dates and proof are on the trainer.")

    @api.depends("of_nsf_code", "of_qualification_ids.trainer_id", "of_qualification_ids.since",
                 "of_qualification_ids.until")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_of_trainer_ids(self):
        holding = self._of_qualifications_of_today()
        for programme in self:
            programme.of_trainer_ids = holding.filtered(programme._of_is_covered_by).trainer_id.sudo(False)

    def _inverse_of_trainer_ids(self):
        qualifications = self.env["of.trainer.qualification"]
        wanted = {programme: programme.of_trainer_ids for programme in self}
        holding = self._of_qualifications_of_today().sudo(False)
        for programme, trainers in wanted.items():
            covering = holding.filtered(programme._of_is_covered_by)
            qualifications.create([
                {"trainer_id": trainer.id, "programme_ids": programme.ids, "company_id": programme.company_id.id}
                for trainer in trainers - covering.trainer_id])
            for known in covering:
                if known.trainer_id not in trainers:
                    known._drop(programme)

    def _of_qualifications_of_today(self):
        """Whoever reads a programme may know who teaches it."""
        today = fields.Date.context_today(self)
        return self.env["of.trainer.qualification"].sudo().search([
            ("company_id", "in", [False, *self.env.companies.ids]), "|", ("since", "=", False), ("since", "<=", today),
            "|", ("until", "=", False), ("until", ">=", today)])

    def _of_is_covered_by(self, qualification):
        by_speciality = qualification.nsf_code and (self.of_nsf_code or "").startswith(qualification.nsf_code)
        return self._origin in qualification.programme_ids or bool(by_speciality)
