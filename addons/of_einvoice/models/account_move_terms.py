"""A posted invoice as the dict of BT terms: the one place where Odoo becomes EN 16931.

Amounts are those that were booked, never computed again. Each group of terms
has a method of its own, to be extended with super().
"""
from odoo import models
from odoo.tools import html2plaintext

from ..lib import terms

TYPES = {"out_invoice": "380", "out_refund": "381"}
DEPOSIT_TYPES = {"out_invoice": "386", "out_refund": "503"}
CREDIT_TRANSFER = "30"  # UNTDID 4461
# Why no VAT is charged, where the category alone says it; category E needs the tax's own reason.
# Statutory wordings: French in the source, not translated.
REASONS = {
    "AE": ("VATEX-EU-AE", "Autoliquidation"),
    "G": ("VATEX-EU-G", "Exportation hors de l'Union européenne"),
    "K": ("VATEX-EU-IC", "Livraison intracommunautaire"),
    "O": ("VATEX-EU-O", "Hors du champ de la TVA"),
}


class AccountMove(models.Model):
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    def _of_bt_terms(self):
        """The dict of BT terms of this posted customer invoice or credit note."""
        self.ensure_one()
        lines = self._of_bt_lines()
        values = {
            **self._of_bt_header(),
            "BG-1": self._of_bt_notes(),
            "BG-4": self._of_bt_seller(),
            "BG-7": self._of_bt_buyer(),
            **self._of_bt_references(),
            **self._of_bt_delivery(),
            **self._of_bt_payment(),
            **self._of_bt_totals(),
            "BG-23": self._of_bt_vat_breakdown(),
            "BG-25": [self._of_bt_line(number, line) for number, line in enumerate(lines, 1)],
        }
        return {key: value for key, value in values.items() if value not in (None, "", [], {})}

    # -- header ----------------------------------------------------------------

    def _of_bt_header(self):
        return {
            "BT-1": self.name, "BT-2": self.invoice_date, "BT-3": self._of_bt_type_code(),
            "BT-5": self.currency_id.name, "BT-8": self._of_bt_vat_point(), "BT-9": self.invoice_date_due,
            "BT-23": self._of_bt_process(),
        }

    def _of_bt_type_code(self):
        """BT-3 (BR-FR-04)."""
        return (DEPOSIT_TYPES if self._is_downpayment() else TYPES)[self.move_type]

    def _of_bt_process(self):
        """BT-23, the invoicing frame (BR-FR-08), fixed at issue: B1 goods, S1 services, M1 both."""
        goods = {self._of_is_goods(line) for line in self._of_bt_lines()}
        return {frozenset({True}): "B1", frozenset({True, False}): "M1"}.get(frozenset(goods), "S1")

    def _of_is_goods(self, line):
        """By the scope of its tax, as Odoo prints it on the invoice, else by its product."""
        scopes = set(line.tax_ids.mapped("tax_scope")) - {False}
        return "consu" in scopes if scopes else line.product_id.type in ("consu", "combo")

    def _of_bt_vat_point(self):
        """BT-8 for taxed services: when VAT is due, on collection or (option) on debits."""
        taxed = self._of_bt_lines().filtered(lambda line: not self._of_is_goods(line)).tax_ids.filtered("amount")
        exigibility = set(taxed.mapped("tax_exigibility"))
        if "on_payment" in exigibility:
            return "payment"
        return "invoice" if exigibility else None

    def _of_bt_notes(self):
        """BG-1: the three notes that BR-FR-05 demands, how the invoice is treated, and the invoice's own text."""
        company = self.company_id
        notes = [
            ("PMT", company.of_note_recovery), ("PMD", company.of_note_penalties),
            ("AAB", company.of_note_discount), ("BAR", self._of_bt_treatment()),
            ("AAI", html2plaintext(self.narration).strip() if self.narration else ""),
        ]
        return [{"BT-21": code, "BT-22": text} for code, text in notes if text]

    def _of_mentions(self):
        """What the law wants printed on the invoice: reasons of exemption, and the notes where a business pays."""
        told = html2plaintext(self.taxes_legal_notes or "")
        reasons = [group.get("BT-120") for group in self._of_bt_vat_breakdown()]
        notes = [note["BT-22"] for note in self._of_bt_notes() if note["BT-21"] in ("PMT", "PMD", "AAB")]
        business = self.commercial_partner_id._of_is_business()
        return [text for text in reasons if text and text not in told] + (notes if business else [])

    def _of_bt_treatment(self):
        """B2B, B2BINT, B2C, OUTOFSCOPE or ARCHIVEONLY (BR-FR-20)."""
        customer = self.commercial_partner_id
        if not customer._of_is_business():
            return "B2C"
        return "B2B" if customer._of_is_french() else "B2BINT"

    # -- parties ---------------------------------------------------------------

    def _of_bt_seller(self):
        company = self.company_id
        party = self._of_bt_party(company.partner_id, company.partner_id)
        if not party.get("vat_identifier"):  # BR-FR-CO-16: no VAT number, the SIREN as tax number
            party["tax_identifier"] = party.get("legal_identifier")
        contact = {"name": self.invoice_user_id.name or company.name, "phone": company.phone, "email": company.email}
        party["contacts"] = [{key: value for key, value in contact.items() if value}]
        return {key: value for key, value in party.items() if value}

    def _of_bt_buyer(self):
        """BG-7: the customer; who is invoiced in his place overrides."""
        return self._of_bt_party(self.commercial_partner_id, self.partner_id)

    def _of_bt_party(self, partner, address):
        """A party's terms: ``partner`` names and identifies, ``address`` says where."""
        endpoint, scheme = partner._of_electronic_address()
        siren, siret = partner._of_siren(), partner._of_siret()
        party = {
            "name": partner.name, "vat_identifier": self._of_bt_vat_number(partner),
            "country_code": partner.country_id.code, **self._of_bt_address(address),
            "einvoicing_addr": endpoint, "einvoicing_addr_schemeid": scheme,
        }
        if siren:
            party |= {"legal_identifier": siren, "legal_identifier_schemeid": terms.SIREN}
        if siret:
            party["identifiers"] = {terms.SIRET: siret}
        return {key: value for key, value in party.items() if value}

    def _of_bt_vat_number(self, partner):
        number = (partner.vat or "").replace(" ", "").upper()
        return number if number[:2].isalpha() else None

    # -- references, delivery, payment -----------------------------------------

    def _of_bt_references(self):
        """Orders, contracts, and for a credit note the invoices that it corrects (BR-FR-CO-05)."""
        values = {"BG-3": [{"BT-25": move.name, "BT-26": move.invoice_date} for move in self._of_corrected_moves()]}
        if self.move_type == "out_invoice" and self.ref:
            values["BT-13"] = self.ref
        return values

    def _of_corrected_moves(self):
        if self.move_type != "out_refund":
            return self.browse()
        return (self.reversed_entry_id | self.of_corrected_move_ids).sorted("invoice_date")

    def _of_bt_delivery(self):
        """When and where; the address of goods that go elsewhere, or to another country of the Union (BR-IC-12)."""
        values, shipping = {"BT-72": self.delivery_date}, self.partner_shipping_id or self.partner_id
        elsewhere = shipping != self.partner_id and self._of_bt_process() != "S1"
        within_union = any(self._of_bt_vat(tax)[0] == "K" for tax in self._of_bt_lines().tax_ids)
        if shipping.country_id and (elsewhere or within_union):
            values["BG-13"] = {"name": shipping.name or shipping.commercial_partner_id.name,
                               **self._of_bt_address(shipping)}
        return values

    def _of_bt_address(self, partner):
        values = {"addr_l1": partner.street, "addr_l2": partner.street2, "postcode": partner.zip,
                  "city": partner.city, "country_code": partner.country_id.code}
        return {key: value for key, value in values.items() if value}

    def _of_bt_payment(self):
        """How to pay; nothing for a credit note or where no account of ours is named."""
        values = {"BT-20": self._of_bt_payment_terms()}
        account = self.partner_bank_id
        if self.move_type == "out_invoice" and account:
            values |= {
                "BT-81": CREDIT_TRANSFER, "BT-83": self.payment_reference, "BT-84": account.sanitized_acc_number,
                "BT-85": account.acc_holder_name or self.company_id.name, "BT-86": account.bank_bic,
            }
        return values

    def _of_bt_payment_terms(self):
        term = self.invoice_payment_term_id
        return html2plaintext(term.note).strip() or term.name if term else None

    # -- amounts ---------------------------------------------------------------

    def _of_bt_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted()

    def _of_bt_vat(self, tax):
        """``(category, rate, exemption code, exemption text)`` of a tax: what makes one group of BG-23."""
        category = self.env["account.edi.common"]._get_tax_category_code(
            self.commercial_partner_id, self.company_id.partner_id, tax)
        if category == "S":
            return category, terms.rate(tax.amount), None, None
        if category == "K" and tax.tax_scope == "service":  # K is for goods
            category = "AE"
        return category, "0.00", *self._of_bt_exemption(tax, category)

    def _of_bt_exemption(self, tax, category="E"):
        """``(code, text)`` why ``tax`` charges nothing: what stands on the tax, else what the category says."""
        code, text = REASONS.get(category, (None, None))
        return tax.of_exemption_code or code, tax.of_exemption_text or text

    def _of_bt_line(self, number, line):
        category, rate, code, text = self._of_bt_vat(line.tax_ids.filtered(lambda tax: tax._of_is_vat())[:1])
        label, _newline, description = (line.name or "").strip().partition("\n")
        quantity, price, base = self._of_bt_price(line)
        values = {
            "BT-126": str(number), "BT-129": quantity,
            "BT-130": self.env["account.edi.common"]._get_uom_unece_code(line.product_uom_id),
            "BT-131": terms.amount(line.price_subtotal), "BT-146": price, "BT-149": base,
            "BT-151": category, "BT-152": rate, "BT-153": label or line.product_id.name,
            "BT-154": description.strip(), "BT-155": line.product_id.default_code,
            **(dict(zip(terms.LINE_REASONS, (text, code), strict=True)) if category == "E" else {}),
        }
        return {key: value for key, value in values.items() if value}

    def _of_bt_price(self, line):
        """``(BT-129, BT-146, BT-149)``: prices are never negative (BR-27), the quantity takes the sign."""
        quantity, subtotal = line.quantity, line.price_subtotal
        if subtotal * quantity < 0:
            quantity = -quantity
        price, base = terms.net_price(abs(subtotal), abs(quantity))
        return terms.quantity(quantity), price, base

    def _of_bt_sign(self):
        """What turns a booked balance into the positive amount of the document."""
        return -1 if self.move_type == "out_invoice" else 1

    def _of_bt_vat_breakdown(self):
        """BG-23 from the booked lines: bases of the product lines, VAT of the tax lines."""
        bases, taxes = {}, {}
        for line in self._of_bt_lines():
            group = self._of_bt_vat(line.tax_ids.filtered(lambda tax: tax._of_is_vat())[:1])
            bases[group] = bases.get(group, 0) + line.price_subtotal
        for line in self._of_bt_tax_lines():
            group = self._of_bt_vat(line.tax_line_id)
            taxes[group] = taxes.get(group, 0) + self._of_bt_sign() * line.amount_currency
        return [self._of_bt_vat_group(group, base, taxes.get(group, 0)) for group, base in bases.items()]

    def _of_bt_vat_group(self, group, base, tax):
        category, rate, code, text = group
        values = {"BT-116": terms.amount(base), "BT-117": terms.amount(tax), "BT-118": category,
                  "BT-119": rate, "BT-120": text, "BT-121": code}
        return {key: value for key, value in values.items() if value}

    def _of_bt_tax_lines(self):
        return self.line_ids.filtered(lambda line: line.tax_line_id and line.tax_line_id._of_is_vat())

    def _of_bt_totals(self):
        net = terms.amount(sum(self._of_bt_lines().mapped("price_subtotal")))
        tax = terms.amount(self._of_bt_sign() * sum(self._of_bt_tax_lines().mapped("amount_currency")))
        rounding = terms.amount(self._of_bt_sign() * sum(
            self.line_ids.filtered(lambda line: line.display_type == "rounding").mapped("amount_currency")))
        gross = terms.amount(terms.decimal(net) + terms.decimal(tax))
        return {
            "BT-106": net, "BT-109": net, "BT-110": tax, "BT-112": gross,
            "BT-114": rounding if terms.decimal(rounding) else None,
            "BT-115": terms.amount(terms.decimal(gross) + terms.decimal(rounding)),
        }
