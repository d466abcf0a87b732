from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class OfTrainerReplacement(models.TransientModel):
    """Who takes the slots of a trainer who can't come, or those that have none; shows what it does before."""

    _name = "of.trainer.replacement"
    _description = "Choice of a trainer"

    session_id = fields.Many2one("of.session", required=True, readonly=True)
    programme_id = fields.Many2one(related="session_id.programme_id", related_sudo=False)
    company_id = fields.Many2one(related="session_id.company_id", related_sudo=False)
    trainer_ids = fields.Many2many(
        related="session_id.trainer_ids", related_sudo=False, string="Trainers of the session")
    open_slot_ids = fields.Many2many("of.session.slot", compute="_compute_open_slot_ids")
    leaving_id = fields.Many2one(
        "res.partner", "Trainer who leaves", compute="_compute_leaving_id", store=True, readonly=False,
        help="Empty: entrust the slots that have no trainer.")
    from_slot_id = fields.Many2one("of.session.slot", "From slot", required=True)
    slot_ids = fields.Many2many("of.session.slot", compute="_compute_slot_ids", string="Slots")
    reason = fields.Char(help="For instance 'ill': told to nobody but the office.")
    absent_until = fields.Date(help="Keeps the trainer from being proposed elsewhere until that day, included.")
    candidate_ids = fields.One2many(
        "of.trainer.candidate", "wizard_id", "Trainers", compute="_compute_candidate_ids", store=True)
    substitute_id = fields.Many2one("res.partner", "Entrusted to", domain=[("of_is_trainer", "=", True)])
    obstacles = fields.Text(compute="_compute_consequences")
    consequences = fields.Html(compute="_compute_consequences")
    waiver = fields.Char("Why all the same", help="Kept with the session, with your name.")

    @api.depends("session_id")
    def _compute_open_slot_ids(self):
        for wizard in self:
            wizard.open_slot_ids = wizard.session_id._slots_to_entrust()

    @api.depends("from_slot_id")
    def _compute_leaving_id(self):
        for wizard in self:
            wizard.leaving_id = wizard.from_slot_id.trainer_id

    @api.depends("session_id", "leaving_id", "from_slot_id")
    def _compute_slot_ids(self):
        for wizard in self:
            first, leaving = wizard.from_slot_id, wizard.leaving_id
            wizard.slot_ids = wizard.open_slot_ids.filtered(
                lambda slot: slot.start >= first.start and slot.trainer_id == leaving)  # noqa: B023 - used at once

    @api.depends("slot_ids")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = [Command.clear(), *map(Command.create, wizard._candidates())]

    def _candidates(self):
        """Values of a line for each trainer, whoever may take all the slots first."""
        slots = self.slot_ids._origin
        trainers = self.env["res.partner"].search(
            [("of_is_trainer", "=", True), ("id", "!=", self.leaving_id.id),
             ("company_id", "in", [False, self.company_id.id])])
        found = slots._trainer_obstacles(trainers)
        rows = []
        for trainer in trainers:
            reasons = {slot._obstacle_sentence(reason): reason.blocking
                       for slot in slots for reason in found[slot, trainer]}
            rows.append({"trainer_id": trainer.id, "is_fit": not any(reasons.values()),
                         "obstacles": "\n".join(reasons)})
        return sorted(rows, key=lambda row: not row["is_fit"])

    @api.depends("substitute_id", "slot_ids")
    def _compute_consequences(self):
        for wizard in self:
            chosen = wizard.candidate_ids.filtered(lambda line: line.trainer_id == wizard.substitute_id)  # noqa: B023
            wizard.obstacles = not chosen.is_fit and chosen.obstacles
            sentences = wizard.session_id._replacement_consequences(
                wizard.slot_ids._origin, wizard.substitute_id, wizard.leaving_id) \
                if wizard.substitute_id and wizard.slot_ids else []
            items = Markup().join(Markup("<li>%s</li>") % sentence for sentence in sentences)
            wizard.consequences = items and Markup("<ul>%s</ul>") % items

    def action_replace(self):
        """Do what was shown."""
        self.ensure_one()
        if not self.slot_ids:
            raise UserError(self.env._("No slot is left to entrust from then on: choose an earlier one."))
        if not self.substitute_id:
            raise UserError(self.env._("Choose who takes these slots."))
        if self.leaving_id and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the trainer is replaced: it is noted as a hazard."))
        self._note_absence()
        self.session_id._replace_trainer(
            self.slot_ids, self.substitute_id, self.leaving_id, self.reason, self.waiver)
        return {"type": "ir.actions.act_window_close"}

    def _note_absence(self):
        if not (self.leaving_id and self.absent_until):
            return
        first, session = min(self.slot_ids.mapped("start")), self.session_id
        if self.absent_until < session._local_day(first):
            raise UserError(self.env._("The absence can't end before %(day)s, day of the first slot.",
                                       day=format_date(self.env, session._local_day(first))))
        self.env["of.trainer.absence"].create({
            "trainer_id": self.leaving_id.id, "start": first, "end": session._end_of_day(self.absent_until),
            "reason": self.reason, "company_id": session.company_id.id})

    def _reopen(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "target": "new", "name": self.env._("Choose or replace a trainer")}


class OfTrainerCandidate(models.TransientModel):
    """One trainer in the list of a choice, with what speaks against him."""

    _name = "of.trainer.candidate"
    _description = "Trainer who may be chosen"

    wizard_id = fields.Many2one("of.trainer.replacement", required=True, ondelete="cascade")
    trainer_id = fields.Many2one("res.partner", required=True)
    is_fit = fields.Boolean("Free and qualified")
    obstacles = fields.Text("What speaks against it")

    def action_choose(self):
        self.wizard_id.substitute_id = self.trainer_id
        return self.wizard_id._reopen()
