import io
import json

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import Check

from ..lib import sealing, wording
from .of_agreement_signatory import SIGNING

CONSENT = (
    "J'ai lu {document}, j'en accepte les termes et je consens à signer par voie électronique. "
    "Ma signature, mon nom, la date, l'heure et l'adresse de connexion sont conservés comme preuve.")


class OfAgreement(models.Model):
    """Signing by the client; what signing does to the agreement, whoever signs."""

    _inherit = "of.agreement"

    signing = fields.Selection(
        SIGNING, "Electronic signature", compute="_compute_signing", store=True, readonly=False, precompute=True,
        required=True, help="Strengthened: whoever signs on line types a code that he gets by mail.")

    @api.depends("company_id")
    def _compute_signing(self):
        for agreement in self:
            agreement.signing = agreement.company_id.of_agreement_signing or "simple"

    @api.model
    def _issued_fields(self):
        return super()._issued_fields() | {"signing"}

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "issue":
            checks.append(Check(
                "code_address", self.env._("Who signs has no mail address to which a code could be sent."),
                test=lambda record: record.signing == "strengthened" and not all(
                    any(signatory._people().mapped("email")) for signatory in record._signatories()),
                field="partner_id"))
        return checks

    def _consent_text(self):
        """What the signatory agrees to, word for word (French: kept as proof)."""
        return CONSENT.format(document=self._words().noun)

    def _agreement(self):
        return self

    def _role_label(self):
        return "Le stagiaire" if self._is_individual() else (self.amended_id or self)._words().they

    def _is_individual(self):
        return self.basis == "contract"

    def _people(self):
        """The client himself and the named HR contacts of his company."""
        client = self.partner_id
        return client | client.of_hr_contact_ids | client.commercial_partner_id.of_hr_contact_ids

    def _check_signed_elsewhere(self, day, content):
        """Refuse a signed document that can't be read, or a day on which it can't have been signed."""
        if not self._is_readable_pdf(content):
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

    @staticmethod
    def _is_readable_pdf(content):
        try:
            return content.startswith(b"%PDF") and len(PdfReader(io.BytesIO(content)).pages) > 0
        except (PdfReadError, ValueError, KeyError, TypeError, RecursionError):
            return False

    def _conclude(self, content=None):
        """Freeze the signed document once everybody has signed.

        :param content: the signed document as PDF (bytes); None: ours, with a signature page
        """
        signatures = self._signatures()
        if waiting := self._unsigned_names():
            self.message_post(body=self.env._(
                "Signed by %(name)s; %(others)s did not sign yet.", name=signatures[-1:].signer_name, others=waiting))
            return
        client = signatures.filtered("is_client")
        day = max(signatures.mapped("signed_day"))
        self._move("sign")
        self._pass().write({
            "signed_on": fields.Datetime.now(), "signed_day": day, "is_distance": client.is_distance,
            "signer_name": client.signer_name, "signer_title": client.signer_title,
            "early_start": bool(client.early_start_text)})
        self._pass().write({"withdrawal_end": self._withdrawal_last_day(day, client.is_distance)})
        if content and self._is_one_file():
            self._freeze_signed(content)
        else:
            content, seal = self.env["of.document"]._sealed(
                self._with_signature_page(), self.company_id, self._signed_name())
            self._freeze_signed(content, **seal)
        self._after_signature()

    def _is_one_file(self):
        """Whether all signatures are on one and the same scan, or file of a provider: that is the signed document."""
        signatures = self._signatures()
        one_way = set(signatures.mapped("way")) in ({"paper"}, {"provider"})
        return one_way and len(set(signatures.scan_id.mapped("sha256"))) < 2

    def _keep_copy(self, content, names):
        """What one of several signed apart, on paper or at a provider, kept as a document until the others have."""
        name = f"{self._document_name()}, exemplaire signé par {names}"
        # Nobody has the right to create proofs by hand.
        return self.env["of.document"].sudo()._archive(
            content, wording.file_name(name), kind=self._document_kind(), name=name, company_id=self.company_id.id,
            **self._document_values())

    def _with_signature_page(self):
        """The frozen document as it was signed, and a page that says who signed it (bytes)."""
        page, _mimetype = self.env["ir.actions.report"].with_context(
            force_report_rendering=True)._render_qweb_pdf("of_training.report_agreement_signature", self.ids)
        document = self.document_id.sudo()
        content = document.attachment_id.raw
        # A seal forbids to add a page: the document without it, and the whole is sealed anew. Cloned, it stays PDF/A.
        writer = PdfWriter(clone_from=io.BytesIO(
            sealing.unsealed(content) if document.seal_fingerprint else content))
        for added in (page, *self._copies()):
            writer.append(io.BytesIO(added), import_outline=False)
        result = io.BytesIO()
        writer.write(result)
        return result.getvalue()

    def _copies(self):
        """What some of those who sign signed apart, each once (bytes)."""
        return {copy.sha256: copy.attachment_id.raw for copy in self._signatures().scan_id}.values()

    def _signed_name(self):
        return f"{self._document_name()} {self._words().signed}"

    def _freeze_signed(self, content, **seal):
        """Keep the signed document; ``seal``: what ``_sealed`` says of it, nothing for a scan."""
        name = self._signed_name()
        document = self.env["of.document"].sudo()._archive(
            content, wording.file_name(name), kind=self._document_kind(), name=name,
            company_id=self.company_id.id, **self._document_values(), **seal)
        self._pass().write({"signed_document_id": document.id})
        self._log_event("signed", self._signer_names(), other_document_id=document.id,
                        facts=json.dumps(self._proved_facts()))

    def _after_signature(self):
        """The quotation is accepted with it, and registrations become final (L6353-3)."""
        order = self.order_id.sudo()  # who records a signature need not have the right to sell, or to enrol
        if order.state in ("draft", "sent"):
            order.action_confirm()
        records = self.sudo().enrolment_ids | self.sudo().amended_id.enrolment_ids
        records.filtered(lambda enrolment: enrolment.state == "draft").action_confirm()
        # The client keeps the signed document on a durable medium (L221-13 of the Consumer Code).
        self.message_post(
            body=self.env._("Signed by %(name)s.", name=self._signer_names()),
            partner_ids=(self.partner_id | self.party_ids.partner_id).ids,
            attachments=[(self.signed_document_id.filename, self.signed_document_id.sudo().attachment_id.raw)])

    def _signature_moment(self, signature):
        """When it was given, as printed; on paper, the day."""
        if signature.way == "paper":
            return self._day_label(signature.signed_day)
        return self._instant_label(signature.provider_time or signature.frozen_at)

    def _signer_names(self):
        return ", ".join(self._signatures().mapped("signer_name"))

    def _for_responsible(self):
        """This agreement in the language of who answers for it: neither crons nor clients speak it."""
        return self.with_context(lang=(self.user_id or self.create_uid).lang)

    def _alert_responsible(self, summary):
        """An activity for who answers for this agreement."""
        self.sudo().activity_schedule(  # whoever signs, or a cron, has no right to plan for others
            "mail.mail_activity_data_todo", user_id=(self.user_id or self.create_uid).id, summary=summary)
