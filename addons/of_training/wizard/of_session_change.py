from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..lib import planning, wording

DELAY = 7  # days proposed
MOST_DAYS = 3 * 366


class OfSessionChange(models.TransientModel):
    """Postpones or cancels a session: says what it does and to whom, then does it and tells them."""

    _name = "of.session.change"
    _description = "Postpone or cancel a session"

    kind = fields.Selection([("cancel", "Cancel"), ("postpone", "Postpone")], required=True, readonly=True)
    session_id = fields.Many2one("of.session", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True, help="Kept with the session and in the register of hazards.")
    days = fields.Integer("Days later", default=DELAY, help="Negative: earlier.")
    new_day = fields.Date("New first day", compute="_compute_new_day", inverse="_inverse_new_day")
    records = fields.Selection(
        [("cancel", "Cancel them"), ("keep", "Keep them, to be moved to another session of the programme")],
        "Learner records", required=True, default="keep")
    summary = fields.Html("What this does", compute="_compute_summary", sanitize=False)
    is_telling = fields.Boolean("Tell them by mail", default=True)
    partner_ids = fields.Many2many(
        "res.partner", string="To", compute="_compute_partner_ids", store=True, readonly=False)
    subject = fields.Char(compute="_compute_message", store=True, readonly=False)
    body = fields.Html("Message", compute="_compute_message", store=True, readonly=False, sanitize_style=True)

    @api.depends("session_id", "days")
    def _compute_new_day(self):
        for change in self:
            first = change._first_day()
            change.new_day = first and fields.Date.add(first, days=change.days)

    @api.onchange("new_day")
    def _inverse_new_day(self):
        for change in self:
            if change.new_day and (first := change._first_day()):
                change.days = (change.new_day - first).days

    def _first_day(self):
        session = self.session_id
        return session.date_start and session._local_day(session.date_start)

    # -- what it does, before it does it ---------------------------------------------

    @api.depends("session_id", "kind", "days", "records")
    def _compute_summary(self):
        for change in self:
            change.summary = change.session_id and self.env["ir.qweb"]._render("of_training.session_change_summary", {
                "slots": change._slot_rows() if change.kind == "postpone" else [],
                "concerns": [line for line in change.session_id._change_concerns(change.kind) if line["names"]]})

    def _slot_rows(self):
        """Each slot as it is and as it will be, and what is in the way there."""
        rows = []
        if abs(self.days) > MOST_DAYS:
            return rows
        for slot in self.session_id.slot_ids.sorted("start"):
            moved = slot._if_moved(slot._moved(self.days))
            day = slot._local(moved.start).date()
            off = planning.holiday(day, planning.subdivision(slot.place_id.zip))
            if not off and day.weekday() not in planning.WORKDAYS:
                off = self.env._("weekend")
            rows.append({"before": slot._label(), "after": moved._label(), "off": off,
                         "conflicts": (moved.conflicts or "").splitlines()})
        return rows

    @api.depends("session_id", "kind", "days")
    def _compute_message(self):
        for change in self:
            if not change.session_id:
                continue
            session = change.session_id
            template = self.env.ref(f"of_training.mail_template_session_{change.kind}").with_context(
                of_new_dates=change._new_dates())
            change.subject = template._render_field("subject", session.ids)[session.id]
            change.body = template._render_field("body_html", session.ids)[session.id]

    @api.depends("session_id")
    def _compute_partner_ids(self):
        for change in self:
            change.partner_ids = change.session_id._concerned_people()

    def _new_dates(self):
        """The dates after postponing, in words."""
        session = self.session_id
        if self.kind != "postpone" or not session.date_start:
            return ""
        days = [session._local_day(planning.moved(moment, self.days, session.tz))
                for moment in (session.date_start, session.date_end)]
        return wording.day_span(*days, "fr_FR")

    # -- doing it ----------------------------------------------------------------------

    def action_do(self):
        """Cancel or postpone as the summary said, keep the reason, and tell those concerned."""
        self.ensure_one()
        session = self.session_id
        session.check_access("write")
        if self.is_telling and is_html_empty(self.body):
            raise UserError(self.env._("The message is empty: write it, or tell nobody."))
        before = session.dates or ""
        getattr(self, f"_do_{self.kind}")()
        self._keep_reason(before)
        if self.is_telling:
            self._tell()
        return {"type": "ir.actions.act_window_close"}

    def _do_cancel(self):
        session = self.session_id
        live = session.enrolment_ids.filtered(lambda enrolment: enrolment.state in ("waiting", "draft", "confirmed"))
        self._ask_about_orders(live.sale_line_id.sudo().order_id)  # an order's activity is for who may read it
        session._move("cancel")
        if self.records == "cancel":
            live.action_cancel()
            session.agreement_ids.filtered(lambda agreement: agreement.state in ("draft", "issued")).action_cancel()

    def _ask_about_orders(self, orders):
        for order in orders.filtered(lambda order: order.state == "sale"):
            order.activity_schedule(
                "mail.mail_activity_data_todo", user_id=(order.user_id or self.session_id.user_id or self.env.user).id,
                summary=self.env._("%(session)s is cancelled: cancel the order, or sell another session.",
                                   session=self.session_id.display_name))

    def _do_postpone(self):
        if self.session_id.state not in ("draft", "open", "confirmed", "running"):
            raise UserError(self.env._("%(session)s is over: it can't be postponed.",
                                       session=self.session_id.display_name))
        if not self.session_id.slot_ids:
            raise UserError(self.env._("%(session)s has no slot yet: there is nothing to postpone.",
                                       session=self.session_id.display_name))
        if not abs(self.days) <= MOST_DAYS:
            raise UserError(self.env._("A session is postponed by %(most)s days at most: choose another first day.",
                                       most=MOST_DAYS))
        if not self.days:
            raise UserError(self.env._("The dates are the same: choose another first day."))
        self.session_id._postpone(self.days)

    def _keep_reason(self, before):
        session, words = self.session_id, {"reason": self.reason, "before": before}
        if self.kind == "cancel":
            text = self.env._("Session of %(before)s cancelled: %(reason)s", **words)
        else:
            text = self.env._("Session of %(before)s postponed to %(after)s: %(reason)s", after=session.dates, **words)
        session.message_post(body=text)
        self.env["of.incident"]._note("hazard", text, session=session)

    def _tell(self):
        self.session_id.message_post(
            body=self.body, subject=self.subject, partner_ids=self.partner_ids.ids, subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light")
