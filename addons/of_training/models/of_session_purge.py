from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

LEAST_YEARS = 4  # of the certificate: 3 from the end of the year of the last payment
PAPERS = ("attendance_sheet", "attendance_paper", "absence_paper")


class ResCompany(models.Model):
    _inherit = "res.company"

    of_keep_proofs_years = fields.Integer(
        "Years to keep attendance", default=10, help="From the end of the year in which a session ended. To verify: "
        "the certificate of completion asks for 3 after the last payment, accounting for 10 (L123-22 of the commercial "
        "code), European funds for more.")

    @api.constrains("of_keep_proofs_years")
    def _check_of_keep_proofs_years(self):
        if short := self.filtered(lambda company: company.of_keep_proofs_years < LEAST_YEARS):
            raise ValidationError(self.env._(
                "'Years to keep attendance' of %(company)s is less than %(years)s: the law has them kept longer.",
                company=short[0].name, years=LEAST_YEARS))


class OfSession(models.Model):
    """The end of what proves attendance: once the law has it kept no longer, names and signatures go."""

    _inherit = "of.session"

    def _kept_until(self):
        """Last local day on which the proofs of this session are kept."""
        return date(self._local_day(self.date_end).year + self.company_id.of_keep_proofs_years, 12, 31)

    def action_purge_proofs(self):
        """Empty the entries, sheets and papers of these sessions; their digests stay, and verify as lawfully purged.

        :raises UserError: a session that isn't over, or whose proofs are still to be kept
        """
        if not self.env.user.has_group("of_training.group_of_training_manager"):
            raise AccessError(self.env._("The head of training alone purges proofs."))
        self.check_access("write")
        for session in self:
            session._refuse_early_purge()
        for session in self.sudo():
            reason = f"{session.name} : conservation échue le {session._kept_until():%d/%m/%Y}"
            session.attendance_ids.entry_ids._purge(reason, session.company_id)
            self.env["of.document"].sudo().search([
                ("session_id", "=", session.id), ("kind", "in", PAPERS)])._purge(reason, session.company_id)
            session.message_post(body=self.env._("Names and signatures of the register were purged: %(reason)s.",
                                                 reason=reason))

    def _refuse_early_purge(self):
        if self.state not in ("closed", "cancelled") or not self.date_end:
            raise UserError(self.env._("%(session)s is not closed: its proofs are kept.", session=self.display_name))
        if fields.Date.context_today(self) <= self._kept_until():
            raise UserError(self.env._(
                "The proofs of %(session)s are kept until %(day)s.", session=self.display_name,
                day=format_date(self.env, self._kept_until())))
