from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [("waiting", "On the waiting list"), ("draft", "To confirm"), ("confirmed", "Confirmed"), ("done", "Done"),
          ("abandoned", "Abandoned"), ("cancelled", "Cancelled")]
# Frame F-1 of the BPF counts people by these.
STATUSES = [("employee", "Employee"), ("apprentice", "Apprentice"), ("job_seeker", "Job seeker"),
            ("individual", "Individual at own expense"), ("other", "Other (public agent, self-employed...)")]
# Whoever is in one of these states reads the lessons of the course.
ATTENDING = ("confirmed", "done")


class OfEnrolment(models.Model):
    """One learner in one session (dossier stagiaire). Everything hangs on it, nothing is typed twice.

    It may be without a name until the agreement.
    """

    _name = "of.enrolment"
    _description = "Learner record"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.guarded.mixin",
                "of.numbered.mixin"]
    _order = "id desc"
    _guarded_fields = ("state", "hours_done", "sale_line_id", "agreement_id", "abandoned_on", "exit_reason",
                       "date_registered")
    _check_company_auto = True
    _rec_names_search = ("name", "learner_id.name")
    _mail_post_access = "read"

    session_id = fields.Many2one(
        "of.session", required=True, check_company=True, ondelete="restrict", index=True, tracking=True)
    programme_id = fields.Many2one(related="session_id.programme_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    learner_id = fields.Many2one(
        "res.partner", index=True, tracking=True, ondelete="restrict", domain=[("is_company", "=", False)],
        help="A person of his own, not a contact of the employer.")
    employer_id = fields.Many2one(
        "res.partner", index="btree_not_null", tracking=True, ondelete="restrict", domain=[("is_company", "=", True)])
    status = fields.Selection(STATUSES, help="Of the learner, as the BPF counts it.")
    state = fields.Selection(STATES, default="draft", required=True, copy=False, tracking=True, index=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order line", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    order_id = fields.Many2one(related="sale_line_id.order_id", store=True, string="Order", index="btree_not_null")
    client_id = fields.Many2one(related="order_id.partner_id", store=True, string="Client", index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    price = fields.Monetary(
        copy=False, groups="base.group_user", help="Share of the order line for this learner, excluding VAT.")
    hours_planned = fields.Float("Planned hours", compute="_compute_hours_planned", store=True)
    hours_done = fields.Float(
        "Hours done", readonly=True, copy=False, help="Really followed: closed slots, and lessons done.")
    agreement_id = fields.Many2one(
        "of.agreement", readonly=True, copy=False, check_company=True, index="btree_not_null", ondelete="restrict")
    attendance_ids = fields.One2many("of.attendance", "enrolment_id", readonly=True)
    document_ids = fields.One2many("of.document", "enrolment_id", "Documents")
    document_count = fields.Integer(compute="_compute_document_count", string="Number of documents")

    _price_positive = models.Constraint("CHECK(price >= 0)", "The price of a learner record is not negative.")
    _once = models.UniqueIndex(
        "(session_id, learner_id) WHERE learner_id IS NOT NULL AND state <> 'cancelled'",
        "This learner has a record in this session already.")

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create(vals_list)
        if not self._may_write_guarded():
            enrolments.session_id._refuse_if_over()
        enrolments.session_id._expect_people(enrolments)
        enrolments._update_attendees(set())
        return enrolments

    @api.model
    def _numbering_company(self, vals):
        return self.env["of.session"].browse(vals.get("session_id")).company_id

    def write(self, vals):
        if not {"learner_id", "state", "session_id", "date_in", "date_out"} & set(vals):
            return super().write(vals)
        before = self._attendees()
        result = super().write(vals)
        self.session_id._expect_people(self)
        self._update_attendees(before)
        return result

    @api.depends("name", "learner_id.name")
    def _compute_display_name(self):
        for enrolment in self:
            learner = enrolment.learner_id.name or self.env._("name to come")
            enrolment.display_name = f"{enrolment.name} {learner}"

    @api.depends("session_id.slot_ids.hours")
    def _compute_hours_planned(self):
        for enrolment in self:
            enrolment.hours_planned = sum(enrolment._planned_slots().mapped("hours"))

    def _planned_slots(self):
        """Slots that this learner was sold."""
        return self.session_id.slot_ids

    def _expected_slots(self):
        """Slots at which this learner is expected, as long as he stays."""
        return self._planned_slots()

    def _count_hours_done(self):
        """Hours really followed; called when a slot closes or a lesson is done, not at each signature."""
        done = self._hours_done()
        for hours, enrolments in self.grouped(lambda enrolment: done.get(enrolment, 0)).items():
            enrolments._pass().write({"hours_done": hours})

    def _hours_done(self):
        """``{record: hours}`` summed over closed slots, of those who have some."""
        attendances = self.env["of.attendance"].sudo()  # hours follow from a signature of whoever
        return dict(attendances._read_group(
            [("enrolment_id", "in", self.ids), ("slot_id.closed_at", "!=", False)], ["enrolment_id"], ["hours:sum"]))

    def _compute_document_count(self):
        counts = dict(self.env["of.document"]._read_group(
            [("enrolment_id", "in", self.ids)], ["enrolment_id"], ["__count"]))
        for enrolment in self:
            enrolment.document_count = counts.get(enrolment, 0)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for enrolment in self:
            enrolment.access_url = f"/my/trainings/{enrolment.id}"
        return result

    @api.constrains("learner_id")
    def _check_learner_signed(self):
        """Hours belong to the person who signed for them."""
        for enrolment in self:
            signed = enrolment.sudo().attendance_ids.filtered("entry_ids").partner_id  # entries are read by few
            if signed - enrolment.learner_id:
                raise ValidationError(self.env._(
                    "%(learner)s signed under this record: make another record for the new learner.",
                    learner=", ".join(signed.mapped("name"))))

    @api.constrains("learner_id")
    def _check_learner(self):
        self.learner_id._check_of_learner()

    def unlink(self):
        sessions = self.session_id
        result = super().unlink()
        sessions._promote_waiting()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        if any(enrolment.sale_line_id or enrolment.document_ids for enrolment in self):
            raise UserError(self.env._("A learner record that was sold or has documents is cancelled, not deleted."))
        if any(enrolment.state not in ("waiting", "draft", "cancelled") for enrolment in self):
            raise UserError(self.env._("A confirmed learner record is cancelled first: it holds a place and an access "
                                       "to the lessons."))

    def _of_agreement_kind(self):
        """Kind of agreement that this record needs; None where none exists (extended for the CPF)."""
        self.ensure_one()
        return self.sale_line_id.sudo()._of_line_agreement_kind() if self.sale_line_id else None

    def _creation_message(self):
        return self.env._("Learner record created")

    def action_confirm(self):
        self.session_id._refuse_if_over()
        for enrolment in self:
            if enrolment._of_agreement_kind() == "contract" and enrolment.agreement_id.state != "signed":
                raise UserError(self.env._(
                    "%(enrolment)s: the contract is signed before the registration is final (L6353-3).",
                    enrolment=enrolment.display_name))
        self.filtered(lambda enrolment: enrolment.state == "draft")._pass().write({"state": "confirmed"})

    def action_cancel(self):
        live = self.filtered(lambda enrolment: enrolment.state in ("waiting", "draft", "confirmed"))
        live._pass().write({"state": "cancelled"})

    def action_documents(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_document_action")
        action["domain"] = [("enrolment_id", "=", self.id)]
        return action

    def action_agreement(self):
        return self.agreement_id.get_formview_action()

    # -- lessons of the course, and the portal ----------------------------------

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
