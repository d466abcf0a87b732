from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.of_enrolment_leaving import REASONS

KINDS = [
    ("name", "Name the learner"), ("replace", "Another learner takes the place"), ("session", "Another session"),
    ("abandon", "Abandonment"), ("no_show", "Never came"), ("cancel", "Cancel the registration"),
    ("quantity", "Another quantity on the order")]
# What may be done to a record, by its state.
ALLOWED = {
    "name": ("waiting", "draft", "confirmed", "done"), "replace": ("waiting", "draft", "confirmed"),
    "session": ("waiting", "draft", "confirmed"), "abandon": ("confirmed", "done"),
    "no_show": ("confirmed", "done"), "cancel": ("waiting", "draft", "confirmed"),
}


class OfEnrolmentChange(models.TransientModel):
    """A change to learner records: says what it does before it is confirmed, then does it in one transaction."""

    _name = "of.enrolment.change"
    _description = "Change of a registration"

    kind = fields.Selection(KINDS, "What changes", required=True)
    enrolment_ids = fields.Many2many("of.enrolment", string="Learner records")
    record_count = fields.Integer(compute="_compute_context")
    allowed_kinds = fields.Json(compute="_compute_context", help="What the state of these records allows.")
    programme_id = fields.Many2one("slide.channel", compute="_compute_context")
    current_session_ids = fields.Many2many("of.session", compute="_compute_context")
    company_id = fields.Many2one("res.company", compute="_compute_context")
    learner_id = fields.Many2one(
        "res.partner", "New learner", domain=[("is_company", "=", False), ("parent_id", "=", False)])
    session_id = fields.Many2one("of.session", "New session")
    day = fields.Date("Last day", default=fields.Date.context_today,
                      help="Last day at which the learner was expected.")
    reason = fields.Selection([choice for choice in REASONS if choice[0] != "no_show"])
    note = fields.Char("Details", help="Kept with the record, seen by the training office alone.")
    lower_quantity = fields.Boolean("Lower the quantity of the order too", default=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order line", readonly=True)
    quantity = fields.Integer("New quantity")
    consequences = fields.Html(compute="_compute_consequences", sanitize=False)
    is_refused = fields.Boolean(compute="_compute_consequences")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "of.enrolment" and not values.get("enrolment_ids"):
            values["enrolment_ids"] = [fields.Command.set(context.get("active_ids", []))]
            enrolments = self.env["of.enrolment"].browse(context.get("active_ids", []))
            if not values.get("kind") and len(enrolments) == 1 and not enrolments.learner_id:
                values["kind"] = "name"
        return values

    def _records(self):
        return self.enrolment_ids._origin

    @api.depends("enrolment_ids")
    def _compute_context(self):
        for change in self:
            records = change._records()
            change.record_count = len(records)
            change.current_session_ids = records.session_id
            # Where nothing is, all are offered, and each says why it can't be done.
            change.allowed_kinds = [kind for kind in ALLOWED if change._is_allowed(kind)] or list(ALLOWED)
            change.programme_id = records.programme_id if len(records.programme_id) == 1 else False
            change.company_id = records.company_id if len(records.company_id) == 1 else self.env.company

    def _is_allowed(self, kind):
        records = self._records()
        if kind in ("name", "replace") and (len(records) > 1 or bool(records.learner_id) != (kind == "replace")):
            return False
        return all(record.state in ALLOWED[kind] for record in records)

    @api.depends("kind", "enrolment_ids", "learner_id", "session_id", "day", "reason", "lower_quantity", "quantity",
                 "sale_line_id")
    def _compute_consequences(self):
        for change in self:
            # Before anything is read in sudo: what the change says is for those who may read what it changes.
            (change.sale_line_id if change.kind == "quantity" else change._records()).check_access("read")
            refusals = change._refusals() if change.kind else []
            is_told = change.kind and not refusals and not change._unanswered()
            change.is_refused = bool(refusals)
            change.consequences = self.env["ir.qweb"]._render("of_training.of_enrolment_change_consequences", {
                "refusals": refusals, "groups": change._labelled(change._consequences()) if is_told else []})

    def _unanswered(self):
        """Name of the field that must be filled first; None: the consequences can be told."""
        needed = {"name": "learner_id", "replace": "learner_id", "session": "session_id", "abandon": "day"}
        name = needed.get(self.kind)
        return name if name and not self[name] else None

    # -- refusing -------------------------------------------------------------------

    def _refusals(self):
        """Sentences saying why this can't be done, each with its remedy; empty: it can."""
        if self.kind == "quantity":
            return self._refusals_quantity() + self._of_refusals_shares()
        records, _ = self._records(), self.env._
        if not records:
            return [_("Choose a learner record first.")]
        closed = records.session_id.filtered(lambda session: session.state in ("closed", "cancelled"))
        wrong = records.filtered(lambda one: one.state not in ALLOWED[self.kind])
        if closed:
            return [_("%(session)s is closed: its registrations do not change any more.",
                      session=closed[0].display_name)]
        if wrong:
            return [self._state_refusal(wrong)]
        return getattr(self, f"_refusals_{self.kind}")() + self._of_refusals_shares()

    def _state_refusal(self, wrong):
        state = dict(wrong._fields["state"]._description_selection(self.env))[wrong[0].state]
        if self.kind in ("abandon", "no_show") and wrong[0].state in ("draft", "waiting"):
            return self.env._("%(records)s: not confirmed yet. Cancel the registration instead.",
                              records=", ".join(wrong.mapped("display_name")))
        return self.env._("%(records)s: '%(state)s', this can't be done any more.",
                          records=", ".join(wrong.mapped("display_name")), state=state)

    def _refusals_name(self):
        _, records, learner = self.env._, self._records(), self.learner_id
        if len(records) > 1:
            return [_("Name the learners one by one.")]
        if self.kind == "name" and records.learner_id:
            return [_("%(learner)s has the place: choose 'Another learner takes the place'.",
                      learner=records.learner_id.name)]
        if learner and records.session_id.enrolment_ids.filtered(
                lambda one: one.learner_id == learner and one.state != "cancelled" and one != records):
            return [_("%(learner)s has a record in this session already.", learner=learner.name)]
        return []

    def _refusals_replace(self):
        refusals = self._refusals_name()
        if not refusals and not self._records().learner_id:
            refusals = [self.env._("This place has no name yet: choose 'Name the learner'.")]
        return refusals or self._records()._replacement_refusals()

    def _refusals_session(self):
        _, records = self.env._, self._records()
        if len(records.programme_id) > 1 or len(records.company_id) > 1:
            return [_("Choose learners of one programme.")]
        signed = records.filtered(lambda one: one.sudo().attendance_ids.entry_ids)
        if signed:
            return [_("%(names)s signed in this session: hours belong to it. Note the abandonment, and register them "
                      "in the other session.", names=", ".join(signed.mapped("learner_id.name")))]
        if self.session_id and self.session_id in records.session_id:
            return [_("This is their session already: choose another one.")]
        if self.session_id.state in ("done", "closed", "cancelled"):
            return [_("%(session)s is over or cancelled: choose another one.", session=self.session_id.display_name)]
        return self._split_refusals() + self._twice_refusals()

    def _split_refusals(self):
        """A flat price is one for the whole group; what is invoiced is not split."""
        _, refusals = self.env._, []
        for line, moved in self._records().sudo().grouped("sale_line_id").items():
            if not line or not line._of_live_enrolments() - moved:
                continue
            if line._of_is_group_price():
                refusals.append(_("%(order)s sells a price for the whole group: move all its learners, or sell a place "
                                  "apart.", order=line.order_id.name))
            elif line.invoice_lines.filtered(lambda one: one.parent_state != "cancel"):
                refusals.append(_("%(order)s is invoiced: credit the invoice first, or move all its learners.",
                                  order=line.order_id.name))
        return refusals

    def _twice_refusals(self):
        twice = self.session_id.enrolment_ids.filtered(lambda one: one.state != "cancelled").learner_id \
            & self._records().learner_id
        return [self.env._("%(names)s: there is a record in that session already.",
                           names=", ".join(twice.mapped("name")))] if twice else []

    def _refusals_abandon(self):
        _, records = self.env._, self._records()
        if self.day and self.day > fields.Date.context_today(self):
            return [_("This day has not come: note an abandonment once it is known, or give an exit day on the "
                      "record.")]
        after = [day for one in records for day in one._present_days()[-1:] if self.day and day > self.day]
        if after:
            return [_("A learner was there on %(day)s: the last day can't come before.", day=self._day(max(after)))]
        return []

    def _refusals_no_show(self):
        there = self._records().filtered(lambda one: one._present_days())
        return [self.env._("%(names)s came: note an abandonment.",
                           names=", ".join(there.mapped("learner_id.name")))] if there else []

    def _refusals_cancel(self):
        signed = self._records().filtered(lambda one: one._present_days())
        return [self.env._("%(names)s followed a part of the training: note an abandonment.",
                           names=", ".join(signed.mapped("learner_id.name")))] if signed else []

    def _refusals_quantity(self):
        if self.quantity < 1:
            return [self.env._("One place at least: cancel the order otherwise.")]
        refusal = self.sale_line_id._of_too_few_refusal(self.quantity)
        return [refusal] if refusal else []

    def _of_refusals_shares(self):
        """Why shares of the price forbid it (of_funding)."""
        return []

    # -- doing ----------------------------------------------------------------------

    def action_apply(self):
        self.ensure_one()
        (self.sale_line_id if self.kind == "quantity" else self.enrolment_ids).check_access("write")
        refusals = self._refusals()
        if not refusals and (name := self._unanswered()):
            refusals = [self.env._("'%(field)s' is missing.", field=self._fields[name]._description_string(self.env))]
        if not refusals and self.kind == "abandon" and not self.reason:
            refusals = [self.env._("Say why: the reason is kept with the record.")]
        if refusals:
            raise UserError("\n".join(refusals))
        getattr(self, f"_apply_{self.kind}")()
        return {"type": "ir.actions.act_window_close"}

    def _apply_name(self):
        self.enrolment_ids.learner_id = self.learner_id

    _apply_replace = _apply_name

    def _apply_session(self):
        self.enrolment_ids._move_to_session(self.session_id)

    def _apply_abandon(self):
        self.enrolment_ids._leave(self.day, self.reason, self.note)

    def _apply_no_show(self):
        self.enrolment_ids._never_came(fields.Date.context_today(self), self.note)

    def _apply_cancel(self):
        lowered = self._lowered_lines()
        self.enrolment_ids.action_cancel()
        for line, quantity in lowered.items():
            line._of_set_seats(quantity)

    def _apply_quantity(self):
        self.sale_line_id._of_set_seats(self.quantity)

    def _lowered_lines(self):
        """``{order line (sudo): quantity}`` that a cancellation leaves, for prices per person that stay above none."""
        if not self.lower_quantity:
            return {}
        lines = self._records().sudo().grouped("sale_line_id")  # the office cancels without the right to sell
        return {line: left for line, gone in lines.items()
                if line and line.state == "sale" and not line._of_is_group_price()
                and (left := line.of_seats - len(gone)) > 0}
