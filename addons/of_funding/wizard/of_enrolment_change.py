from odoo import models


class OfEnrolmentChange(models.TransientModel):
    """What a change of registration does to who pays, and where an invoice or a platform forbids it."""

    _inherit = "of.enrolment.change"

    def _of_refusals_shares(self):
        refusals = super()._of_refusals_shares()
        shares = self.sudo()._of_shares()  # told to whoever runs registrations, without what files hold
        if self.kind in ("replace", "session", "quantity"):
            refusals += [self.env._(
                "The share of %(payer)s for %(learner)s is invoiced: credit or cancel its invoice first.",
                payer=share.payer_id.name, learner=share.enrolment_id.display_name)
                for share in shares if share._is_invoiced()]
        if self.kind == "replace" and any(share.mode == "platform" for share in shares):
            refusals.append(self.env._(
                "This place is paid from the learner's own account (CPF), for nobody else: cancel it on the platform, "
                "and register the new learner."))
        return refusals

    def _of_shares(self):
        """Shares of the records that this change concerns; of a quantity, of those that it cancels."""
        if self.kind != "quantity":
            return self._records().of_funding_line_ids
        line = self.sale_line_id
        excess = max(len(line._of_live_enrolments()) - self.quantity, 0)
        return line._of_nameless()[:excess].of_funding_line_ids

    def _of_consequences_shares(self):
        sentences = super()._of_consequences_shares()
        if self.kind == "quantity" and self.quantity > self.sale_line_id.of_seats:
            if self.sale_line_id.of_enrolment_ids.of_funding_line_ids:
                sentences.append(self.env._("The added places are for the client to pay, until a funder is asked."))
            return sentences
        shares = self._of_shares()
        return sentences + [self._of_share_sentence(share) for share in shares.filtered("request_id")] \
            + self._of_remainder_sentences(shares)

    def _of_share_sentence(self, share):
        _, words = self.env._, {
            "file": share.request_id.display_name, "amount": self._money(share.amount),
            "done": self._money(share.done_amount), "learner": share.enrolment_id.display_name}
        if self.kind == "name":
            return _("%(file)s: tell the funder the name; %(amount)s as before.", **words)
        if self.kind == "replace":
            return _("%(file)s: %(amount)s as before; tell the funder who takes the place.", **words)
        if self.kind == "session":
            return _("%(file)s: %(amount)s as before; tell the funder the new dates.", **words)
        if self.kind == "abandon":
            return _("%(file)s: %(done)s of %(amount)s are done; the funder pays no more than the hours followed.",
                     **words)
        if self.kind == "no_show":
            return _("%(file)s: nothing of %(amount)s is done; the funder pays nothing.", **words)
        return _("%(file)s: the share of %(amount)s for %(learner)s falls away; tell the funder.", **words)

    def _of_remainder_sentences(self, shares):
        """Who takes the rest of the price, where this changes what he owes."""
        rest = shares.filtered(lambda share: share.is_remainder and not share.request_id and share.amount)
        if self.kind in ("cancel", "quantity"):
            return [self.env._("%(payer)s no longer owes %(amount)s for %(learner)s.", payer=share.payer_id.name,
                               amount=self._money(share.amount), learner=share.enrolment_id.display_name)
                    for share in rest]
        if self.kind in ("name", "replace", "session") and rest:
            return [self.env._("%(payers)s: the rest of the price as before.",
                               payers=", ".join(rest.payer_id.mapped("name")))]
        return []
