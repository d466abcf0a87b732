from odoo import fields, models

from .of_agreement_signatory import SIGNING


class OfAgreementSignature(models.Model):
    """Who signed which document, how and when: a snapshot that nobody changes."""

    _name = "of.agreement.signature"
    _description = "Signature of an agreement"
    _inherit = ["of.frozen.mixin"]
    _frozen_fields = ("way", "signer_name", "signer_title", "signer_login", "consent_text", "document_sha256",
                      "image", "ip_address", "user_agent", "signed_day", "level", "code_address",
                      "is_client", "party_role", "party_name", "is_distance", "early_start_text",
                      "provider", "provider_reference", "identification", "provider_time")
    _frozen_chain = ("agreement_id",)
    _rec_name = "signer_name"
    _order = "id"

    agreement_id = fields.Many2one("of.agreement", required=True, readonly=True, ondelete="restrict", index=True)
    document_id = fields.Many2one(
        "of.document", "Document signed", required=True, readonly=True, ondelete="restrict", index=True)
    party_id = fields.Many2one("of.agreement.party", readonly=True, ondelete="set null", index="btree_not_null")
    scan_id = fields.Many2one("of.document", "Signed copy", readonly=True, ondelete="restrict")
    is_client = fields.Boolean("Client's", readonly=True)
    party_role = fields.Char("As", readonly=True, help="What the document calls this party.")
    party_name = fields.Char("For", readonly=True)
    is_distance = fields.Boolean("At a distance", readonly=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    way = fields.Selection([
        ("drawn", "On line, drawn"), ("typed", "On line, typed"), ("paper", "On paper"),
        ("provider", "Through a provider")], required=True, readonly=True)
    signer_name = fields.Char("Signed by", required=True, readonly=True)
    signer_title = fields.Char("Title of the signatory", readonly=True)
    signer_login = fields.Char(
        "Account", readonly=True, help="Login of the portal user; empty: came by the link of the mail.")
    level = fields.Selection(
        [*SIGNING, ("advanced", "Advanced"), ("qualified", "Qualified")], "Signature level", readonly=True,
        help="Of the electronic signature (eIDAS); none on paper.")
    code_address = fields.Char("Code sent to", readonly=True, help="Mail address that got the one-time code.")
    provider = fields.Char(readonly=True)
    provider_reference = fields.Char("Reference at the provider", readonly=True)
    identification = fields.Char(readonly=True, help="How the provider identified the person.")
    provider_time = fields.Datetime("Time of the provider", readonly=True, help="In UTC.")
    consent_text = fields.Text("Consent", readonly=True)
    early_start_text = fields.Text(
        "Express request to begin early", readonly=True, help="Word for word (L221-25 of the Consumer Code).")
    document_sha256 = fields.Char("SHA-256 of the document signed", required=True, readonly=True)
    # In the row itself, so that the trigger guards it.
    image = fields.Binary("Signature", attachment=False, readonly=True)
    ip_address = fields.Char("IP address", readonly=True)
    user_agent = fields.Char("Browser", readonly=True)
    signed_day = fields.Date("Day", required=True, readonly=True, help="In the time zone of the session.")

    _one_client = models.UniqueIndex("(document_id) WHERE is_client", "The client has signed already.")
    _one_party = models.UniqueIndex("(document_id, party_id)", "This party has signed already.")
