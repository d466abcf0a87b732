from odoo import api, fields, models

from ..lib import terms


class OfEinvoiceDocument(models.Model):
    """An e-invoice file as it was sent or received, with what it said then."""

    _name = "of.einvoice.document"
    _description = "E-invoice file"
    _inherit = ["of.frozen.file.mixin"]
    _order = "id desc"
    _rec_name = "filename"
    _check_company_auto = True
    _frozen_fields = ("direction", "number", "issued_on", "party_name", "party_siren", "total", "currency")

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null", check_company=True)
    direction = fields.Selection([("in", "Received"), ("out", "Sent")], required=True, readonly=True)
    number = fields.Char(readonly=True)
    issued_on = fields.Date("Invoice date", readonly=True)
    party_name = fields.Char("Customer or supplier", readonly=True)
    party_siren = fields.Char("SIREN", readonly=True)
    total = fields.Char("Total with VAT", readonly=True, help="As written in the file (BT-112).")
    currency = fields.Char(readonly=True)

    @api.model
    def _archive_sent(self, move, attachment_values):
        """Freeze the Factur-X file that leaves for ``move``."""
        return self._archive_terms(
            move, move._of_bt_terms(), "out", attachment_values["raw"], attachment_values["name"], "application/pdf")

    @api.model
    def _archive_received(self, move, values, attachment):
        """Freeze a supplier's file (``ir.attachment``) before anything is made of it."""
        return self._archive_terms(move, values, "in", attachment.raw, attachment.name, attachment.mimetype)

    @api.model
    def _archive_terms(self, move, values, direction, content, filename, mimetype):
        party = values.get("BG-7" if direction == "out" else "BG-4") or {}
        # sudo: whoever may send or enter an invoice makes the proof, but nobody writes proofs by himself
        return self.sudo()._archive(
            content, filename, mimetype, company_id=move.company_id.id, move_id=move.id, direction=direction,
            number=terms.first(values.get("BT-1")), issued_on=terms.first(values.get("BT-2")),
            party_name=terms.first(party.get("name")), party_siren=terms.party_siren(party),
            total=terms.first(values.get("BT-112")), currency=terms.first(values.get("BT-5")))
