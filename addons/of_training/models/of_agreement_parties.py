from odoo import api, fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from .of_agreement_signatory import same_link


class OfAgreement(models.Model):
    """Agreements that others sign too (tripartite): concluded when everybody has signed, in any order."""

    _inherit = "of.agreement"

    party_ids = fields.One2many("of.agreement.party", "agreement_id", "Further parties")
    signed_count = fields.Integer("Signatures so far", readonly=True, copy=False)

    def _guarded_names(self):
        return super()._guarded_names() | {"signed_count"}

    def _signatories(self):
        """Who signs: the client (the agreement itself), then the further parties."""
        return [self, *self.party_ids]

    def _signatory_by_link(self, token):
        """Whose personal link ``token`` is; None: nobody's."""
        return next((one for one in self._signatories() if same_link(one.access_token, token)), None)

    def _signatory_for(self, partner):
        """For whom ``partner`` signs, preferably one who has not signed; None: for nobody."""
        mine = [one for one in self._signatories() if one._may_sign(partner)]
        return next((one for one in mine if not one.has_signed), mine[0] if mine else None)

    def _unsigned(self):
        return [one for one in self._signatories() if not one.has_signed]

    def _unsigned_names(self):
        return self._names_of(self._unsigned())

    @staticmethod
    def _names_of(signatories):
        return ", ".join(one.partner_id.name for one in signatories)

    def _signatures(self):
        """Those of the document in force, in the order in which they were given."""
        signatures = self.sudo().signature_ids  # who signs, or sells, need not read signatures
        return signatures.filtered(lambda signature: signature.document_id == self.document_id)

    def _start_signing(self):
        """Nobody has signed the new document."""
        self._pass().write({"signed_count": 0})
        for signatory in self._signatories():
            signatory._pass().write(signatory._awaiting())
            signatory._portal_ensure_token()

    def _move(self, action):
        result = super()._move(action)
        if action == "issue":
            for agreement in self:
                agreement._start_signing()
        return result

    def action_rework(self):
        result = super().action_rework()
        self.sudo().party_ids.access_token = False  # the links that were sent no longer open it
        return result

    def _ask_by_mail(self):
        """Compose the mail to the client; when others sign too, send each his own link."""
        if not self.party_ids:
            return super()._ask_by_mail()
        for signatory in self._unsigned():
            signatory._send_link()
        self.message_post(body=self.env._("Link to sign sent to %(names)s.", names=self._unsigned_names()))
        return self._notice(self.env._("Everybody who has not signed yet got his own link: %(names)s.",
                                       names=self._unsigned_names()))

    def _notice(self, message):
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "success", "message": message, "next": {"type": "ir.actions.act_window_close"}}}

    @api.model
    def _issued_fields(self):
        return super()._issued_fields() | {"party_ids"}

    def _printed_parties(self):
        """What the digest of the document's data covers of its parties."""
        return [[party.label, party.partner_id.name] for party in self.party_ids]

    def _of_checks(self, purpose):
        checks, _ = super()._of_checks(purpose), self.env._
        if purpose == "issue":
            checks += [
                Check("party_twice", _("Somebody is named twice among those who sign."), field="party_ids",
                      page="signatures", test=lambda record: len(record._signatories()) > len(
                          record.partner_id | record.party_ids.partner_id)),
                Check("party_mail", _("A further party has no mail address: its link can't be sent."),
                      domain=[("party_ids", "any", [("partner_id.email", "in", (False, ""))])], level=ADVISORY,
                      field="party_ids", page="signatures")]
        return checks
