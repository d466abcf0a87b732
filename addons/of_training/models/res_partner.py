from odoo import api, fields, models
from odoo.exceptions import ValidationError


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

    @api.constrains("parent_id")
    def _check_of_learner(self):
        """Refuse a parent company to whoever has a learner record."""
        contacts = self.filtered("parent_id")
        # Whoever edits contacts need not read learner records.
        learners = self.env["of.enrolment"].sudo().search([("learner_id", "in", contacts.ids)]).learner_id
        for learner in learners.sudo(False):
            raise ValidationError(self.env._(
                "%(learner)s is a contact of %(company)s: in his portal he would see all that this company "
                "bought. Make the learner a person without a parent company and name the employer on his learner "
                "record.", learner=learner.name, company=learner.parent_id.name))

    def _of_place_label(self, room=None):
        """Where a training takes place, on one line: 'Centre Part-Dieu, 12 rue Servient, 69003 Lyon, salle 2'."""
        town = " ".join(filter(None, (self.zip, self.city)))
        return ", ".join(filter(None, (self.name, self.street, town, room)))

    def _of_contact_label(self):
        """'Samia Référente, 04 00 00 00 00, handicap@example.com'."""
        return ", ".join(filter(None, (self.name, self.phone, self.email)))

    def _of_running_contracts(self, company):
        """This individual's contracts with ``company`` (sudo) that await his signature, or whose session goes on."""
        return self.env["of.agreement"].sudo().search([
            ("kind", "=", "contract"), ("state", "in", ("issued", "signed")), ("company_id", "=", company.id),
            ("partner_id", "child_of", self.ids), ("session_id.state", "not in", ("closed", "cancelled"))])

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
