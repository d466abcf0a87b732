import base64
import io

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import drawing, sealing

CONSENT = (
    "J'ai lu {document}, j'en accepte les termes et je consens à signer par voie électronique. "
    "Ma signature, mon nom, la date, l'heure et l'adresse de connexion sont conservés comme preuve.")


class OfAgreement(models.Model):
    """Signing, refusing."""

    _inherit = "of.agreement"

    def _consent_text(self):
        """What the signatory agrees to, word for word (French: kept as proof)."""
        return CONSENT.format(document=self._words().noun)

    def _may_sign(self, partner):
        """Whether ``partner`` is the client himself or a named HR contact of his company."""
        client = self.partner_id
        return partner in client | client.of_hr_contact_ids | client.commercial_partner_id.of_hr_contact_ids

    def _sign_on_line(self, signer, name, title, drawn=None, ip_address=None, user_agent=None):
        """Record a signature given through the portal and freeze the signed document.

        :param signer: res.users logged in, or empty: came by the link of the mail
        :param drawn: data URL of the PNG drawn with the finger; empty: the name was typed
        :raises UserError: not awaiting a signature, no name, no drawing worth the name, or something in the way
        """
        self.ensure_one()
        if not (name or "").strip():
            raise UserError(self.env._("Write the name of the person who signs."))
        image = self._clean_drawing(drawn) if drawn else None
        self._of_require("sign")
        self._move("sign")
        self._record_signature(self._local_day(), is_distance=True, values={
            "way": "drawn" if image else "typed", "signer_name": name.strip()[:200],
            "signer_title": (title or "").strip()[:200], "signer_login": signer.login,
            "consent_text": self._consent_text(), "image": image and base64.b64encode(image),
            "ip_address": ip_address, "user_agent": (user_agent or "")[:300]})
        content, seal = self.env["of.document"]._sealed(
            self._with_signature_page(), self.company_id, self._signed_name())
        self._freeze_signed(content, **seal)
        self._after_signature()

    def _clean_drawing(self, drawn):
        try:
            return drawing.clean(drawn)
        except drawing.NotASignature:
            raise UserError(self.env._("The drawn signature can't be read: draw it again, or type your name."))

    def _sign_on_paper(self, day, name, title, is_distance, scan):
        """Record a signature given on paper; ``scan``: the signed document as PDF (bytes)."""
        self.ensure_one()
        if not self._is_readable_pdf(scan):
            raise UserError(self.env._("The signed document must be a PDF file that opens."))
        if self.date_issued and day < self.date_issued:
            raise UserError(self.env._("It can't have been signed before it was issued, on %(day)s.",
                                       day=self._day_label(self.date_issued)))
        if day > self._local_day():
            raise UserError(self.env._("The day of signature is in the future: correct it."))
        if self.kind == "contract" and self.date_start and day >= self.date_start:
            raise UserError(self.env._(
                "The training begins on %(day)s: a contract is signed before (L6353-3).",
                day=self._day_label(self.date_start)))
        self._move("sign")
        self._record_signature(day, is_distance, {"way": "paper", "signer_name": name, "signer_title": title})
        self._freeze_signed(scan)
        self._after_signature()

    @staticmethod
    def _is_readable_pdf(content):
        try:
            return content.startswith(b"%PDF") and len(PdfReader(io.BytesIO(content)).pages) > 0
        except (PdfReadError, ValueError, KeyError, TypeError, RecursionError):
            return False

    def _record_signature(self, day, is_distance, values):
        # A signature is a proof: nobody has the right to make one by hand.
        self.env["of.agreement.signature"].sudo().create([{
            "agreement_id": self.id, "signed_day": day, "document_sha256": self.document_id.sudo().sha256, **values}])
        self._pass().write({
            "signed_on": fields.Datetime.now(), "signed_day": day, "is_distance": is_distance,
            "signer_name": values["signer_name"], "signer_title": values.get("signer_title")})
        self._pass().write({"withdrawal_end": self._withdrawal_last_day(day, is_distance)})

    def _with_signature_page(self):
        """The frozen document as it was signed, and a page that says who signed it (bytes)."""
        page, _mimetype = self.env["ir.actions.report"].with_context(
            force_report_rendering=True)._render_qweb_pdf("of_training.report_agreement_signature", self.ids)
        document = self.document_id.sudo()
        content = document.attachment_id.raw
        # A seal forbids to add a page: the document without it, and the whole is sealed anew. Cloned, it stays PDF/A.
        writer = PdfWriter(clone_from=io.BytesIO(
            sealing.unsealed(content) if document.seal_fingerprint else content))
        writer.append(io.BytesIO(page), import_outline=False)
        result = io.BytesIO()
        writer.write(result)
        return result.getvalue()

    def _signed_name(self):
        return f"{self._document_name()} {self._words().signed}"

    def _freeze_signed(self, content, **seal):
        """Keep the signed document; ``seal``: what ``_sealed`` says of it, nothing for a scan."""
        name = self._signed_name()
        document = self.env["of.document"].sudo()._archive(
            content, f"{name}.pdf".replace("/", "-"), kind=self._document_kind(), name=name,
            company_id=self.company_id.id, **self._document_values(), **seal)
        self._pass().write({"signed_document_id": document.id})
        self._log_event("signed", self.signer_name, other_document_id=self.signed_document_id.id)

    def _after_signature(self):
        """The quotation is accepted with it, and registrations become final (L6353-3)."""
        order = self.order_id.sudo()  # who records a signature need not have the right to sell, or to enrol
        if order.state in ("draft", "sent"):
            order.action_confirm()
        records = self.sudo().enrolment_ids | self.sudo().amended_id.enrolment_ids
        records.filtered(lambda enrolment: enrolment.state == "draft").action_confirm()
        # The client keeps the signed document on a durable medium (L221-13 of the Consumer Code).
        self.message_post(
            body=self.env._("Signed by %(name)s.", name=self.signer_name), partner_ids=self.partner_id.ids,
            attachments=[(self.signed_document_id.filename, self.signed_document_id.sudo().attachment_id.raw)])

    def _refuse(self, name, reason):
        """The client won't sign; his reason is kept."""
        self.ensure_one()
        self._move("refuse")
        self._pass().write({"refusal_reason": (reason or "").strip()[:2000]})
        self.message_post(body=self.env._("Refused by %(name)s: %(reason)s", name=name or "?",
                                          reason=self.refusal_reason or "-"))
