import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import get_lang

from odoo.addons.base.models.res_partner import _tz_get
from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import wording

STATES = [
    ("draft", "Draft"), ("open", "Open"), ("confirmed", "Going ahead"), ("running", "Running"),
    ("done", "Finished"), ("closed", "Closed"), ("cancelled", "Called off"),
]
# state x action -> state; what is not here is refused.
TRANSITIONS = {
    "open": {"draft": "open"},
    "confirm": {"draft": "confirmed", "open": "confirmed"},
    "start": {"open": "running", "confirmed": "running"},
    "finish": {"confirmed": "done", "running": "done"},
    "close": {"done": "closed"},
    "cancel": {"draft": "cancelled", "open": "cancelled", "confirmed": "cancelled"},
}

# Addresses: learners and other people are no places.
PLACES = ["|", ("is_company", "=", True), ("type", "in", ("other", "delivery"))]
# Where a slot takes place follows its session, unless it is told apart.
WHERE = ("place_id", "room_id", "link")


class OfSession(models.Model):
    """One run of a programme (session de formation)."""

    _name = "of.session"
    _description = "Session"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.checklist.mixin", "of.state.mixin", "of.numbered.mixin"]
    _order = "date_start desc, id desc"
    _transitions = TRANSITIONS
    _check_company_auto = True

    programme_id = fields.Many2one(
        "slide.channel", required=True, check_company=True, ondelete="restrict",
        domain=[("of_is_programme", "=", True)], index=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True)
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True, index=True,
        group_expand="_group_expand_state")
    kind = fields.Selection(
        [("inter", "Inter-company"), ("intra", "Intra-company"), ("mixed", "Mixed")], default="inter", required=True)
    tz = fields.Selection(
        _tz_get, "Time zone", required=True, default="Europe/Paris", help="Of the place: hours are read in it.")
    place_id = fields.Many2one(
        "res.partner", domain=PLACES, help="Address where the training takes place.")
    room_id = fields.Many2one("of.room", check_company=True, index="btree_not_null")
    link = fields.Char("Link to the virtual classroom")
    capacity = fields.Integer("Places", default=12)
    slot_ids = fields.One2many("of.session.slot", "session_id", "Slots", copy=False)
    enrolment_ids = fields.One2many("of.enrolment", "session_id", "Learner records")
    trainer_ids = fields.Many2many(
        "res.partner", "of_session_trainer_rel", "session_id", "trainer_id", "Trainers",
        compute="_compute_from_slots", store=True)
    date_start = fields.Datetime("Start", compute="_compute_from_slots", store=True, help="First slot, in UTC.")
    date_end = fields.Datetime("End", compute="_compute_from_slots", store=True, help="Last slot, in UTC.")
    hours_planned = fields.Float("Planned hours", compute="_compute_from_slots", store=True)
    enrolment_count = fields.Integer("Learners", compute="_compute_enrolment_count")
    seats_left = fields.Integer("Places left", compute="_compute_enrolment_count")
    dates = fields.Char(compute="_compute_dates", help="'11–12 janvier 2027', in the session's time zone.")
    is_other_tz = fields.Boolean(compute="_compute_is_other_tz", export_string_translation=False)
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True)
    note = fields.Html("Internal note", groups="base.group_user")

    _capacity_positive = models.Constraint("CHECK(capacity >= 0)", "The number of places is not negative.")

    @api.constrains("tz")
    def _check_tz(self):
        for session in self.filtered("tz"):
            if session.tz not in pytz.all_timezones_set:
                raise ValidationError(self.env._("'%(given)s' is no time zone: choose one of the list, such as "
                                                 "'Europe/Paris'.", given=session.tz))

    def _refuse_other_training(self, vals):
        """What was signed was signed for this programme, and at these hours."""
        changed = self.filtered(lambda session: vals.get("programme_id", session.programme_id.id) != (
            session.programme_id.id) or vals.get("tz", session.tz) != session.tz).sudo()
        for session in changed:
            if session.attendance_ids.entry_ids or session.agreement_ids.filtered(
                    lambda agreement: agreement.state in ("issued", "signed")):
                raise UserError(self.env._(
                    "%(session)s has signatures or agreements: its programme and its time zone do not change any "
                    "more. Plan another session.", session=session.display_name))

    def write(self, vals):
        if {"programme_id", "tz"} & vals.keys():
            self._refuse_other_training(vals)
        following = self._slots_following(set(vals))
        result = super().write(vals)
        for (session, name), slots in following.items():
            slots.write({name: session[name].id if name != "link" else session.link})
        if "state" in vals:
            self._expect_people()
        return result

    def _slots_following(self, names):
        """``{(session, name): open slots}`` that are where the session is, and go where it goes."""
        return {(session, name): slots for session in self for name in names.intersection(WHERE)
                if (slots := session.slot_ids.filtered(
                    lambda slot, of=session, name=name: not slot.closed_at and slot[name] == of[name]))}

    @api.onchange(*WHERE)
    def _onchange_where(self):
        """Slots that are not kept yet follow at once."""
        for slot in self.slot_ids.filtered(lambda slot: not slot.closed_at):
            for name in WHERE:
                if not self._origin or slot[name] == self._origin[name]:
                    slot[name] = self[name]

    _rec_names_search = ("name", "programme_id.name")

    @api.depends("name", "programme_id.name", "dates", "place_id", "link", "seats_left")
    @api.depends_context("of_session_dates", "of_session_seats", "lang")
    def _compute_display_name(self):
        """Reference and programme; its dates and place for whoever sells a place in it."""
        by_dates = self.env.context.get("of_session_dates")
        for session in self:
            if by_dates and session.dates:
                seats = session._seats_label() if self.env.context.get("of_session_seats") else None
                words = (session.dates, session._place_label(), session.name, seats)
                session.display_name = ", ".join(filter(None, words))
            else:
                programme = session.sudo().programme_id.name  # an accountant reads the name of what he invoices
                session.display_name = " ".join(filter(None, (session.name, programme)))

    @api.depends("slot_ids.start", "slot_ids.end", "slot_ids.hours", "slot_ids.trainer_id")
    def _compute_from_slots(self):
        for session in self:
            slots = session.slot_ids.filtered(lambda slot: slot.start and slot.end)
            session.date_start = min(slots.mapped("start"), default=False)
            session.date_end = max(slots.mapped("end"), default=False)
            session.hours_planned = sum(slots.mapped("hours"))
            session.trainer_ids = slots.trainer_id

    agreement_ids = fields.One2many("of.agreement", "session_id", "Agreements")
    agreement_count = fields.Integer(compute="_compute_agreement_count", string="Number of agreements")

    def _compute_agreement_count(self):
        counts = dict(self.env["of.agreement"]._read_group(
            [("session_id", "in", self.ids)], ["session_id"], ["__count"]))
        for session in self:
            session.agreement_count = counts.get(session, 0)

    @api.model
    def _group_expand_state(self, states, domain):
        """Columns in the order of the work; cancelled sessions only where there are any."""
        return [state for state, _label in STATES if state != "cancelled" or state in states]

    # -- states ----------------------------------------------------------------

    def _of_checklist_purpose(self):
        purposes = {"draft": "confirm", "open": "confirm", "confirmed": "finish", "running": "finish", "done": "close"}
        return purposes.get(self.state)

    def _of_checks(self, purpose):
        checks = [*super()._of_checks(purpose), Check(
            "contradicted", self.env._("The slots are no longer those of an agreement that was issued."),
            test=lambda session: session.agreement_ids.filtered(
                lambda agreement: agreement.state in ("issued", "signed") and agreement._is_contradicted()),
            level=ADVISORY, action="of_training.of_agreement_action")]
        if purpose == "confirm":
            checks += [
                Check("slots", self.env._("No slot is planned."),
                      domain=[("slot_ids", "=", False), ("is_rolling", "=", False)], field="slot_ids", page="slots"),
                Check("trainer", self.env._("A slot has no trainer."),
                      domain=[("slot_ids", "any", [("trainer_id", "=", False)])], field="slot_ids", page="slots"),
                Check("place", self.env._("Neither place nor link is known."),
                      domain=[("place_id", "=", False), ("link", "=", False)], field="place_id"),
                Check("learners", self.env._("Nobody is enrolled."), domain=[("enrolment_ids", "=", False)],
                      level=ADVISORY, field="enrolment_ids", page="learners"),
            ]
        if purpose == "finish":
            checks.append(Check("names", self.env._("A learner record has no name yet."),
                                domain=[("enrolment_ids", "any",
                                         [("learner_id", "=", False), ("state", "not in", ("cancelled", "waiting"))])],
                                field="enrolment_ids", page="learners"))
        if purpose == "close":
            checks += self._attendance_checks()
        return checks

    def action_open(self):
        self._move("open")

    def action_confirm(self):
        if refusal := self._of_refusal("confirm"):
            return refusal
        return self._move("confirm")

    def action_start(self):
        if refusal := self.filtered(lambda session: session.state == "open")._of_refusal("confirm"):
            return refusal
        return self._move("start")

    def action_finish(self):
        if refusal := self._of_refusal("finish"):
            return refusal
        self._move("finish")
        self.enrolment_ids.filtered(lambda enrolment: enrolment.state == "confirmed")._pass().write({"state": "done"})
        return None

    def action_close(self):
        if refusal := self._of_refusal("close"):
            return refusal
        return self._move("close")

    def action_enrolments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_enrolment_action")
        action["domain"] = [("session_id", "=", self.id)]
        action["context"] = {"default_session_id": self.id}
        return action

    def action_agreements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_agreement_action")
        action["domain"] = [("session_id", "=", self.id)]
        action["context"] = {"default_session_id": self.id}
        return action

    # -- what people outside the office read ------------------------------------

    @api.depends("date_start", "date_end", "tz", "is_rolling")
    @api.depends_context("lang")
    def _compute_dates(self):
        locale = get_lang(self.env).code
        for session in self:
            if session.is_rolling:
                session.dates = self.env._("Permanent entries and exits")
            else:
                session.dates = session.date_start and wording.day_span(
                    *(session._local_day(moment) for moment in (session.date_start, session.date_end)), locale)

    @api.depends("tz")
    @api.depends_context("uid", "tz")
    def _compute_is_other_tz(self):
        own = self.env.context.get("tz") or self.env.user.tz
        for session in self:
            session.is_other_tz = bool(own) and session.tz != own

    @api.model
    def _open_to_public_domain(self, company):
        return [("company_id", "=", company.id), ("kind", "in", ("inter", "mixed")), ("ordering_of_id", "=", False),
                "|", "&", ("state", "in", ("open", "confirmed")), ("date_start", ">", fields.Datetime.now()),
                "&", ("is_rolling", "=", True), ("state", "in", ("open", "confirmed", "running"))]

    def _local(self, instant):
        """``instant`` (naive UTC) in the session's time zone, aware."""
        return pytz.utc.localize(instant).astimezone(pytz.timezone(self.tz or "Europe/Paris"))

    def _local_day(self, instant):
        """The day of ``instant`` (naive UTC) where the session takes place."""
        return self._local(instant).date()

    def _place_label(self):
        """Where it takes place, in few words: 'Centre Part-Dieu, Lyon'."""
        self.ensure_one()
        place = self.sudo().place_id  # an address told to whoever may read the session
        if place:
            city = place.city if place.city and place.city not in (place.name or "") else False
            return ", ".join(filter(None, (place.name, city)))
        return self.env._("Virtual classroom") if self.link else False

    def _creation_message(self):
        return self.env._("Session created")  # mail's 'Session %s' is masculine in French

    def action_of_invite(self):
        """Open Odoo's portal access for the learners and the HR contacts of their employers."""
        return self.enrolment_ids.action_of_invite()
