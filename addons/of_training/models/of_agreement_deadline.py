import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import signing

BATCH = 50  # agreements a committed batch
_logger = logging.getLogger(__name__)


class OfAgreement(models.Model):
    """Until when an agreement may be signed; after that it has expired."""

    _inherit = "of.agreement"

    valid_until = fields.Date(
        "To sign until", copy=False, tracking=True,
        help="Last day on which it may be signed. Empty: proposed when it is issued, before the training begins.")

    def write(self, vals):
        if "valid_until" in vals and not self._may_write_guarded() and any(
                agreement.state not in ("draft", "issued") for agreement in self):
            raise UserError(self.env._("Until when it can be signed changes only before it is signed."))
        return super().write(vals)

    def _start_signing(self):
        result = super()._start_signing()
        if not self.valid_until or self.valid_until < self.date_issued:
            self._pass().write({"valid_until": signing.deadline(
                self.date_issued, self.company_id.of_agreement_valid_days, self.date_start)})
        return result

    def _move(self, action):
        result = super()._move(action)
        if action == "rework":
            self._pass().write({"valid_until": False})
        return result

    def _is_too_late(self, day=None):
        """Whether it can't be signed any more (on ``day``)."""
        return bool(self.valid_until) and (day or self._local_day()) > self.valid_until

    def _check_deadline(self, day=None):
        """Refuse a signature after the last day, whether or not the agreement was seen to have expired."""
        if self._is_too_late(day):
            raise UserError(self.env._(
                "It could be signed until %(day)s: ask %(company)s to issue it again.",
                day=self._day_label(self.valid_until), company=self.company_id.name))

    def _check_signed_elsewhere(self, day, content):
        self._check_deadline(day)
        return super()._check_signed_elsewhere(day, content)

    @api.model
    def _cron_expire(self):
        """Move what nobody signed in time, in committed batches."""
        crons, last = self.env["ir.cron"], 0
        domain = [("state", "=", "issued"), ("valid_until", "<", fields.Date.context_today(self))]
        crons._commit_progress(remaining=self.search_count(domain))
        while agreements := self.search([*domain, ("id", ">", last)], order="id", limit=BATCH):
            last = agreements[-1].id
            # Where the training takes place it may still be the last day.
            for agreement in agreements.filtered(lambda agreement: agreement._is_too_late()):
                agreement._try_to_expire()
            if not crons._commit_progress(len(agreements)):
                break

    def _try_to_expire(self):
        """A provider that can't be told now is told tomorrow, and stops no other."""
        try:
            with self.env.cr.savepoint():
                self._expire()
        except UserError:
            _logger.warning("%s: could not expire", self.name, exc_info=True)

    def _expire(self):
        self._move("expire")
        _ = self._for_responsible().env._
        self.message_post(body=_(
            "It could be signed until %(day)s and has expired, without the signature of %(names)s.",
            day=self._day_label(self.valid_until), names=self._unsigned_names()))
        self._alert_responsible(_("%(agreement)s has expired unsigned: issue it again, or cancel it.",
                                  agreement=self.name))
