from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..lib import trainers

KINDS = [
    ("diploma", "Diploma or title"), ("cv", "CV"), (trainers.VIGILANCE, "Vigilance certificate (URSSAF)"),
    ("insurance", "Liability insurance"), ("nda", "Activity declaration (NDA)"), ("kbis", "Kbis or SIRENE notice"),
    ("interview", "Interview or assessment"), ("privacy", "Data protection commitment"), ("other", "Other")]
ALERT_DAYS = 30  # before the last day
BATCH = 200  # papers a committed batch


class OfTrainerPaper(models.Model):
    """A dated paper of a trainer (pièce): diploma, vigilance certificate, interview..."""

    _name = "of.trainer.paper"
    _description = "Paper of a trainer"
    _inherit = ["mail.thread", "mail.activity.mixin", "of.guarded.mixin"]
    _guarded_fields = ("alerted_on", "renewed_by_id")
    _order = "valid_until, id desc"
    _check_company_auto = True

    trainer_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, default="diploma", tracking=True, index=True)
    label = fields.Char("Wording", help="For instance 'Master MEEF'.")
    issued_on = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(
        compute="_compute_valid_until", store=True, readonly=False, tracking=True, index=True,
        help="Last day. Empty: for good. A vigilance certificate holds as long as its rule says.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    note = fields.Text()
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, help="Told 30 days before the last day.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company)
    alerted_on = fields.Date("Alert given on", readonly=True, copy=False)
    renewed_by_id = fields.Many2one(
        "of.trainer.paper", "Renewed by", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    days_left = fields.Integer(compute="_compute_days_left", help="Until the last day; negative: over.")

    _order_of_days = models.Constraint("CHECK(issued_on <= valid_until)", "A paper ends after it was issued.")

    @api.depends("kind", "trainer_id.name", "label")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            words = [kinds.get(paper.kind), paper.label, paper.trainer_id.name]
            paper.display_name = ", ".join(filter(None, words))

    @api.depends("kind", "issued_on")
    def _compute_valid_until(self):
        for paper in self:
            if paper.kind == trainers.VIGILANCE and paper.issued_on:
                rule = self.env["of.vigilance.rule"]._holding_on(paper.issued_on, paper.company_id)
                paper.valid_until = rule and paper.issued_on + relativedelta(months=rule.months)

    @api.depends("valid_until")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for paper in self:
            paper.days_left = (paper.valid_until - today).days if paper.valid_until else False

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        papers._note_renewals()
        return papers

    def write(self, vals):
        result = super().write(vals)
        if {"valid_until", "kind", "issued_on", "trainer_id"} & set(vals):
            self._pass().write({"alerted_on": False})
            self._note_renewals()
        return result

    def _note_renewals(self):
        """Of papers of one kind, the last to end is in force, whichever was entered first; diplomas add up instead."""
        for paper in self.filtered(lambda paper: paper.valid_until and paper.kind not in ("diploma", "other")):
            papers = self.search([
                ("trainer_id", "=", paper.trainer_id.id), ("kind", "=", paper.kind),
                ("company_id", "=", paper.company_id.id), ("valid_until", "!=", False)], order="valid_until desc")
            last = papers[:1]
            last.filtered("renewed_by_id")._pass().write({"renewed_by_id": False})
            older = papers.filtered(lambda one: not one.renewed_by_id and one.valid_until < last.valid_until)  # noqa: B023
            older._pass().write({"renewed_by_id": last.id})
            older.activity_feedback(["mail.mail_activity_data_todo"], feedback=last.display_name)

    @api.model
    def _state_of(self, days_left):
        """Of the papers of a trainer whose first to end has ``days_left``; None: nothing ends."""
        if days_left is None or days_left > ALERT_DAYS:
            return "valid"
        return "renew" if days_left >= 0 else "expired"

    def _creation_message(self):
        return self.env._("Paper recorded")

    # -- alerts ------------------------------------------------------------------

    @api.model
    def _to_alert_domain(self):
        last = fields.Date.context_today(self) + timedelta(days=ALERT_DAYS)
        return [("valid_until", "<=", last), ("alerted_on", "=", False), ("renewed_by_id", "=", False)]

    @api.model
    def _cron_alert(self):
        """An activity for who is responsible, 30 days before a paper ends; once, in committed batches."""
        crons, domain = self.env["ir.cron"], self._to_alert_domain()
        crons._commit_progress(remaining=self.search_count(domain))
        while papers := self.search(domain, limit=BATCH):
            papers._alert()
            if not crons._commit_progress(len(papers)):
                break

    def _renewal_summary(self):
        paper = self.with_context(lang=(self.user_id or self.env.user).lang)  # a cron has no language
        return paper.env._("To renew: %(paper)s", paper=paper.display_name)

    def _alert(self):
        kind, model = self.env.ref("mail.mail_activity_data_todo"), self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].create([{
            "res_model_id": model, "res_id": paper.id, "activity_type_id": kind.id, "automated": True,
            "date_deadline": paper.valid_until, "user_id": (paper.user_id or self.env.user).id,
            "summary": paper._renewal_summary()} for paper in self])
        self._pass().write({"alerted_on": fields.Date.context_today(self)})
