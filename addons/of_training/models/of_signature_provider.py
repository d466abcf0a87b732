from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

PORTAL = "portal"
CLOCKS_APART = timedelta(minutes=5)  # a provider's clock may be ahead of ours


class OfSignatureProvider(models.AbstractModel):
    """Who has agreements signed: our portal, or another provider behind the same three methods.

    A provider's module adds its code to ``of_signature_provider`` of the company, and the model
    ``of.signature.<code>``, which inherits this one and gives ``_request`` and ``_cancel``. Its own controller proves
    who calls, then hands what was signed to ``_receive``. A method that can't reach the provider raises UserError:
    nothing is then written.
    """

    _name = "of.signature.provider"
    _description = "Provider of signatures"

    @api.model
    def _request(self, agreement):
        """Ask everybody who has not signed the document of ``agreement``, for the first time or anew.

        :return: the action that the office sees, and for a provider beside ours its reference of the request
        """
        raise NotImplementedError

    @api.model
    def _cancel(self, agreement, reference):
        """Withdraw the request ``reference``: nobody is to sign any more."""
        raise NotImplementedError

    @api.model
    def _receive(self, agreement, values, pdf):
        """Record what was signed at this provider and freeze its document; all of it, or nothing.

        :param values: a dict for each of those who had not signed: ``party`` (of.agreement.party, empty: the client),
            ``name``, ``signed_at`` (UTC), ``identification`` (how the person was identified, in French), and if known
            ``title``, ``level``, ``ip_address``
        :param pdf: the signed document (bytes)
        :raises UserError: not asked of this provider, not everybody, or not then
        """
        agreement = agreement.sudo()  # the provider has proved who it is to its own controller
        agreement.ensure_one()
        reference = agreement.signature_reference
        if agreement._provider()._name != self._name or not reference:
            raise UserError(self.env._("%(agreement)s awaits no signature from this provider.",
                                       agreement=agreement.name))
        by_signatory = {vals["party"] or agreement: vals for vals in values}
        if set(by_signatory) != set(agreement._unsigned()) or len(values) != len(by_signatory):
            raise UserError(self.env._("%(agreement)s is to be signed by %(names)s, each once.",
                                       agreement=agreement.name, names=agreement._unsigned_names()))
        agreement._next_state("sign")
        copy = agreement._keep_copy(pdf, agreement._unsigned_names()) if agreement.signed_count else False
        for signatory, vals in by_signatory.items():
            day = self._signed_day(agreement, vals["signed_at"])
            agreement._check_signed_elsewhere(day, pdf)
            signatory._record_signature(day, is_distance=True, values={
                "way": "provider", "signer_name": vals["name"], "signer_title": vals.get("title"),
                "level": vals.get("level") or "simple", "ip_address": vals.get("ip_address"),
                "provider": agreement._provider_label(), "provider_reference": reference,
                "identification": vals["identification"], "provider_time": vals["signed_at"],
                "scan_id": copy and copy.id})
        agreement._pass().write({"signature_reference": False})  # nothing is left to cancel there
        agreement._conclude(pdf)

    def _signed_day(self, agreement, instant):
        if not agreement.document_id.frozen_at - CLOCKS_APART <= instant <= fields.Datetime.now() + CLOCKS_APART:
            raise UserError(self.env._("%(agreement)s can't have been signed then.", agreement=agreement.name))
        return agreement.session_id._local(instant).date()


class OfSignaturePortal(models.AbstractModel):
    """Our own portal: a link by mail, a page, a signature drawn or typed."""

    _name = "of.signature.portal"
    _description = "Signature through the portal"
    _inherit = ["of.signature.provider"]

    @api.model
    def _request(self, agreement):
        return agreement._ask_by_mail(), False

    @api.model
    def _cancel(self, agreement, reference):
        """The page itself refuses what is no longer to be signed."""


class OfAgreement(models.Model):
    """An agreement keeps the provider that its company had on the day of issue."""

    _inherit = "of.agreement"

    signature_provider = fields.Char(readonly=True, copy=False, help="Code of who has it signed.")
    signature_reference = fields.Char(
        "Reference at the provider", readonly=True, copy=False, help="Of the request that is open there.")

    def _guarded_names(self):
        return super()._guarded_names() | {"signature_provider", "signature_reference"}

    def _is_signed_here(self):
        return (self.signature_provider or PORTAL) == PORTAL

    def _provider(self):
        name = f"of.signature.{self.signature_provider or PORTAL}"
        if name not in self.env:
            raise UserError(self.env._(
                "What has %(agreement)s signed is no longer installed: take it back to draft and issue it again.",
                agreement=self.name))
        return self.env[name]

    def _provider_label(self):
        choices = self.env["res.company"]._fields["of_signature_provider"]._description_selection(self.env)
        return dict(choices).get(self.signature_provider, self.signature_provider)

    def action_send(self):
        """Have it signed by everybody who has not."""
        self.ensure_one()
        self.check_access("write")
        self._next_state("send")
        action, reference = self._provider()._request(self)
        self._pass().write({"signature_reference": reference})
        return action

    def _start_signing(self):
        result = super()._start_signing()
        self._pass().write({"signature_provider": self.company_id.of_signature_provider, "signature_reference": False})
        return result

    def _move(self, action):
        result = super()._move(action)
        for agreement in self.filtered("signature_reference"):
            agreement._cancel_request()
        return result

    def _cancel_request(self):
        """What was asked of a provider is no longer to be signed there."""
        reference = self.signature_reference
        self._pass().write({"signature_reference": False})
        if f"of.signature.{self.signature_provider}" in self.env:  # its module may be gone
            self._provider()._cancel(self, reference)

    @api.model
    def _awaited_domain(self):
        """Another provider reminds by itself."""
        return [*super()._awaited_domain(), ("signature_provider", "in", (PORTAL, False))]
