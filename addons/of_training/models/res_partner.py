from odoo import fields, models


class ResPartner(models.Model):
    """Roles of people and companies in training.

    A learner is a person without a parent company: Odoo shows a portal user
    all that his *commercial* partner bought. His employer stands on the
    learner record; who may see a company's learners is named by the company.
    """

    _inherit = "res.partner"

    of_is_trainer = fields.Boolean("Trainer")
    of_trainer_titles = fields.Text(
        "Diplomas and references", help="Diplômes, titres ou références, printed on contracts (L6353-4, 4°).")
    of_hr_contact_ids = fields.Many2many(
        "res.partner", "of_partner_hr_contact_rel", "company_partner_id", "contact_id", "HR contacts",
        help="They see this company's learners, agreements and certificates in their portal.")
    of_enrolment_ids = fields.One2many("of.enrolment", "learner_id", "Learner records")
    of_enrolment_count = fields.Integer(compute="_compute_of_enrolment_count", string="Trainings")

    def _compute_of_enrolment_count(self):
        enrolments = self.env["of.enrolment"]
        counts = {}
        for name in ("learner_id", "employer_id"):
            for partner, count in enrolments._read_group([(name, "in", self.ids)], [name], ["__count"]):
                counts[partner.id] = counts.get(partner.id, 0) + count
        for partner in self:
            partner.of_enrolment_count = counts.get(partner.id, 0)

    def action_of_enrolments(self):
        """Learner records of this person, or of this company's employees."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_enrolment_action")
        action["domain"] = ["|", ("learner_id", "=", self.id), ("employer_id", "=", self.id)]
        action["context"] = {}
        return action
