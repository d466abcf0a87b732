from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..lib import trainers as lib
from .res_partner_trainer import COST_GROUPS

OFFICE = "of_training.group_of_training_user"


class OfSessionSlot(models.Model):
    """The trainer of a slot: why he can't give it, what he costs."""

    _inherit = "of.session.slot"

    trainer_role = fields.Selection(
        [("main", "Teaches"), ("tutor", "Tutors"), ("assessor", "Assesses")], "Role", default="main", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    hours_done = fields.Float(compute="_compute_hours_done", store=True, help="Hours of closed slots.")
    trainer_cost = fields.Monetary(
        "Cost of the trainer", compute="_compute_trainer_cost", store=True, readonly=False, groups=COST_GROUPS,
        help="Excluding VAT, from the trainer's price when the slot was entrusted to him.")
    trainer_obstacles = fields.Text(
        "Why not this trainer", compute="_compute_trainer_obstacles", groups=OFFICE)

    trainer_obstacle_list = fields.Json(
        compute="_compute_trainer_obstacles", groups=OFFICE, export_string_translation=False,
        help="What must be waived: code and sentence of each.")

    @api.depends("closed_at", "hours")
    def _compute_hours_done(self):
        for slot in self:
            slot.hours_done = slot.hours if slot.closed_at else 0

    @api.depends("trainer_id")
    def _compute_trainer_cost(self):
        """Price of the day he was entrusted with the slot; a slot that moves keeps what was agreed."""
        for slot in self:
            slot.trainer_cost = slot.trainer_id.with_company(slot.company_id)._of_cost(slot.hours)

    @api.onchange("start", "end")
    def _onchange_times_cost(self):
        if not self._origin and self.trainer_id:
            self._compute_trainer_cost()

    def _agreed_costs(self):
        """``{slot: (cost, hours)}`` before its times change."""
        return {slot: (slot.trainer_cost, slot.hours) for slot in self.sudo() if slot.trainer_cost and slot.hours}

    def _keep_agreed_costs(self, costs):
        """The price of an hour that was agreed on holds for a longer or shorter slot."""
        for slot, (cost, hours) in costs.items():
            if slot.hours != hours:
                slot.trainer_cost = slot.company_id.currency_id.round(cost * slot.hours / hours)

    @api.depends("trainer_id", "start", "end", "programme_id", "closed_at")
    def _compute_trainer_obstacles(self):
        open_slots = self.filtered(lambda slot: slot.trainer_id and slot.start and slot.end and not slot.closed_at)
        found = {}
        for slots in open_slots.grouped("company_id").values():
            found |= slots._trainer_obstacles()
        for slot in self:
            reasons = found.get((slot, slot.trainer_id), [])
            slot.trainer_obstacles = "\n".join(map(self._obstacle_sentence, reasons))
            slot.trainer_obstacle_list = [
                [reason.code, self._obstacle_sentence(reason)] for reason in reasons if reason.blocking]

    # -- facts and decision ------------------------------------------------------

    def _trainer_obstacles(self, trainers=None):
        """``{(slot, trainer): [Obstacle]}`` (see lib/trainers.py) in one company, of ``trainers`` or each slot's own.

        Read in sudo over all companies: that somebody is away or busy is told, never where or why. The number of
        queries doesn't depend on that of slots or trainers.
        """
        pairs = [(slot, trainer) for slot in self for trainer in (slot.trainer_id if trainers is None else trainers)]
        if not pairs:
            return {}
        situations = self.sudo()._trainer_situations(pairs)
        today = fields.Date.context_today(self)
        rule = self.env["of.vigilance.rule"]._holding_on(today, self[:1]._trainer_company())
        threshold = Decimal(str(rule.amount)) if rule else None
        return {(slot, trainer): lib.obstacles(
            slot.sudo()._trainer_need(), situations[slot, trainer], today, threshold) for slot, trainer in pairs}

    def _trainer_company(self):
        return self.company_id or self.session_id.company_id or self.env.company

    def _trainer_need(self):
        programme = self.programme_id or self.session_id.programme_id
        return lib.Need(self.start, self.end, self.session_id._local_day(self.start), programme._origin.id,
                        programme.of_nsf_code or None)

    def _trainer_situations(self, pairs):
        company = self[:1]._trainer_company()
        people = self.env["res.partner"].sudo().with_company(company).union(
            *(trainer._origin.sudo().with_company(company) for _slot, trainer in pairs))
        known, absences, papers = people._of_known_of_trainers(company, min(self.mapped("start")),
                                                               max(self.mapped("end")))
        busy, engaged = self._busy_elsewhere(people), self._engaged(pairs, people, company)
        by_id = {trainer.id: trainer for trainer in people}
        situations = {}
        for slot, trainer in pairs:
            person = by_id[trainer._origin.id]
            situations[slot, trainer] = lib.Situation(
                known[person.id], absences[person.id], busy[person.id], papers[person.id], person._of_invoices(),
                engaged[person.id, slot.start.year])
        return situations

    def _busy_elsewhere(self, people):
        """``{trainer id: ((start, end), ...)}`` of other slots in the time of these ones."""
        others = self.env["of.session.slot"].search_fetch([
            ("trainer_id", "in", people.ids), ("start", "<", max(self.mapped("end"))),
            ("end", ">", min(self.mapped("start"))), ("session_id.state", "!=", "cancelled"),
            ("id", "not in", self._origin.ids)], ["trainer_id", "start", "end"])
        return defaultdict(tuple, {
            trainer.id: tuple((slot.start, slot.end) for slot in slots)
            for trainer, slots in others.grouped("trainer_id").items()})

    def _engaged(self, pairs, people, company):
        """``{(trainer id, year): amount}`` of the slots in this company, those of ``pairs`` included."""
        found = self.env["of.session.slot"]._read_group(
            [("trainer_id", "in", people.ids), ("company_id", "=", company.id), ("session_id.state", "!=", "cancelled"),
             ("id", "not in", self._origin.ids)], ["trainer_id", "start:year"], ["trainer_cost:sum"])
        amounts = defaultdict(Decimal, {
            (trainer.id, year.year): Decimal(str(amount)) for trainer, year, amount in found})
        by_id = {trainer.id: trainer for trainer in people}
        for slot, trainer in pairs:
            trainer_id = trainer._origin.id
            amounts[trainer_id, slot.start.year] += Decimal(str(by_id[trainer_id]._of_cost(slot.hours)))
        return amounts

    def _obstacle_sentence(self, obstacle):
        """In few words, to follow the trainer's name."""
        _ = self.env._
        kinds = dict(self.env["of.trainer.paper"]._fields["kind"]._description_selection(self.env))
        day = obstacle.day and obstacle.day.strftime("%d/%m/%Y")
        paper = kinds.get(obstacle.paper)
        return {
            lib.UNQUALIFIED: _("is not qualified for this programme"),
            lib.UNQUALIFIED_YET: _("is qualified from %(day)s only", day=day),
            lib.QUALIFICATION_ENDED: _("was qualified until %(day)s", day=day),
            lib.ABSENT: _("is absent then"),
            lib.BUSY: _("teaches elsewhere then"),
            lib.PAPER_EXPIRED: _("paper expired on %(day)s: %(paper)s", day=day, paper=paper),
            lib.PAPER_TO_RENEW: _("paper to renew before %(day)s: %(paper)s", day=day, paper=paper),
            lib.VIGILANCE_MISSING: _("no valid vigilance certificate, required above the threshold"),
        }[obstacle.code]
