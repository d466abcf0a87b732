from odoo import models

from .of_funding_request import DECIDED


class OfEnrolment(models.Model):
    """Who pays a training, as learners and the HR contacts of their employers see it in the portal."""

    _inherit = "of.enrolment"

    def _of_shares_shown(self):
        """Shares that pay something, or that a funder refused (sudo: the page of this record was allowed before)."""
        shares = self.sudo().of_funding_line_ids
        return shares.filtered(
            lambda share: share.state != "cancelled" and (share.amount > 0 or share.state == "refused")
        ).with_prefetch(shares._prefetch_ids)  # a list shows those of many learners

    def _of_funders_of_learner(self):
        """``[{funder, is_platform, is_employer, amount}]``: who pays the learner's training.

        Amounts are those of others: only his own is told.
        """
        return [{
            "funder": share.funder_id.name,
            "is_platform": share.mode == "platform",
            "is_employer": share.funder_id == self.employer_id,
            "amount": share.amount if share.payer_id == self.learner_id else None,
        } for share in self._of_shares_shown() if share.amount > 0]

    def _of_payers_of_employer(self, with_papers=False):
        """``[{payer, funder, mode, answer, amount, number, days, papers}]`` for the employer's HR contacts.

        Told are the amounts that the employer pays, or asked of a funder: not what the learner's account or
        somebody else pays.

        :param with_papers: also what is handed in for a refund, and within how many days the funder pays
        """
        shares = self._of_shares_shown()
        terms = shares.request_id._terms_each() if with_papers else {}
        none = self.env["of.funder.terms"]
        return [share._portal_row(self.employer_id, terms.get(share.request_id, none)) for share in shares]

    def _of_own_invoices(self, user):
        """Posted invoices to the employer for this learner, of those that ``user`` may read."""
        moves = self.sudo().of_funding_line_ids.move_line_ids.move_id.filtered(
            lambda move: move.state == "posted" and move.commercial_partner_id == self.employer_id)
        return moves.with_user(user)._filtered_access("read").sudo()


class OfFundingLine(models.Model):
    _inherit = "of.funding.line"

    def _is_of_employer(self, employer):
        """Whether this share is the employer's business: it pays, or a funder was asked for its employees."""
        if self.payer_id.commercial_partner_id == employer.commercial_partner_id:
            return True
        return self.mode != "platform" and bool(self.request_id) and self.request_id.employer_id == employer

    def _portal_row(self, employer, terms):
        row = {
            "payer": self.payer_id.name, "funder": self.funder_id.name, "mode": self.mode if self.request_id else False,
            "answer": self._portal_answer(), "amount": None, "number": None, "days": 0, "papers": []}
        if not self._is_of_employer(employer):
            return row
        papers = terms._papers_for_reader("refund") if self.mode == "refund" else []
        return {**row, "amount": self.amount, "number": self.request_id.number, "days": terms.payment_days,
                "papers": papers}

    def _portal_answer(self):
        """'unsent', 'awaited', 'granted', 'refused', or None where no funder is asked."""
        if not self.request_id:
            return None
        if self.state == "draft":
            return "unsent"
        if self._is_awaited():
            return "awaited"
        return "granted" if self.state in DECIDED else "refused"


class OfFunderTerms(models.Model):
    _inherit = "of.funder.terms"

    def _papers_for_reader(self, moment):
        """Names of the papers wanted at ``moment``, in the reader's language."""
        kinds = dict(self.env["of.funder.paper"]._fields["kind"]._description_selection(self.env))
        return [paper.name or kinds[paper.kind] for paper in self.sudo().paper_ids
                if paper.moment == moment and paper.is_required]
