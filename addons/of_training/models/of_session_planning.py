from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, BLOCKING, Check

from ..lib import planning
from .of_enrolment import ATTENDING

START_BATCH = 50
# Learners whom cancelling or postponing concerns.
CONCERNED = ("waiting", "draft", *ATTENDING)


class OfSession(models.Model):
    """Planning of a session: hours to plan, minimum, room, conflicts, and what changes by itself."""

    _inherit = "of.session"

    is_rolling = fields.Boolean(
        "Permanent entries and exits",
        help="Learners come and leave while it runs: it needs no end, and stays on sale.")
    seats_min = fields.Integer("Minimum", help="Learners without whom it is not worth holding; 0: none.")
    hours_sold = fields.Float(
        "Hours sold", compute="_compute_hours_sold", store=True, readonly=False,
        help="To be planned: the programme's hours, or what was agreed with the client.")
    hours_to_plan = fields.Float("Hours left to plan", compute="_compute_hours_to_plan", store=True)
    planned_rate = fields.Float("Planned", compute="_compute_hours_to_plan", store=True, aggregator="avg",
                                help="Hours planned, in percent of those sold.")
    blocking_count = fields.Integer("Missing", compute="_compute_missing_counts", groups="base.group_user")
    advisory_count = fields.Integer("To look at", compute="_compute_missing_counts", groups="base.group_user")

    _hours_sold_positive = models.Constraint("CHECK(hours_sold >= 0)", "The hours sold are not negative.")
    _seats_min_positive = models.Constraint("CHECK(seats_min >= 0)", "The minimum is not negative.")

    @api.depends("programme_id")
    def _compute_hours_sold(self):
        """A proposal: a programme that changes later leaves the sessions as they were sold."""
        for session in self:
            programme = session.programme_id
            session.hours_sold = 0 if programme.of_modality == "distance" else programme.of_hours

    @api.depends("hours_sold", "hours_planned")
    def _compute_hours_to_plan(self):
        for session in self:
            session.hours_to_plan = max(session.hours_sold - session.hours_planned, 0)
            session.planned_rate = 100 * session.hours_planned / session.hours_sold if session.hours_sold else 100

    @api.depends("state", "slot_ids", "enrolment_ids", "place_id", "link")
    def _compute_missing_counts(self):
        for session in self:
            levels = [item["level"] for item in session.of_checklist or () if not item["waived"]]
            session.blocking_count = levels.count(BLOCKING)
            session.advisory_count = levels.count(ADVISORY)

    @api.onchange("room_id")
    def _onchange_room_id(self):
        self.place_id = self.room_id.place_id or self.place_id

    # -- what is missing -------------------------------------------------------

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose) + self._conflict_checks()
        if purpose == "confirm":
            checks += self._seat_checks()
        if purpose == "finish":
            checks.append(Check(
                "to_plan", self.env._("Hours that were sold are not planned."), domain=[("hours_to_plan", ">", 0)],
                level=ADVISORY, field="slot_ids", page="slots"))
        return checks

    def _seat_checks(self):
        _ = self.env._
        return [
            Check("seats_min", _("Fewer learners than the minimum are enrolled."),
                  test=lambda session: session.enrolment_count < session.seats_min,
                  level=ADVISORY, field="enrolment_ids", page="learners"),
            Check("capacity", _("More learners are enrolled than there are places."),
                  test=lambda session: session.enrolment_count > session.capacity > 0,
                  level=ADVISORY, field="capacity"),
            Check("room_seats", _("The room has fewer seats than there are learners."),
                  test=lambda session: session.enrolment_count > session.room_id.seats > 0,
                  level=ADVISORY, field="room_id"),
        ]

    def _conflict_checks(self):
        """One for each kind, so that waiving one of them does not hide the others."""
        _ = self.env._
        sentences = {
            "trainer": _("A trainer is expected elsewhere at the same time."),
            "room": _("A room is taken at the same time."),
            "learner": _("A learner is expected elsewhere at the same time."),
        }
        return [Check(f"conflict_{kind}", sentence, level=ADVISORY, field="slot_ids", page="slots",
                      test=lambda session, kind=kind: any(
                          kind in (slot.conflict_kinds or "").split(",") for slot in session.slot_ids))
                for kind, sentence in sentences.items()]

    # -- planning, postponing, cancelling ----------------------------------------

    def action_plan(self):
        """Open the wizard that makes slots from a pattern."""
        return self._open_wizard("of.session.plan", self.env._("Plan slots"))

    def action_cancel(self):
        """Show what cancelling does and to whom, before it is done."""
        return self._open_wizard("of.session.change", self.env._("Cancel the session"), default_kind="cancel")

    def action_postpone(self):
        """Show what postponing does and to whom, before it is done."""
        return self._open_wizard("of.session.change", self.env._("Postpone the session"), default_kind="postpone")

    def _open_wizard(self, model, name, **context):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form",
                "target": "new", "context": {"default_session_id": self.id, **context}}

    def _postpone(self, days):
        """Move all slots by so many days; the hours of day in the session's time zone stay.

        :raises UserError: a slot has signatures
        """
        for session in self:
            # The far end first: no slot lands on one that has not moved yet.
            for slot in session.slot_ids.sorted("start", reverse=days > 0):
                slot.write(slot._moved(days))
            for enrolment in session.enrolment_ids.filtered(lambda one: one.date_in or one.date_out):
                enrolment.write({name: fields.Date.add(enrolment[name], days=days)
                                 for name in ("date_in", "date_out") if enrolment[name]})

    def _change_concerns(self, kind):
        """What cancelling or postponing (``kind``) touches: ``[{"label", "names", "effect"}]``; extend with super()."""
        _ = self.env._
        live = self.enrolment_ids.filtered(lambda enrolment: enrolment.state in CONCERNED)
        agreements = self.agreement_ids.filtered(lambda agreement: agreement.state in ("draft", "issued", "signed"))
        orders = live.sale_line_id.sudo().order_id  # told to whoever runs the session
        invoices = live.sale_line_id.sudo().invoice_lines.move_id.filtered(
            lambda move: move.state == "posted")
        again = _("to issue again with the new dates")
        effects = {"cancel": (_("drafts and those to sign are cancelled with the records; signed ones are settled "
                                "with the client"),
                              _("to be credited by the accountant, unless the place moves to another session"),
                              _("stay as they are: an activity asks whoever sold them to cancel them or to sell "
                                "another session")),
                   "postpone": (again, _("unchanged"), _("unchanged"))}[kind]
        return [
            {"label": _("Learners"), "names": live.mapped("display_name"), "effect": ""},
            {"label": _("Companies"), "names": live.employer_id.mapped("name"), "effect": ""},
            {"label": _("Trainers"), "names": self.trainer_ids.mapped("name"), "effect": ""},
            {"label": _("Agreements"), "names": agreements.mapped("display_name"), "effect": effects[0]},
            {"label": _("Orders"), "names": orders.mapped("name"), "effect": effects[2]},
            {"label": _("Invoices"), "names": invoices.mapped("name"), "effect": effects[1]},
        ]

    def _concerned_people(self):
        """Who is told: learners, those who bought for them, trainers."""
        live = self.enrolment_ids.filtered(lambda enrolment: enrolment.state in CONCERNED)
        return live.learner_id | live.client_id | live.employer_id.of_hr_contact_ids | self.trainer_ids

    # -- what happens by itself ----------------------------------------------------

    @api.model
    def _cron_start(self, limit=START_BATCH):
        """Confirmed sessions run from their first slot on."""
        due = [("state", "=", "confirmed"), ("date_start", "<=", fields.Datetime.now())]
        sessions = self.search(due, limit=limit, order="date_start")
        sessions._move("start")
        self.env["ir.cron"]._commit_progress(len(sessions), remaining=self.search_count(due))


class OfSessionSlot(models.Model):
    _inherit = "of.session.slot"

    def _moved(self, days):
        """Values of this slot so many days later."""
        return {name: planning.moved(self[name], days, self.session_id.tz) for name in ("start", "end")}
