from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_partner_identity import FEW


class OfAccommodation(models.Model):
    """Accommodation for a disability (aménagement), seen by the disability referent and those he shares it with.

    It holds what is needed and what is done, never a diagnosis. It has no chatter, and is not exported.
    """

    _name = "of.accommodation"
    _description = "Accommodation"
    _order = "review_date, id desc"
    _rec_name = "learner_id"
    _check_company_auto = True

    learner_id = fields.Many2one("res.partner", required=True, ondelete="restrict", index=True,
                                 domain=[("is_company", "=", False)])
    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", ondelete="cascade", index="btree_not_null", check_company=True,
        domain="[('learner_id', '=', learner_id)]", help="Empty: for all trainings of this person.")
    session_id = fields.Many2one(related="enrolment_id.session_id")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True)
    need = fields.Text(
        required=True, help="What the person asks for, in the person's own words. No diagnosis and no medical paper "
                            "is asked for or kept.")
    measures = fields.Text(
        "Measures decided", help="What is done: equipment, breaks, papers in large type, more time at the "
                                 "examination. Those it is shared with read this.")
    followed_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("of_training.group_of_disability_referent").ids)])
    review_date = fields.Date("To review on")
    shared_partner_ids = fields.Many2many(
        "res.partner", "of_accommodation_shared_rel", "accommodation_id", "partner_id", "Shared with",
        domain=["|", ("of_is_trainer", "=", True), ("user_ids.share", "=", False)],
        help="Trainers and colleagues who need to know, with the person's consent. Others learn that something is "
             "planned, and to ask the referent.")

    @api.constrains("learner_id", "enrolment_id")
    def _check_learner(self):
        for accommodation in self.filtered("enrolment_id"):
            if accommodation.enrolment_id.learner_id != accommodation.learner_id:
                raise UserError(self.env._("This learner record is of another person: choose one of %(learner)s.",
                                           learner=accommodation.learner_id.name))

    def export_data(self, fields_to_export):
        raise UserError(self.env._("Accommodations are not exported: open them one by one."))

    @api.model
    def _about(self, enrolments):
        """``{enrolment: accommodations}`` (sudo) of these records, and of their learners in general."""
        found = self.sudo().search(  # callers tell no more than that there is one, or only what is shared
            Domain("company_id", "in", enrolments.company_id.ids)
            & Domain("learner_id", "in", enrolments.learner_id.ids)
            & (Domain("enrolment_id", "=", False) | Domain("enrolment_id", "in", enrolments.ids)))
        return {enrolment: found.filtered(
            lambda one, of=enrolment: one.learner_id == of.learner_id and one.company_id == of.company_id
            and one.enrolment_id in (of.browse(), of)) for enrolment in enrolments}

    @api.model
    def _shared_with(self, partner, slot):
        """``{learner id: [measure]}`` of what ``partner`` is told about the learners of ``slot``."""
        found = self._about(slot.sudo().attendance_ids.enrolment_id)
        return {enrolment.learner_id.id: shared.mapped("measures") for enrolment, about in found.items()
                if (shared := about.filtered(lambda one: partner in one.shared_partner_ids and one.measures))}


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    accommodation_notice = fields.Char(
        "Accommodation", compute="_compute_accommodation", groups=FEW, exportable=False)
    has_accommodation = fields.Boolean(
        compute="_compute_accommodation", groups=FEW, exportable=False,
        help="Whether the reader may open an accommodation of this learner.")

    @api.depends_context("uid")
    def _compute_accommodation(self):
        found = self.env["of.accommodation"]._about(self)
        mine = self.env["of.accommodation"].search([("id", "in", [one.id for some in found.values() for one in some])])
        for enrolment in self:
            about = found.get(enrolment._origin, mine.browse())
            enrolment.has_accommodation = bool(about & mine)
            enrolment.accommodation_notice = any(one.shared_partner_ids for one in about) and self.env._(
                "Accommodation planned: ask the disability referent.")

    def action_accommodations(self):
        """Open what the reader may see of this learner's accommodations."""
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_accommodation_action")
        action["domain"] = [("learner_id", "=", self.learner_id.id)]
        action["context"] = {"default_learner_id": self.learner_id.id, "default_enrolment_id": self.id,
                             "default_company_id": self.company_id.id}
        return action
