import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, format_date

from ..lib import codes, drawing

SIGNING = [("simple", "Simple"), ("strengthened", "Strengthened by a one-time code")]


def same_link(known, given):
    """Whether ``given``, whatever a visitor put into an address, is the secret ``known``."""
    return bool(known and given) and consteq(known.encode(), given.encode())


class OfAgreementSignatory(models.AbstractModel):
    """Whoever signs an agreement: a partner with a link of his own. The agreement itself stands for its client."""

    _name = "of.agreement.signatory"
    _description = "Signatory of an agreement"
    _inherit = ["portal.mixin", "of.guarded.mixin"]

    access_token = fields.Char(groups=fields.NO_ACCESS)  # who may read an agreement need not sign it

    has_signed = fields.Boolean(readonly=True, copy=False)
    signature_status = fields.Char("Signature", compute="_compute_signature_status")

    def _guarded_names(self):
        return super()._guarded_names() | {"has_signed"}

    @api.depends("has_signed")
    def _compute_signature_status(self):
        for signatory in self:
            signatory.signature_status = signatory._agreement().state != "draft" and signatory._status()

    def _status(self):
        """Whether this signatory signed, for the office."""
        signature = self._signature()
        if not signature:
            return self.env._("To sign, the link was not sent")
        return self.env._("Signed on %(day)s by %(name)s", day=format_date(self.env, signature.signed_day),
                          name=signature.signer_name)

    def _awaiting(self):
        """Values of whoever has not signed the document yet."""
        return {"has_signed": False}

    # -- who it is: for an agreement itself, its client ---------------------------------

    def _agreement(self):
        """What is signed."""
        raise NotImplementedError

    def _party(self):
        """The of.agreement.party; empty: the client."""
        return self.env["of.agreement.party"]

    def _role_label(self):
        """How documents call this party (French)."""
        raise NotImplementedError

    def _is_individual(self):
        """Whether a person signs for himself: no title is asked for."""
        raise NotImplementedError

    def _people(self):
        """Partners who may sign."""
        return self.partner_id

    def _signature(self):
        """The one given on the document in force."""
        return self._agreement()._signatures().filtered(lambda signature: signature.party_id == self._party())

    def _may_sign(self, partner):
        return partner in self._people()

    def _portal_ensure_token(self):
        return super(OfAgreementSignatory, self.sudo())._portal_ensure_token()

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        # The link is the signatory's own: whoever has a login opens the page by that.
        return super()._get_share_url(redirect, signup_partner, pid, share_token and self.env.su)

    def _send_link(self):
        """Mail this signatory his own link, for the first time or anew."""
        self._portal_ensure_token()
        self._mail("of_training.mail_template_signing_request")
        self._note_asked("sent", self.partner_id.email_formatted or self.partner_id.name)

    def _mail(self, template):
        """Send a template of agreements that holds the link of ``ctx['of_signatory']``.

        The mail hangs on no record: who else reads the agreement, and its chatter, must not find the link there.
        """
        # Templates read what the document says, whoever sends them.
        self.env.ref(template).sudo().with_context(of_signatory=self.sudo()).send_mail(
            self._agreement().id, email_values={"model": False, "res_id": False},
            email_layout_xmlid="mail.mail_notification_light")

    # -- signing --------------------------------------------------------------------

    def _check_open(self):
        """Refuse what this signatory can't sign on line now.

        :raises UserError: the document doesn't await this signature, or something is in the way
        """
        agreement = self._agreement()
        agreement._check_deadline()
        agreement._next_state("sign")
        if not agreement._is_signed_here():
            raise UserError(self.env._(
                "This document is signed through %(provider)s: follow the link that it sent you.",
                provider=agreement._provider_label()))
        if self.has_signed:
            raise UserError(self.env._("%(name)s has signed already.", name=self.partner_id.name))
        agreement._of_require("sign")

    def _sign_on_line(self, signer, name, title, drawn=None, ip_address=None, user_agent=None,
                      code_address=None, early_start=False):
        """Record a signature given through the portal.

        :param signer: res.users logged in, or empty: came by the link of the mail
        :param drawn: data URL of the PNG drawn with the finger; empty: the name was typed
        :param code_address: where the code went that was typed, as ``_spend_code`` gave it
        :param early_start: the individual asked that the training begin within his withdrawal period
        :raises UserError: not awaiting a signature, no name, no drawing worth the name, or something in the way
        """
        self.ensure_one()
        agreement = self._agreement()
        if not (name or "").strip():
            raise UserError(self.env._("Write the name of the person who signs."))
        image = self._clean_drawing(drawn) if drawn else None
        self._check_open()
        if agreement.signing == "strengthened" and not code_address:
            raise UserError(self.env._("Type the code that was sent to you by mail."))
        self._record_signature(agreement._local_day(), is_distance=True, values={
            "way": "drawn" if image else "typed", "signer_name": name.strip()[:200],
            "signer_title": (title or "").strip()[:200], "signer_login": signer.login, "level": agreement.signing,
            "code_address": code_address, "consent_text": agreement._consent_text(),
            "early_start_text": early_start and self._early_start_offer(),
            "image": image and base64.b64encode(image),
            "ip_address": ip_address, "user_agent": (user_agent or "")[:300]})
        agreement._conclude()

    def _early_start_offer(self, day=None, is_distance=True):
        """What whoever signs may expressly ask for; None for all but an individual whose training begins early."""
        agreement = self._agreement()
        return None if self._party() else agreement._early_start_text(day or agreement._local_day(), is_distance)

    def _sign_on_paper(self, day, name, title, is_distance, scan, early_start=False):
        """Record a signature given on paper; ``scan``: the signed document as PDF (bytes)."""
        self.ensure_one()
        agreement = self._agreement()
        agreement._next_state("sign")
        if self.has_signed:
            raise UserError(self.env._("%(name)s has signed already.", name=self.partner_id.name))
        agreement._check_signed_elsewhere(day, scan)
        copy = agreement._keep_copy(scan, self.partner_id.name) if agreement.party_ids else None
        self._record_signature(day, is_distance, {
            "way": "paper", "signer_name": name, "signer_title": title, "scan_id": copy and copy.id,
            "early_start_text": early_start and self._early_start_offer(day, is_distance)})
        agreement._conclude(scan)

    def _record_signature(self, day, is_distance, values):
        agreement = self._agreement()
        # A signature is a proof: nobody has the right to make one by hand.
        self.env["of.agreement.signature"].sudo().create([{
            "agreement_id": agreement.id, "document_id": agreement.document_id.id, "party_id": self._party().id,
            "is_client": not self._party(), "party_role": self._role_label(),
            "party_name": self.partner_id.sudo().commercial_partner_id.name,
            "document_sha256": agreement.document_id.sudo().sha256, "signed_day": day, "is_distance": is_distance,
            **values}])
        self._pass().write({"has_signed": True})
        # Of two who sign at once the second is tried again, and sees the first: one of them concludes.
        agreement._pass().write({"signed_count": agreement.signed_count + 1})

    def _clean_drawing(self, drawn):
        try:
            return drawing.clean(drawn)
        except drawing.NotASignature:
            raise UserError(self.env._("The drawn signature can't be read: draw it again, or type your name."))

    # -- refusing -----------------------------------------------------------------------

    def _may_refuse(self):
        """Whether this signatory may still say no; the individual until everybody has signed, whatever he did."""
        agreement, is_individual = self._agreement(), not self._party() and self._is_individual()
        return agreement.state == "issued" and (is_individual or not self.has_signed)

    def _refuse(self, name, reason):
        """This signatory won't sign: the agreement is refused, and his reason is kept.

        :raises UserError: no reason, or it is too late to refuse
        """
        self.ensure_one()
        agreement, reason = self._agreement(), (reason or "").strip()[:2000]
        if not reason:
            raise UserError(self.env._("Tell us in a few words why you don't want to sign."))
        agreement._next_state("refuse")
        if not self._may_refuse():
            raise UserError(self.env._("%(name)s has signed already.", name=self.partner_id.name))
        agreement._move("refuse")
        agreement._pass().write({"refusal_reason": reason})
        name = name or self.partner_id.name
        agreement._log_event("refused", f"{name} : {reason}")
        _ = agreement._for_responsible().env._
        agreement.message_post(body=_("Refused by %(name)s: %(reason)s", name=name, reason=reason))
        agreement._alert_responsible(_("%(name)s refused %(agreement)s: call, reword it, or cancel it.",
                                       name=name, agreement=agreement.name))

    # -- one-time code ----------------------------------------------------------------

    def _code_key(self):
        return {"document_id": self._agreement().document_id.id, "party_id": self._party().id}

    def _code_address(self, visitor):
        """Where the code goes: to the portal user who signs, or to whom the link was sent.

        :param visitor: res.partner of whoever looks at the page
        """
        return (visitor if self._may_sign(visitor) else self.partner_id).email_normalized

    def _send_code(self, visitor):
        """Mail a new code to who is about to sign; the ones before no longer hold.

        :raises UserError: too many codes, no address, or the mail can't be sent
        """
        self.ensure_one()
        self._check_open()
        agreement, address = self._agreement(), self._code_address(visitor)
        if agreement.signing != "strengthened":
            raise UserError(self.env._("No code is needed to sign this document."))
        if not address:
            raise UserError(self.env._(
                "We have no mail address of yours to send a code to: call %(company)s.",
                company=agreement.company_id.name))
        # Nobody has the right to read or write codes.
        self.env["of.signing.code"].sudo()._mail(self, address, "of_training.mail_template_signing_code", agreement)
        agreement._log_event("code", codes.masked(address))

    def _is_code_awaited(self):
        return self.env["of.signing.code"].sudo()._is_awaited(self)  # nobody has the right to read codes

    def _spend_code(self, typed):
        """The address that the code ``typed`` was sent to; whatever becomes of the signature, the attempt counts.

        :raises UserError: wrong, too old, or tried too often
        """
        return self.env["of.signing.code"].sudo()._spend(self, typed)  # nobody has the right to read codes
