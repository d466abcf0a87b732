"""Suppliers' e-invoices dropped on Odoo's list of bills: Factur-X, CII and UBL."""
import io
import logging

from markupsafe import Markup

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import float_compare
from odoo.tools.mimetypes import guess_mimetype
from odoo.tools.pdf import OdooPdfFileReader

from ..lib import safe_xml, terms

_logger = logging.getLogger(__name__)

PRIORITY = 30  # Odoo's own decoders: 20
MAX_PDF_BYTES = 100 * 1024 * 1024  # BR-FR-19
SCOPES = {"S": "service", "B": "consu"}  # first letter of the invoicing frame (BT-23): services, goods
# The buyer owes the VAT, or may: no plain tax at 0 % says so.
REVERSE_CHARGES = ("AE", "K", "G")
INVOICE_TAGS = {
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    # -- hostile files -----------------------------------------------------------

    @api.model
    def _get_xml_tree(self, file_data):
        """Odoo parses whatever comes with entities on; what is refused here is told in the chatter."""
        if not self._of_is_xml(file_data):
            return super()._get_xml_tree(file_data)
        try:
            return safe_xml.parse(file_data["raw"] or b"")
        except safe_xml.Refused as refused:
            file_data["of_refused"] = refused.code
            return None

    def _of_is_xml(self, file_data):
        mimetype = file_data["mimetype"] or ""
        return mimetype.endswith("/xml") or ("text/plain" in mimetype and (
            file_data["name"].endswith(".xml") or guess_mimetype(file_data["raw"] or b"").endswith("/xml")))

    @api.model
    def _unwrap_attachment(self, file_data, recurse=True):
        if file_data["import_file_type"] == "pdf" and (code := self._of_refused_pdf(file_data["raw"] or b"")):
            file_data["of_refused"] = code
            return []
        embedded = super()._unwrap_attachment(file_data, recurse)
        if sum(self._of_is_invoice_file(embedded_data) for embedded_data in embedded) > 1:
            file_data["of_refused"] = "several_invoices"
            return []
        return embedded

    def _of_is_invoice_file(self, file_data):
        """Whether a file inside a PDF may be its invoice; one that is refused unread may be another."""
        tree = file_data.get("xml_tree")
        return "of_refused" in file_data or (tree is not None and tree.tag in INVOICE_TAGS)

    def _of_refused_pdf(self, content):
        """Why a PDF is not opened (``too_big``, ``broken_pdf``), or None."""
        if len(content) > MAX_PDF_BYTES:
            return "too_big"
        try:
            OdooPdfFileReader(io.BytesIO(content), strict=False).getNumPages()
        except Exception as error:  # pypdf raises nearly anything on a broken file
            _logger.info("PDF refused: %s", error)
            return "broken_pdf"
        return None

    def _of_refusal_sentence(self, code):
        return {
            "too_big": self.env._("the file is too big (20 MB for XML, 100 MB for PDF)."),
            "malformed": self.env._("this is no well-formed XML file. Ask the supplier to send it again."),
            "doctype": self.env._("the file declares a document type or entities, which no invoice may do. "
                                  "It may be an attack: ask the supplier before opening it."),
            "too_deep": self.env._("its elements are nested too deeply for an invoice."),
            "broken_pdf": self.env._("the PDF is damaged and can't be opened. Ask the supplier to send it again."),
            "several_invoices": self.env._(
                "the PDF holds several XML invoices, which may differ: none was read. Ask the supplier which one "
                "counts, or enter it by hand."),
        }[code]

    # -- choosing the decoder ------------------------------------------------------

    def _get_edi_decoder(self, file_data, new=False):
        if code := file_data.get("of_refused"):
            return {"priority": PRIORITY, "decoder": lambda move, _data, _new: move._of_refusal_sentence(code)}
        if self._of_is_received(file_data):
            return {"priority": PRIORITY, "decoder": type(self)._of_import_einvoice}
        return super()._get_edi_decoder(file_data, new)

    def _of_is_received(self, file_data):
        """Whether this is a supplier's e-invoice for a French company."""
        tree = file_data.get("xml_tree")
        if tree is None or tree.tag not in INVOICE_TAGS:
            return False
        journal = self.journal_id or self.env["account.journal"].browse(self.env.context.get("default_journal_id"))
        move_type = self.move_type or self.env.context.get("default_move_type")
        purchase = journal.type == "purchase" or move_type in ("in_invoice", "in_refund")
        return purchase and (self.company_id or self.env.company)._of_is_french()

    def _extend_with_attachments(self, files_data, new=False):
        # The framework commits before it decodes: the original is kept even where decoding fails.
        for file_data in files_data:
            if self._of_is_received(file_data):
                self._of_keep_original(file_data)
        return super()._extend_with_attachments(files_data, new=new)

    def _of_keep_original(self, file_data):
        try:
            values = terms.from_tree(file_data["xml_tree"])
        except ValueError:
            values = {}
        self.env["of.einvoice.document"]._archive_received(self, values, file_data["origin_attachment"])

    # -- from the file to a draft bill ----------------------------------------------

    def _of_import_einvoice(self, file_data, new=False):
        """Fill this draft bill; returns None, or why it can't be read."""
        if self.invoice_line_ids:
            return self._reason_cannot_decode_has_invoice_lines()
        try:
            values = terms.from_tree(file_data["xml_tree"])
        except ValueError as error:
            return self.env._("the invoice can't be read: %(reason)s", reason=error)
        if refusal := self._of_refused_roles(values):
            return refusal
        self.move_type = "in_refund" if terms.is_credit_note(values) else "in_invoice"
        remarks = []
        with self._get_edi_creation() as move:
            move.write(move._of_received_header(values, remarks))
            move.write({"invoice_line_ids": [
                Command.create(line) for line in move._of_received_lines(values, remarks)]})
        self._of_tell(values, remarks + self._of_differences(values))
        return None

    def _of_refused_roles(self, values):
        """Why this is no bill of a supplier to us, in a sentence; None when it is one."""
        if terms.is_self_billed(values):
            return self.env._(
                "type %(code)s is self-billing: the customer wrote this invoice in the supplier's name, so the roles "
                "are swapped. Nothing was entered: enter it by hand, as a sale where you are the seller.",
                code=terms.first(values.get("BT-3")))
        own, party = self.company_id.partner_id, values.get("BG-4") or {}
        siren, vat = terms.party_siren(party), terms.compact(terms.first(party.get("vat_identifier")))
        if (siren and siren == own._of_siren()) or (vat and vat == terms.compact(own.vat)):
            return self.env._(
                "its seller is your own company (%(number)s): this is an invoice of yours, not of a supplier. "
                "Nothing was entered.", number=siren or vat)
        return None

    def _of_received_header(self, values, remarks):
        """Values of the bill; ``remarks`` takes the sentences for the chatter."""
        header = {
            "partner_id": self._of_supplier(values, remarks).id, "ref": terms.first(values.get("BT-1")),
            "invoice_date": terms.first(values.get("BT-2")), "delivery_date": terms.first(values.get("BT-72")),
            "payment_reference": terms.first(values.get("BT-83")),
        }
        if due := terms.first(values.get("BT-9")):
            header |= {"invoice_payment_term_id": False, "invoice_date_due": due}
        currency = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", terms.first(values.get("BT-5")))], limit=1)
        if currency and currency.active:
            header["currency_id"] = currency.id
        else:
            remarks.append(self.env._("The currency %(code)s is not active here: activate it and check the amounts.",
                                      code=terms.first(values.get("BT-5"))))
        siren = terms.party_siren(values.get("BG-7") or {})
        if siren and siren != self.company_id.partner_id._of_siren():
            remarks.append(self.env._("This invoice names another customer than your company: SIREN %(siren)s.",
                                      siren=siren))
        return {key: value for key, value in header.items() if value or key == "invoice_payment_term_id"}

    # -- the supplier ----------------------------------------------------------------

    def _of_supplier(self, values, remarks):
        """The supplier by SIREN or VAT number (never by name or e-mail), created when unknown."""
        party = values.get("BG-4") or {}
        supplier = self._of_find_supplier(party)
        if supplier:
            return supplier
        values = self._of_supplier_values(party)
        if not supplier.has_access("create"):
            remarks.append(self.env._("The supplier %(name)s (%(number)s) is unknown, and you may not create contacts.",
                                      name=values["name"], number=values.get("company_registry") or "-"))
            return supplier
        remarks.append(self.env._("The supplier %(name)s was unknown and has been created: check its details.",
                                  name=values["name"]))
        return supplier.create(values)

    def _of_find_supplier(self, party):
        partners = self.env["res.partner"]
        domain = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        domain &= Domain("company_id", "in", (False, self.company_id.id))
        if siren := terms.party_siren(party):
            siret = (party.get("identifiers") or {}).get(terms.SIRET)
            spaced = f"{siren[:3]} {siren[3:6]} {siren[6:]}"  # as people type it
            found = partners.search(domain & (Domain("company_registry", "=like", f"{siren}%")
                                              | Domain("company_registry", "=like", f"{spaced}%")))
            found = found.filtered(lambda partner: terms.siret_of(partner.company_registry) == siret) or found
            if found:
                return found[:1]
        vat = terms.first(party.get("vat_identifier"))
        return partners._retrieve_partner_with_vat(vat, list(domain)) or partners if vat else partners

    def _of_supplier_values(self, party):
        country = self.env["res.country"].search([("code", "=", terms.first(party.get("country_code")))], limit=1)
        vat, _country = self.env["res.partner"]._run_vat_checks(
            country, terms.first(party.get("vat_identifier")) or "", validation="setnull")
        contact = (party.get("contacts") or [{}])[0]
        address = terms.first(party.get("einvoicing_addr"))
        values = {
            "name": terms.first(party.get("name")) or self.env._("Supplier without name"), "is_company": True,
            "company_registry": (party.get("identifiers") or {}).get(terms.SIRET) or terms.party_siren(party),
            "vat": vat, "country_id": country.id, "street": terms.first(party.get("addr_l1")),
            "street2": terms.first(party.get("addr_l2")), "zip": terms.first(party.get("postcode")),
            "city": terms.first(party.get("city")), "phone": terms.first(contact.get("phone")),
            "email": terms.first(contact.get("email")), "supplier_rank": 1,
        }
        if address and terms.first(party.get("einvoicing_addr_schemeid")) == terms.ADDRESS:
            values["of_einvoice_address"] = address
        return {key: value for key, value in values.items() if value}

    # -- its lines ----------------------------------------------------------------------

    def _of_received_lines(self, values, remarks):
        """Values of the bill's lines; ``of_vat`` in each is exchanged for its tax."""
        lines = [self._of_received_line(line) for line in values.get("BG-25") or ()]
        for group, sign in (("BG-20", -1), ("BG-21", 1)):
            lines += [self._of_received_charge(charge, sign) for charge in values.get(group) or ()]
        scope = SCOPES.get((terms.first(values.get("BT-23")) or "")[:1])
        taxes = {vat: self._of_purchase_tax(*vat, scope) for vat in {line["of_vat"] for line in lines}}
        for category, rate in sorted(vat for vat, tax in taxes.items() if not tax):
            remarks.append(self.env._(
                "No purchase tax is set up for VAT category %(category)s at %(rate)s %%: choose it on the lines.",
                category=category, rate=terms.rate(rate)))
        for line in lines:
            line["tax_ids"] = [Command.set(taxes[line.pop("of_vat")].ids)]
        return lines

    def _of_received_line(self, line):
        quantity, subtotal = terms.decimal(line.get("BT-129")), terms.decimal(line.get("BT-131"))
        name = "\n".join(filter(None, (terms.first(line.get("BT-153")), terms.first(line.get("BT-154")))))
        price, exact = terms.unit_price(subtotal, quantity, self._of_price_digits())
        if not exact:  # allowances and fine prices: the amount of the line rules
            name = self.env._("%(name)s (quantity: %(quantity)s)", name=name, quantity=terms.quantity(quantity))
            quantity, price = 1, subtotal
        return self._of_received_values(
            name, quantity, price, terms.first(line.get("BT-151")), line.get("BT-152"))

    def _of_received_charge(self, charge, sign):
        """An allowance or charge on the whole document."""
        name = terms.first(charge.get("reason")) or (
            self.env._("Discount") if sign < 0 else self.env._("Additional charge"))
        return self._of_received_values(
            name, 1, sign * terms.decimal(charge.get("amount")), terms.first(charge.get("vat_category_code")),
            charge.get("vat_rate"))

    def _of_received_values(self, name, quantity, price, category, rate):
        return {"name": name or "/", "quantity": float(quantity), "price_unit": float(price),
                "of_vat": (category or "", terms.decimal(rate))}

    def _of_price_digits(self):
        return self.env["decimal.precision"].precision_get("Product Price")

    def _of_purchase_tax(self, category, rate, scope):
        """The company's purchase tax for a VAT category and rate, price not included; ``scope``: see ``SCOPES``."""
        taxes = self.env["account.tax"].search([
            *self.env["account.tax"]._check_company_domain(self.company_id), ("type_tax_use", "=", "purchase"),
            ("amount_type", "=", "percent"), ("amount", "=", float(rate)), ("country_id.code", "=", "FR")])
        usable = taxes.filtered(lambda tax: not tax.price_include and not tax.has_negative_factor)
        named = usable.filtered(lambda tax: tax.ubl_cii_tax_category_code == category)
        if category in REVERSE_CHARGES:
            return named[:1]
        default = usable & self.company_id.account_purchase_tax_id
        scoped = usable.filtered(lambda tax: tax.tax_scope == scope) if scope else usable.browse()
        return (named or scoped or default or usable)[:1]

    # -- what is told ----------------------------------------------------------------------

    def _of_differences(self, values):
        """A sentence for each total that is not the file's to the cent."""
        totals = (
            ("BT-109", self.env._("Total without VAT"), self.amount_untaxed),
            ("BT-110", self.env._("VAT"), self.amount_tax),
            ("BT-112", self.env._("Total with VAT"), self.amount_total))
        digits = self.currency_id.decimal_places
        return [
            self.env._("%(label)s: %(written)s in the file, %(entered)s on this bill. Check before posting.",
                       label=label, written=terms.first(values.get(term)) or "0.00", entered=f"{entered:.2f}")
            for term, label, entered in totals
            if float_compare(float(terms.decimal(values.get(term))), entered, precision_digits=digits)]

    def _of_tell(self, values, remarks):
        title = self.env._("Read from the supplier's e-invoice %(number)s.", number=terms.first(values.get("BT-1")))
        if terms.decimal(values.get("BT-113")):
            remarks = [*remarks, self.env._(
                "%(amount)s were paid before, the file says: deduct the deposit, or you pay twice.",
                amount=terms.first(values.get("BT-113")))]
        if account := terms.first(values.get("BT-84")):
            remarks = [*remarks, self.env._("Bank account named in the file: %(account)s. Check it with the supplier "
                                            "before paying to a new one.", account=account)]
        items = Markup().join(Markup("<li>%s</li>") % remark for remark in remarks)
        self.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (title, items))
