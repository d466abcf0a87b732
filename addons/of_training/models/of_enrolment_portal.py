from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

# Whoever is in one of these states reads the lessons of the course.
ATTENDING = ("confirmed", "done")


class OfEnrolment(models.Model):
    """What a learner record opens to its people: lessons of the course, pages of the portal."""

    _inherit = "of.enrolment"

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create(vals_list)
        enrolments._update_attendees(set())
        return enrolments

    def write(self, vals):
        if not {"state", "learner_id", "session_id"} & set(vals):
            return super().write(vals)
        before = self._attendees()
        result = super().write(vals)
        self._update_attendees(before)
        return result

    def _attendees(self):
        """``{(programme id, learner id)}`` of these records that open the lessons."""
        return {(enrolment.programme_id.id, enrolment.learner_id.id) for enrolment in self
                if enrolment.state in ATTENDING and enrolment.learner_id}

    def _update_attendees(self, before):
        """Make attendees of the course those who came since ``before``, and archive those who left."""
        after = self._attendees()
        # The office enrols without being an officer of eLearning.
        for programme, learners in self._by_programme(after - before).items():
            programme._action_add_members(learners)
        gone = before - after
        if gone:
            gone -= self.sudo().search([
                ("state", "in", ATTENDING), ("programme_id", "in", [programme for programme, _learner in gone]),
                ("learner_id", "in", [learner for _programme, learner in gone])])._attendees()
        for programme, learners in self._by_programme(gone).items():
            programme._remove_membership(learners.ids)

    def _by_programme(self, pairs):
        learners = defaultdict(list)
        for programme_id, learner_id in sorted(pairs):
            learners[programme_id].append(learner_id)
        programmes, partners = self.env["slide.channel"].sudo(), self.env["res.partner"].sudo()
        return {programmes.browse(key): partners.browse(ids) for key, ids in learners.items()}

    def action_of_invite(self):
        """Open Odoo's portal access for these learners and the HR contacts of their employers."""
        active = self.filtered(lambda enrolment: enrolment.state != "cancelled")
        people = active.learner_id | active.employer_id.of_hr_contact_ids
        if not people:
            raise UserError(self.env._("Nobody to invite yet: name the learners, or the HR contacts of the employer."))
        return self.env["portal.wizard"].create({"partner_ids": people.ids})._action_open_modal()
