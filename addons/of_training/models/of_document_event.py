from odoo import fields, models


class OfDocumentEvent(models.Model):
    """What befell an issued document: append only."""

    _name = "of.document.event"
    _description = "Event of a document"
    _inherit = ["of.frozen.mixin"]
    _frozen_fields = ("kind", "detail", "facts")
    _frozen_chain = ("document_id",)
    _order = "id"

    document_id = fields.Many2one("of.document", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    kind = fields.Selection([
        ("sent", "Sent"), ("opened", "Opened"), ("code", "Code sent"), ("reminded", "Reminded"),
        ("refused", "Refused"), ("signed", "Signed"), ("withdrawn", "Withdrawn"),
        ("acknowledged", "Withdrawal acknowledged"), ("cancelled", "Cancelled"), ("superseded", "Superseded")],
        required=True, readonly=True)
    detail = fields.Char(readonly=True, help="To whom, by whom, as known then.")
    facts = fields.Text(
        readonly=True, groups="base.group_system",  # it tells prices
        help="What its record said then, as JSON: it is compared with what the record says today.")
    other_document_id = fields.Many2one("of.document", "Replaced by", readonly=True, ondelete="restrict")

    def _unknown(self, vals_list):
        """Who opened a document is noted once."""
        known = self.search([("document_id", "in", [vals["document_id"] for vals in vals_list])])
        said = {(event.document_id.id, event.kind, event.detail) for event in known}
        return [vals for vals in vals_list if (vals["document_id"], vals["kind"], vals["detail"]) not in said]
