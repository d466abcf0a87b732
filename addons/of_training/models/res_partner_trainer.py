from collections import defaultdict

from odoo import api, fields, models

from ..lib import trainers as lib

COST_GROUPS = "of_training.group_of_training_manager,account.group_account_readonly,account.group_account_invoice"
OFFICE = "of_training.group_of_training_user"
INVOICING = ("freelance", "subcontractor")


class ResPartner(models.Model):
    """A trainer: how he is paid, what he may teach, when he is away, his papers."""

    _inherit = "res.partner"

    of_trainer_kind = fields.Selection(
        [("employee", "Employee"), ("freelance", "Freelance"), ("subcontractor", "Subcontracting organisation")],
        "Engaged as", help="A freelance or another organisation invoices: a contrat de prestation.")
    of_trainer_price = fields.Float(
        "Cost", company_dependent=True, digits="Product Price", groups=COST_GROUPS,
        help="In euro excluding VAT, per hour or day of training, in the current company.")
    of_trainer_price_unit = fields.Selection(
        [("hour", "per hour"), ("day", "per day of 7 hours")], "Cost unit", company_dependent=True,
        groups=COST_GROUPS)
    of_qualification_ids = fields.One2many(
        "of.trainer.qualification", "trainer_id", "Qualifications", groups=OFFICE)
    of_absence_ids = fields.One2many("of.trainer.absence", "trainer_id", "Absences", groups=OFFICE)
    of_paper_ids = fields.One2many("of.trainer.paper", "trainer_id", "Papers", groups=OFFICE)
    of_paper_count = fields.Integer(
        compute="_compute_of_paper_state", string="Number of papers", compute_sudo=False, groups=OFFICE)
    of_paper_state = fields.Selection(
        [("valid", "In order"), ("renew", "To renew"), ("expired", "Expired")], "State of the papers",
        compute="_compute_of_paper_state", compute_sudo=False, groups=OFFICE,
        help="'To renew' from 30 days before the last day of a paper.")
    of_trainer_hours = fields.Float("Hours this year", compute="_compute_of_trainer_hours", groups=OFFICE)
    of_trainer_hours_done = fields.Float(
        "Hours done this year", compute="_compute_of_trainer_hours", groups=OFFICE, help="Of closed slots.")

    def _compute_of_paper_state(self):
        holders = self | self.commercial_partner_id  # the organisation's papers count for its trainers
        papers = self.env["of.trainer.paper"].search(
            [("trainer_id", "in", holders.ids), ("renewed_by_id", "=", False)])
        by_holder = papers.grouped("trainer_id")
        for trainer in self:
            own = papers.browse().union(*(by_holder.get(holder, papers.browse()) for holder in
                                          trainer._origin | trainer.commercial_partner_id._origin))
            left = min((paper.days_left for paper in own if paper.valid_until), default=None)
            trainer.of_paper_count = len(own)
            trainer.of_paper_state = own and own._state_of(left)

    def _compute_of_trainer_hours(self):
        year = fields.Date.context_today(self).replace(month=1, day=1)
        hours = {trainer: (planned, done) for trainer, planned, done in self.env["of.session.slot"]._read_group(
            [("trainer_id", "in", self.ids), ("start", ">=", year), ("session_id.state", "!=", "cancelled")],
            ["trainer_id"], ["hours:sum", "hours_done:sum"])}
        for trainer in self:
            trainer.of_trainer_hours, trainer.of_trainer_hours_done = hours.get(trainer._origin, (0, 0))

    def write(self, vals):
        result = super().write(vals)
        if {"of_trainer_price", "of_trainer_price_unit"} & set(vals):
            self._of_update_cost()
        return result

    def _of_update_cost(self):
        """A new price holds for the slots to come; what was given keeps the price it was given at."""
        slots = self.env["of.session.slot"].sudo().search([  # whoever may set the price
            ("trainer_id", "in", self.ids), ("closed_at", "=", False), ("company_id", "=", self.env.company.id),
            ("start", ">=", fields.Datetime.now())])
        slots._compute_trainer_cost()

    # -- what decides -------------------------------------------------------------

    def _of_invoices(self):
        """Whether this trainer, or the organisation he works for, sends invoices."""
        return self.of_trainer_kind in INVOICING

    def _of_cost(self, hours):
        """Cost of ``hours`` in the current company, in euro excluding VAT."""
        trainer = self.sudo()  # stored on slots that only few read
        return float(lib.cost(hours, trainer.of_trainer_price, trainer.of_trainer_price_unit or "hour"))

    def _of_known_of_trainers(self, company, start, end):
        """Qualifications, absences between two instants, and papers in force, each ``{trainer id: tuple}``."""
        qualifications = self.env["of.trainer.qualification"].search(
            [("trainer_id", "in", self.ids), ("company_id", "in", [False, company.id])])
        absences = self.env["of.trainer.absence"].search(
            [("trainer_id", "in", self.ids), ("start", "<", end), ("end", ">", start)])
        holders = self | self.commercial_partner_id
        papers = self.env["of.trainer.paper"].search([
            ("trainer_id", "in", holders.ids), ("company_id", "=", company.id), ("renewed_by_id", "=", False)])
        return (
            _tuples((known.trainer_id.id, known._as_plain()) for known in qualifications),
            _tuples((absence.trainer_id.id, (absence.start, absence.end)) for absence in absences),
            _tuples((trainer.id, (paper.kind, paper.valid_until or None)) for trainer in self for paper in papers
                    if paper.trainer_id in trainer | trainer.commercial_partner_id))

    # -- the list from which one is chosen ------------------------------------------

    @api.model
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """For a slot (context ``of_teach``), whoever is free and qualified comes first; others say why not."""
        slot = self._of_slot_to_teach()
        if not slot:
            return super().web_name_search(name, specification, domain, operator, limit)
        found = super().web_name_search(name, specification, domain, operator, None)
        trainers = self.browse([item["id"] for item in found])
        reasons = {trainer.id: reasons for (_slot, trainer), reasons in slot._trainer_obstacles(trainers).items()}
        found.sort(key=lambda item: any(reason.blocking for reason in reasons[item["id"]]))
        for item in found:
            why = ", ".join(map(slot._obstacle_sentence, reasons[item["id"]]))
            item["__formatted_display_name"] = f"{item['display_name']} --{why}--" if why else item["display_name"]
        return found[:limit]

    @api.model
    def _of_slot_to_teach(self):
        """The slot, perhaps not yet saved, for which a trainer is being chosen; None without its times."""
        wanted = self.env.context.get("of_teach") or {}
        if not (wanted.get("start") and wanted.get("end") and self.env.user.has_group(OFFICE)):
            return None
        slots = self.env["of.session.slot"]
        start, end = map(fields.Datetime.to_datetime, (wanted["start"], wanted["end"]))
        if start >= end:
            return None
        return slots.new({
            "start": start, "end": end, "session_id": wanted.get("session_id") or False,
            "programme_id": wanted.get("programme_id") or False}, origin=slots.browse(wanted.get("id") or ()))

    # -- actions ----------------------------------------------------------------------

    def action_of_trainer_slots(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_session_slot_trainer_action")
        action["domain"] = [("trainer_id", "in", self.ids)]
        return action

    def action_of_papers(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_trainer_paper_action")
        return {**action, "domain": [("trainer_id", "in", (self | self.commercial_partner_id).ids)],
                "context": {"default_trainer_id": self.id}}


def _tuples(pairs):
    grouped = defaultdict(tuple)
    for key, value in pairs:
        grouped[key] += (value,)
    return grouped
