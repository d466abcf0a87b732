from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_partner import FUNDER_KINDS

PAYER_KINDS = [*FUNDER_KINDS, ("company", "Company"), ("person", "Person")]


class AccountMove(models.Model):
    """What an accountant reads of a training on its invoice, without opening the training."""

    _inherit = "account.move"

    of_session_id = fields.Many2one("of.session", "Session", readonly=True, check_company=True, index="btree_not_null")
    of_learners = fields.Char("Learners", readonly=True, help="Names, as known when the invoice was made.")
    of_funding_request_id = fields.Many2one(
        "of.funding.request", "Funding request", readonly=True, check_company=True, index="btree_not_null")
    of_file_number = fields.Char("File number", readonly=True, index="btree_not_null", help="Of the funder.")
    of_refused_on = fields.Date(
        "Refused by the funder on", copy=False, tracking=True, help="Emptied once it is credited or accepted.")
    of_refusal_reason = fields.Char("Why the funder refused it", copy=False, tracking=True)
    of_payer_kind = fields.Selection(PAYER_KINDS, "Payer", compute="_compute_of_payer_kind", store=True, index=True)
    of_vat_mention = fields.Char("VAT mention", compute="_compute_of_vat_mention", store=True)

    @api.depends("partner_id")
    def _compute_of_payer_kind(self):
        for move in self:
            payer = move.partner_id.commercial_partner_id
            kind = "company" if payer.is_company else "person"
            move.of_payer_kind = (payer.of_funder_kind or kind) if payer and move.is_sale_document() else False

    @api.depends("invoice_date", "company_id", "move_type", "state", "invoice_line_ids.product_id",
                 "invoice_line_ids.tax_ids")
    def _compute_of_vat_mention(self):
        for move in self:
            issued = move.state == "posted" and move.of_vat_mention  # says what it said
            move.of_vat_mention = issued or move._of_vat_mention()

    def _of_vat_mention(self):
        """Text that this invoice must carry on its date; False when it has no exempt training."""
        # An accountant may not be able to open the programmes he invoices.
        lines = self.sudo().invoice_line_ids.filtered(
            lambda line: line.product_id.of_programme_id and not any(line.tax_ids.mapped("amount")))
        day = self.invoice_date or fields.Date.context_today(self)
        if not lines or not self.is_sale_document():
            return False
        return self.company_id._of_vat_mention(day)

    # -- what may not be posted yet ----------------------------------------------

    def _post(self, soft=True):
        today = fields.Date.context_today(self)
        # What is only scheduled comes back on its day.
        due = self.filtered(lambda move: not (soft and move.date and move.date > today))
        if refusals := due._of_platform_refusals():
            raise UserError("\n".join(refusals))
        return super()._post(soft)

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self.state == "draft":
            for index, sentence in enumerate(self._of_platform_refusals()):
                alerts[f"of_funding_platform_{index}"] = {"level": "danger", "message": sentence}
            if missing := self._of_missing_of_funder():
                alerts["of_funding_funder"] = {
                    "level": "warning", "message": missing, "action_text": self.env._("Open the funder"),
                    "action": self.commercial_partner_id._get_records_action()}
        return alerts

    def _of_platform_refusals(self):
        """Sentences saying why these invoices to a platform may not be posted yet; empty: they may.

        A credit note always may.
        """
        issued = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        lines = issued.sudo().invoice_line_ids  # whoever posts need not read slots
        waiting = lines.of_funding_line_id.filtered(
            lambda share: "cpf" in (share.request_id.funder_kind, share.payer_id.of_funder_kind)
            and not share.enrolment_id._of_is_service_done())
        return [self.env._(
            "%(payer)s pays on service done, and the training of %(learners)s in %(session)s is not over: close its "
            "slots, or record that the learner abandoned, then post this invoice.",
            payer=", ".join(shares.payer_id.mapped("name")), session=session.display_name,
            learners=", ".join(shares.enrolment_id.mapped("display_name")))
            for session, shares in waiting.grouped("session_id").items()] + self._of_loose_platform_refusals(lines)

    def _of_loose_platform_refusals(self, lines):
        """A copied or hand-made invoice knows neither file nor learner, so nothing could be checked."""
        loose = lines.filtered(
            lambda line: line.product_id.of_programme_id and line.price_subtotal > 0 and not line.of_funding_line_id
            and not line.sale_line_ids and line.move_id.commercial_partner_id.of_funder_kind == "cpf")
        return [self.env._("%(payer)s pays on service done: invoice the training from the order of its file.",
                           payer=payer.name) for payer in loose.move_id.commercial_partner_id]

    def _of_missing_of_funder(self):
        """What the funder lacks to be invoiced, in a sentence; None when nothing does."""
        funder = self.commercial_partner_id
        if not self.is_sale_document() or not funder.of_funder_kind or not (missing := funder._of_missing_to_invoice()):
            return None
        return self.env._("%(funder)s: %(fields)s missing. An invoice needs them (L441-9 du code de commerce).",
                          funder=funder.name, fields=", ".join(missing))
