import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

MAX_REMINDERS = 3  # of the cron, to one signatory
BATCH = 20  # signatories a committed batch
_logger = logging.getLogger(__name__)


class OfAgreementSignatory(models.AbstractModel):
    """Reminding whoever was sent his link and has not signed."""

    _inherit = "of.agreement.signatory"

    asked_on = fields.Date(
        "Link sent on", readonly=True, copy=False, help="Last day on which the link to sign was mailed.")
    reminder_count = fields.Integer("Reminders", readonly=True, copy=False)
    is_unanswered = fields.Boolean(
        "Without answer", readonly=True, copy=False, help="Reminders stayed without answer; the responsible was told.")

    def _guarded_names(self):
        return super()._guarded_names() | {"asked_on", "reminder_count", "is_unanswered"}

    def _awaiting(self):
        return {**super()._awaiting(), "asked_on": False, "reminder_count": 0, "is_unanswered": False}

    def _note_asked(self, kind, address):
        """The link went to ``address``: an event of the document, in the transaction that sends it."""
        self._agreement()._log_event(kind, address)
        self.sudo()._pass().write({"asked_on": fields.Date.context_today(self)})  # who posts need not write agreements

    @api.depends("asked_on", "reminder_count")
    def _compute_signature_status(self):
        return super()._compute_signature_status()

    def _status(self):
        if self.has_signed or not self.asked_on:
            return super()._status()
        return self.env._("To sign, asked on %(day)s, reminders: %(count)s", count=self.reminder_count,
                          day=format_date(self.env, self.asked_on))

    @api.model
    def _due_domain(self, company):
        """Those of ``company`` who are to be reminded today, or given up."""
        ago = fields.Date.context_today(self) - timedelta(days=company.of_agreement_remind_days)
        return [("company_id", "=", company.id), ("has_signed", "=", False), ("is_unanswered", "=", False),
                ("asked_on", "<=", ago), *self._awaited_domain()]

    @api.model
    def _awaited_domain(self):
        """Those whose document may still be signed."""
        raise NotImplementedError

    def _remind(self):
        """Mail the link again; what says so is written in the same transaction, and nothing goes before it is."""
        self._portal_ensure_token()
        self._mail("of_training.mail_template_signing_reminder")
        self._note_asked("reminded", self.partner_id.email_formatted)
        self.sudo()._pass().write({"reminder_count": self.reminder_count + 1})

    def _remind_or_tell(self):
        """Remind, or after the last reminder have somebody call; what fails for one stops no other."""
        try:
            with self.env.cr.savepoint():
                if self.reminder_count >= MAX_REMINDERS or not self.partner_id.email:
                    self._tell_unanswered()
                else:
                    self._remind()
        except UserError:
            _logger.warning("%s (%s, %s): could not be reminded", self._agreement().name, self._name, self.id,
                            exc_info=True)

    def _tell_unanswered(self):
        self._pass().write({"is_unanswered": True})
        agreement = self._agreement()._for_responsible()
        values = {"name": self.partner_id.name, "agreement": agreement.name, "count": self.reminder_count}
        agreement._alert_responsible(
            agreement.env._("%(name)s has not signed %(agreement)s after %(count)s reminders: call.", **values)
            if self.reminder_count else
            agreement.env._("%(name)s has not signed %(agreement)s and has no mail address: call.", **values))


class OfAgreementParty(models.Model):
    _inherit = "of.agreement.party"

    @api.model
    def _awaited_domain(self):
        return [("agreement_id", "any", self.env["of.agreement"]._awaited_domain())]


class OfAgreement(models.Model):
    _inherit = "of.agreement"

    @api.model
    def _awaited_domain(self):
        return [("state", "=", "issued"), "|", ("valid_until", "=", False),
                ("valid_until", ">=", fields.Date.context_today(self))]

    @api.model
    def _cron_remind(self):
        """Remind everybody who is due, in committed batches."""
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=sum(
            model.search_count(model._due_domain(company)) for model, company in self._whom_to_remind()))
        for model, company in self._whom_to_remind():
            last = 0
            while due := model.search([*model._due_domain(company), ("id", ">", last)], order="id", limit=BATCH):
                last = due[-1].id
                for signatory in due:
                    signatory._remind_or_tell()
                if not crons._commit_progress(len(due)):
                    return

    def _whom_to_remind(self):
        """``[(model of signatories, company that has them reminded)]``."""
        companies = self.env["res.company"].search([("of_agreement_remind_days", ">", 0)])
        return [(self.env[name], company) for company in companies for name in ("of.agreement", "of.agreement.party")]

    def action_remind(self):
        """Remind by hand, once a day at most, whoever has not signed these agreements."""
        self.check_access("write")
        awaited = self.filtered_domain(self._awaited_domain())
        if not awaited:
            raise UserError(self.env._("Nothing of this awaits a signature: only an issued agreement does."))
        today, _ = fields.Date.context_today(self), self.env._
        unsigned = [signatory for agreement in awaited for signatory in agreement._unsigned()]
        unreachable = [one for one in unsigned if not one.partner_id.email]
        asked = [one for one in unsigned if one.asked_on == today and one not in unreachable]
        reminded = [one for one in unsigned if one not in unreachable and one not in asked]
        for signatory in reminded:
            signatory._remind()
        return self._notice(" ".join(filter(None, [
            reminded and _("Reminded: %(names)s.", names=self._names_of(reminded)),
            asked and _("Asked today already: %(names)s.", names=self._names_of(asked)),
            unreachable and _("Without mail address: %(names)s.", names=self._names_of(unreachable))])))
