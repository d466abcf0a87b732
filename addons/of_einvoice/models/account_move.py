import logging
import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.checklist import Check

from ..lib import checker, terms
from .account_move_terms import TYPES
from .explanations import COMPANY, CUSTOMER, INVOICE, TAX, explain

_logger = logging.getLogger(__name__)

NUMBER = re.compile(r"[A-Za-z0-9+_/-]{1,20}")  # BR-FR-02; the State's own platform takes 20 characters
# Where each check of the list is mended, when that is not the invoice itself.
PLACES = {
    "company_siret": COMPANY, "company_notes": COMPANY, "company_address": COMPANY,
    "customer_country": CUSTOMER, "customer_siren": CUSTOMER, "customer_address": CUSTOMER,
    "exemption_reason": TAX,
}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "of.checklist.mixin"]

    of_einvoice_state = fields.Selection(
        [("passed", "Compliant"), ("failed", "To be mended"), ("not_run", "Check did not run")],
        "E-invoice check", copy=False, readonly=True, index="btree_not_null",
        help="Outcome of the official checks (EN 16931, BR-FR). Empty: not checked yet.")
    of_einvoice_findings = fields.Json(copy=False, readonly=True, export_string_translation=False)
    of_einvoice_report = fields.Html(compute="_compute_of_einvoice_report", export_string_translation=False)
    of_is_einvoice = fields.Boolean(compute="_compute_of_is_einvoice", export_string_translation=False)
    of_document_ids = fields.One2many("of.einvoice.document", "move_id", "E-invoice files", readonly=True)
    of_sent_document_id = fields.Many2one(
        "of.einvoice.document", "File sent", compute="_compute_of_documents")
    of_received_document_id = fields.Many2one(
        "of.einvoice.document", "File received", compute="_compute_of_documents")
    of_corrected_move_ids = fields.Many2many(
        "account.move", "of_corrected_move_rel", "credit_note_id", "invoice_id", "Invoices corrected",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), ('company_id', '=', company_id),"
               " ('commercial_partner_id', '=', commercial_partner_id)]",
        check_company=True, copy=False,
        help="The invoices that this credit note corrects, when it was not made from one of them.")

    @api.depends("of_document_ids")
    def _compute_of_documents(self):
        for move in self:
            documents = move.of_document_ids.sorted("id", reverse=True)
            move.of_sent_document_id = documents.filtered(lambda document: document.direction == "out")[:1]
            move.of_received_document_id = documents.filtered(lambda document: document.direction == "in")[:1]

    @api.depends("of_einvoice_state", "of_einvoice_findings")
    def _compute_of_einvoice_report(self):
        for move in self:
            items = [move._of_problem(finding) for finding in move.of_einvoice_findings or []
                     if finding["level"] == "error"]
            rows = Markup().join(
                Markup("<li>%s <span class='text-muted'>%s</span></li>") % (item["sentence"], item["rule"])
                for item in items)
            move.of_einvoice_report = Markup("<ul>%s</ul>") % rows if items else False

    @api.depends("move_type", "commercial_partner_id.is_company", "commercial_partner_id.email")
    def _compute_of_is_einvoice(self):
        for move in self:
            move.of_is_einvoice = move._of_is_einvoice()

    def _of_is_einvoice(self):
        """Whether this is sent as an e-invoice under French rules.

        A private person without e-mail address gets it on paper.
        """
        customer = self.commercial_partner_id
        return bool(
            self.move_type in TYPES and self.company_id._of_is_french()
            and (customer._of_is_business() or customer.email))

    def _of_needs_einvoice(self):
        """Whether an e-invoice must still be made: what was issued stays as it is."""
        return self._of_is_einvoice() and not self.invoice_pdf_report_id

    # -- what can be said before the official checks ----------------------------

    def _of_checklist_purpose(self):
        if self.state == "posted" and self._of_needs_einvoice():
            return "send"
        return super()._of_checklist_purpose()

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "send":
            checks = checks + self._of_checks_of_parties() + self._of_checks_of_content()
        return checks

    def _of_checks_of_parties(self):
        _ = self.env._
        return [
            Check("company_siret", _("Your company's SIRET is missing or wrong."),
                  test=lambda move: not move.company_id.partner_id._of_siren()),
            Check("company_address", _("Your company's address is not complete: street, postcode, town."),
                  test=lambda move: not move._of_has_address(move.company_id.partner_id)),
            Check("company_notes", _("The notes on late payment and discount are missing in the settings."),
                  article="article L441-10 du code de commerce", domain=[
                      "|", "|", ("company_id.of_note_recovery", "in", (False, "")),
                      ("company_id.of_note_penalties", "in", (False, "")),
                      ("company_id.of_note_discount", "in", (False, ""))]),
            Check("customer_country", _("The customer's country is missing."), field="partner_id",
                  domain=[("partner_id.country_id", "=", False),
                          ("commercial_partner_id.country_id", "=", False)]),
            Check("customer_address", _("The customer's address is not complete: postcode, town."),
                  field="partner_id", domain=["|", ("partner_id.zip", "in", (False, "")),
                                              ("partner_id.city", "in", (False, ""))]),
            Check("customer_siren", _("The customer's SIRET is missing or wrong."), field="partner_id",
                  test=lambda move: move._of_bt_treatment() == "B2B" and not move.commercial_partner_id._of_siren()),
        ]

    def _of_checks_of_content(self):
        _ = self.env._
        return [
            Check("currency", _("Invoices are issued in euros."), field="currency_id",
                  domain=[("currency_id.name", "!=", "EUR")]),
            Check("number", _("The number has more than 20 characters, or others than letters, digits and - + _ /."),
                  field="name", test=lambda move: not NUMBER.fullmatch(move.name or "")),
            Check("due_date", _("The due date is before the invoice date."), field="invoice_date_due",
                  test=lambda move: not move._is_downpayment() and bool(
                      move.invoice_date_due and move.invoice_date_due < move.invoice_date)),
            Check("line_tax", _("Each line needs exactly one VAT rate, exemption included."),
                  field="invoice_line_ids", test=lambda move: any(
                      len(line.tax_ids) != 1 or not line.tax_ids._of_is_vat() for line in move._of_bt_lines())),
            Check("exemption_reason", _("The reason of the VAT exemption (code and text) is missing on the tax."),
                  field="invoice_line_ids", test=lambda move: bool(move._of_taxes_without_reason())),
            Check("corrected_invoice", _("The credit note does not name the invoice that it corrects."),
                  field="of_corrected_move_ids", domain=[
                      ("move_type", "=", "out_refund"), ("reversed_entry_id", "=", False),
                      ("of_corrected_move_ids", "=", False)]),
        ]

    def _of_has_address(self, partner):
        return bool(partner.street and partner.zip and partner.city and partner.country_id)

    def _of_taxes_without_reason(self):
        """Taxes of the lines whose category demands a reason that is not there."""
        return self._of_bt_lines().tax_ids.filtered(lambda tax: tax._of_is_vat() and self._of_lacks_reason(tax))

    def _of_lacks_reason(self, tax):
        category, _rate, code, text = self._of_bt_vat(tax)
        return category not in ("S", "Z") and not (code and text)

    # -- the official checks ----------------------------------------------------

    def _of_checked_xml(self):
        """``(xml or None, result)``: the Factur-X XML of this invoice and what the official checks say of it."""
        self.ensure_one()
        try:
            xml = terms.to_xml(self._of_bt_terms())
        except (KeyError, TypeError, ValueError) as error:
            _logger.exception("No e-invoice could be written for %s", self.display_name)
            return None, checker.Result(checker.NOT_RUN, reason=str(error))
        return xml, checker.check(xml)

    def _of_problems(self):
        """What keeps this invoice from being sent: dicts with sentence, rule and place; empty when nothing does."""
        return self._of_problems_before_check() or self._of_problems_of(self._of_checked_xml()[1])

    def _of_problems_before_check(self):
        return [{"rule": "", "sentence": item["sentence"], "place": PLACES.get(item["code"], INVOICE)}
                for item in self._of_blocking("send")]

    def _of_problems_of(self, result):
        if result.status == checker.NOT_RUN:
            return [{"rule": "", "place": "", "sentence": self.env._(
                "The official checks did not run, so the invoice can't be sent yet. Try again; if it lasts, "
                "show this to your administrator: %(reason)s", reason=result.reason)}]
        return [self._of_problem(finding) for finding in result.errors]

    def _of_problem(self, finding):
        sentence, place = explain(finding)
        return {"rule": finding["rule"], "sentence": str(sentence or finding["text"]), "place": place or ""}

    def _of_store_check(self, result):
        self.of_einvoice_state = result.status
        self.of_einvoice_findings = result.findings or ([{
            "rule": "", "level": "error", "text": result.reason}] if result.reason else [])

    def action_of_check_einvoice(self):
        """Run the official checks and show what they say; the list of what is missing comes first."""
        if any(move.state != "posted" or not move._of_is_einvoice() for move in self):
            raise UserError(self.env._(
                "Only posted customer invoices and credit notes of a French company are checked."))
        for move in self:
            # What the list already says need not be said again in official words.
            missing = move._of_blocking("send")
            move._of_store_check(checker.Result(checker.FAILED) if missing else move._of_checked_xml()[1])
        return True

    def button_draft(self):
        result = super().button_draft()
        self.filtered("of_einvoice_state").write(
            {"of_einvoice_state": False, "of_einvoice_findings": False})
        return result

    def _of_remedy(self, place):
        """``(label, action)`` that opens what mends a problem, or None."""
        if place == COMPANY:
            return self.env._("Open the company"), self.company_id._get_records_action()
        if place == CUSTOMER:
            partner = self.partner_id if self.partner_id.is_company else self.commercial_partner_id
            return self.env._("Open the customer"), partner._get_records_action()
        if place == TAX and (taxes := self._of_taxes_without_reason()):
            return self.env._("Open the tax"), taxes[:1]._get_records_action()
        return None
