from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import planning
from ..lib import trainers as lib
from .res_partner_trainer import COST_GROUPS

MANAGER = "of_training.group_of_training_manager"
WAIVED = "trainer-"  # code of the check: trainer-<his id>-<obstacle>


class OfSession(models.Model):
    """Trainers of a session: what speaks against them, their hours and cost, their replacement."""

    _inherit = "of.session"

    trainer_hours_done = fields.Float(
        "Hours given", compute="_compute_trainer_hours", groups="of_training.group_of_training_user",
        help="Of closed slots.")
    trainer_hours_label = fields.Char(
        "Hours of trainers", compute="_compute_trainer_hours", groups="of_training.group_of_training_user",
        help="Given and planned.")
    trainer_cost = fields.Monetary("Cost of trainers", compute="_compute_trainer_cost", groups=COST_GROUPS)

    def _compute_trainer_hours(self):
        for session in self:
            session.trainer_hours_done = sum(session.slot_ids.mapped("hours_done"))
            session.trainer_hours_label = f"{session.trainer_hours_done:g} / {session.hours_planned:g} h"

    def _compute_trainer_cost(self):
        for session in self:
            session.trainer_cost = sum(session.slot_ids.mapped("trainer_cost"))

    def action_trainer_slots(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_session_slot_trainer_action")
        return {**action, "domain": [("session_id", "in", self.ids), ("trainer_id", "!=", False)]}

    # -- checklist -------------------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose in ("confirm", "finish"):
            checks += self._trainer_checks()
        return checks

    def _trainer_checks(self):
        """One check for each trainer and obstacle; a manager may waive it with a reason."""
        found = {}
        for slot in self.sudo().slot_ids:  # unfiltered: read at once for all sessions that are looked at
            for obstacle, sentence in slot.trainer_obstacle_list or ():
                if obstacle != lib.BUSY:  # a conflict, which has its check
                    found.setdefault(_waiver_code(slot.trainer_id, obstacle), (slot, slot.trainer_id, sentence))
        return [Check(
            code, self.env._("%(trainer)s (%(day)s): %(reason)s.", trainer=trainer.name, day=slot._day_label(
                pattern="d MMM"), reason=sentence),
            test=lambda session: True, level=ADVISORY, field="slot_ids", page="slots")
            for code, (slot, trainer, sentence) in found.items()]

    # -- replacing ---------------------------------------------------------------------

    def action_replace_trainer(self):
        """Choose who replaces a trainer, or who takes the slots that have none."""
        self.ensure_one()
        slots = self._slots_to_entrust()
        if not slots:
            raise UserError(self.env._("Every slot is closed: it keeps its trainer."))
        wizard = self.env["of.trainer.replacement"].create({"session_id": self.id, "from_slot_id": slots[0].id})
        return wizard._reopen()

    def _slots_to_entrust(self):
        """Slots whose trainer may still change: not closed, nor countersigned."""
        return self.slot_ids.filtered(lambda slot: not slot.closed_at and not slot.sudo().attendance_ids.filtered(
            lambda attendance: attendance.role == "trainer" and attendance.entry_ids))

    def _replace_trainer(self, slots, substitute, leaving, reason=None, waiver=None):
        """Entrust ``slots`` to ``substitute`` and do all that follows; in one transaction, mails are queued.

        :param leaving: who gave them before, empty when nobody did
        :param waiver: why a manager entrusts them in spite of the obstacles
        :raises UserError: an obstacle without waiver, or titles missing that contracts must name
        """
        self.ensure_one()
        self.check_access("write")
        self._check_titles(slots, substitute)
        self._waive_obstacles(slots, substitute, waiver)
        slots.trainer_id = substitute
        if leaving:
            self._reissue_sheet()
            self._tell_replacement(slots, substitute, leaving, reason)

    def _check_titles(self, slots, substitute):
        if self._contracts() and not (substitute.of_trainer_titles or "").strip():
            raise UserError(self.env._(
                "Contracts with individuals name the titles of the trainers (L6353-4, 4°): fill in the diplomas and "
                "references of %(trainer)s first.", trainer=substitute.name))

    def _waive_obstacles(self, slots, substitute, waiver):
        found = {_waiver_code(substitute, obstacle.code): slot._obstacle_sentence(obstacle)
                 for (slot, _trainer), obstacles in slots._trainer_obstacles(substitute).items()
                 for obstacle in obstacles if obstacle.blocking}
        for code in self._of_waivers().get(self.id, {}):
            found.pop(code, None)
        if found and not (waiver or "").strip():
            raise UserError(self.env._(
                "%(trainer)s: %(reasons)s. Choose somebody else, or a training manager says why all the same.",
                trainer=substitute.name, reasons=", ".join(found.values())))
        self.env["of.checklist.waiver"].create([
            {"res_model": self._name, "res_id": self.id, "code": code, "reason": waiver} for code in found])

    def _reissue_sheet(self):
        """A sheet that was issued names who no longer comes: issue it again; it replaces the former one."""
        if self._sheets():
            self._issue_sheet()

    def _end_of_day(self, day):
        """Midnight after ``day`` where the session takes place, as naive UTC."""
        return planning.instant(day + timedelta(days=1), 0, self.tz)

    def _contracts(self):
        return self.agreement_ids.filtered(
            lambda agreement: agreement.kind == "contract" and agreement.state in ("issued", "signed"))

    def _told_enrolments(self):
        """Learner records whose learner hears that the trainer changes."""
        return self.enrolment_ids.filtered(
            lambda enrolment: enrolment.learner_id and enrolment.state in ("draft", "confirmed"))

    def _tell_replacement(self, slots, substitute, leaving, reason):
        """Mails to learners and both trainers, a note on what carries the change, the hazard."""
        context = {"of_trainer": substitute, "of_leaving": leaving, "of_slots": slots.sorted("start")}
        told = self._told_enrolments()
        reachable = told.filtered("learner_id.email")
        self._send_template("mail_template_trainer_learner", reachable, context)
        for template, trainer in (("mail_template_trainer_engaged", substitute),
                                  ("mail_template_trainer_relieved", leaving)):
            if trainer.email:
                self._send_template(template, self, {**context, "of_addressee": trainer})
        description = self.env._(
            "%(leaving)s is replaced by %(substitute)s from %(day)s (%(count)s slots): %(reason)s",
            leaving=leaving.name, substitute=substitute.name, day=slots.sorted("start")[0]._day_label(),
            count=len(slots), reason=reason or "-")
        self.message_post(body=description)
        for contract in self._contracts():
            contract.message_post(body=self.env._(
                "The individual was told the titles of the new trainer (L6353-4, 4°): %(titles)s",
                titles=substitute.of_trainer_titles))
        for enrolment in told - reachable:
            enrolment.activity_schedule(
                "mail.mail_activity_data_call", user_id=(self.user_id or self.env.user).id, summary=self.env._(
                    "No address: tell the learner that %(substitute)s replaces the trainer.",
                    substitute=substitute.name))
        self.env["of.incident"]._note("hazard", description, session=self)

    def _send_template(self, name, records, context):
        if records:
            template = self.env.ref(f"of_training.{name}").with_context(**context)
            template.send_mail_batch(records.ids, email_layout_xmlid="mail.mail_notification_light")

    def _replacement_consequences(self, slots, substitute, leaving):
        """What replacing does, and to whom, as sentences; read before it is done."""
        _ = self.env._
        sentences = [_("%(count)s slots (%(hours)s h) go to %(substitute)s: %(days)s.", count=len(slots),
                       hours=f"{sum(slots.mapped('hours')):g}", substitute=substitute.name,
                       days=", ".join(slot._label() for slot in slots.sorted("start")))]
        if not leaving:
            return sentences
        if kept := (self.slot_ids - self._slots_to_entrust()).filtered(lambda slot: slot.trainer_id == leaving):
            sentences.append(_("%(count)s slots already given stay with %(leaving)s.",
                               count=len(kept), leaving=leaving.name))
        if self._sheets():
            sentences.append(_("The attendance sheet is issued again and replaces the former one."))
        told = self._told_enrolments()
        if people := told.learner_id.filtered("email"):
            sentences.append(_("A mail goes to %(people)s.", people=", ".join(people.mapped("name"))))
        if people := told.learner_id.filtered(lambda learner: not learner.email):
            sentences.append(_("To be told by telephone, an activity is made: %(people)s.",
                               people=", ".join(people.mapped("name"))))
        if contracts := self._contracts():
            sentences.append(_(
                "Contracts with individuals name the trainer (L6353-4, 4°): his titles go to %(people)s.",
                people=", ".join(contracts.partner_id.mapped("name"))))
        sentences.append(_("The change is noted as a hazard of the session."))
        return sentences


class OfChecklistWaiver(models.Model):
    _inherit = "of.checklist.waiver"

    @api.model_create_multi
    def create(self, vals_list):
        waivers = super().create(vals_list)
        overrides = any(waiver.res_model == "of.session" and waiver.code.startswith(WAIVED) for waiver in waivers)
        if overrides and not self.env.su and not self.env.user.has_group(MANAGER):
            raise UserError(self.env._(
                "Only a training manager decides in spite of what speaks against a trainer: ask one, or choose "
                "somebody else."))
        return waivers


def _waiver_code(trainer, obstacle):
    return f"{WAIVED}{trainer.id}-{obstacle}"
