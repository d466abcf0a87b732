"""The official rules that invoices break most often, in an accountant's words.

Rule (start of its number) to (sentence, where it is mended). What is not here
is shown in the official words with its number.
"""
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

COMPANY, CUSTOMER, INVOICE, TAX = "company", "customer", "invoice", "tax"
RULES = {
    "BR-FR-05_BT-22_PMT": (_lt("The note on the recovery indemnity of 40 € is missing."), COMPANY),
    "BR-FR-05_BT-22_PMD": (_lt("The note on penalties for late payment is missing."), COMPANY),
    "BR-FR-05_BT-22_AAB": (_lt("The note on the discount for early payment, or on its absence, is missing."), COMPANY),
    "BR-FR-01": (_lt("The invoice's number has more than 35 characters."), INVOICE),
    "BR-FR-02": (_lt("The invoice's number may hold only letters, digits and - + _ /."), INVOICE),
    "BR-FR-09_BT-29": (_lt("Your company's SIRET has not 14 digits, or does not begin with its SIREN."), COMPANY),
    "BR-FR-09_BT-46": (_lt("The customer's SIRET has not 14 digits, or does not begin with its SIREN."), CUSTOMER),
    "BR-FR-10": (_lt("Your company's SIREN is missing: enter its SIRET."), COMPANY),
    "BR-FR-11": (_lt("The customer's SIREN is missing: enter its SIRET."), CUSTOMER),
    "BR-FR-12": (_lt("The customer has no electronic address: enter a SIRET, or an e-mail address "
                     "for a customer abroad or a private person."), CUSTOMER),
    "BR-FR-13": (_lt("Your company has no electronic address: enter its SIRET."), COMPANY),
    "BR-FR-16": (_lt("A VAT rate of this invoice does not exist in France."), INVOICE),
    "BR-FR-21": (_lt("The customer's e-invoicing address must begin with its SIREN."), CUSTOMER),
    "BR-FR-22": (_lt("Your company's e-invoicing address must begin with its SIREN."), COMPANY),
    "BR-FR-CO-05": (_lt("The credit note does not name the invoice that it corrects."), INVOICE),
    "BR-FR-CO-07": (_lt("The due date is before the invoice date."), INVOICE),
    "BR-E-02": (_lt("An exempt invoice must show your company's VAT number or SIREN."), COMPANY),
    "BR-E-10": (_lt("The reason of the VAT exemption is missing on the tax."), TAX),
    "BR-08": (_lt("Your company's address is missing."), COMPANY),
    "BR-09": (_lt("Your company's country is missing."), COMPANY),
    "BR-10": (_lt("The customer's address is missing."), CUSTOMER),
    "BR-11": (_lt("The customer's country is missing."), CUSTOMER),
    "BR-25": (_lt("A line has no description."), INVOICE),
    "BR-CO-09": (_lt("A VAT number must begin with the country's two letters."), CUSTOMER),
    "BR-CO-25": (_lt("The due date or the payment terms are missing."), INVOICE),
    "BR-IC-02": (_lt("A sale to another country of the Union needs both VAT numbers."), CUSTOMER),
    "BR-IC-11": (_lt("A sale of goods to another country of the Union needs its delivery date."), INVOICE),
    "BR-AE-02": (_lt("Reverse charge needs the customer's VAT number."), CUSTOMER),
    "BR-CL-14": (_lt("A country code is wrong."), CUSTOMER),
}


def explain(finding):
    """``(sentence or None, where it is mended or None)`` for a finding of the checker."""
    rule = finding["rule"]
    if rule in RULES:
        return RULES[rule]
    # 'BR-FR-12_BT-49' is explained by 'BR-FR-12'
    return RULES.get(rule.partition("_")[0], (None, None))
