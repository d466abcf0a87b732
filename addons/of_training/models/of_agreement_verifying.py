import json

from odoo import api, models

# What nobody changes once the agreement is signed; the event of the signature says what it was.
PROVED = ("kind", "date_issued", "signed_day", "signer_name", "signer_title", "is_distance", "withdrawal_end",
          "early_start", "amount_untaxed", "amount_tax", "amount_total")
AFTERWARDS = {"signed": ("signed",), "withdrawn": ("signed", "withdrawn"), "cancelled": ("signed", "cancelled")}
BATCH = 500


class OfAgreement(models.Model):
    """What a signed agreement says of itself, compared with the frozen events of its document."""

    _inherit = "of.agreement"

    def _proved_facts(self):
        """``{field: text}`` of what was signed."""
        values = {name: self[name] for name in PROVED}
        return {name: f"{value:.2f}" if isinstance(value, float) else str(value or "")
                for name, value in values.items()}

    @api.model
    def _verify_all(self):
        """Yield the problems of all agreements that were signed, or say that they were."""
        last = 0
        while batch := self.sudo().search([("id", ">", last)], order="id", limit=BATCH):
            last = batch[-1].id
            for agreement in batch:
                yield from agreement._verify()
            self.env.invalidate_all()

    def _verify(self):
        """Sentences naming what of this agreement (sudo) differs from what was recorded; empty: nothing."""
        self.ensure_one()
        document, _ = self.document_id.exists(), self.env._
        if (self.document_id and not document) or (self.signed_document_id and not self.signed_document_id.exists()):
            return [_("%(agreement)s: its document was deleted.", agreement=self.name)]
        events = document.event_ids.filtered(lambda event: event.kind in ("signed", "withdrawn", "cancelled"))
        expected = AFTERWARDS.get(self.state, ()) if self.state != "cancelled" or events else ()
        if tuple(events.mapped("kind")) != expected:
            return [_("%(agreement)s: its state was altered.", agreement=self.name)]
        if not events:
            return []
        problems, now = [], {**self._proved_facts(), "withdrawn_day": str(self.withdrawn_day or "")}
        recorded = {name: text for event in events for name, text in json.loads(event.facts or "{}").items()}
        altered = [self._fields[name]._description_string(self.env) for name, text in recorded.items()
                   if now[name] != text]
        if altered:
            problems.append(_("%(agreement)s was altered since it was signed: %(fields)s.",
                              agreement=self.name, fields=", ".join(altered)))
        if not self._signatures().filtered("is_client"):
            problems.append(_("%(agreement)s: the client's signature was deleted.", agreement=self.name))
        if self.signed_document_id != events[0].other_document_id:
            problems.append(_("%(agreement)s: its signed document was exchanged.", agreement=self.name))
        return problems
