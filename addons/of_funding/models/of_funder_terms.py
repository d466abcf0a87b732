from odoo import api, fields, models
from odoo.exceptions import ValidationError

CHANNELS = [("portal", "On the funder's portal"), ("mail", "By e-mail"), ("post", "By post"),
            ("platform", "On the platform")]
GROUPINGS = [("file", "One file for several learners"), ("learner", "One file per learner")]
MOMENTS = [("request", "With the request"), ("invoice", "With the invoice"), ("refund", "For the company's refund")]
# What a paper is tells where it is found; "other" is put by hand.
PAPER_KINDS = [
    ("request_form", "Our summary of the request"), ("quote", "Quotation"), ("programme", "Programme"),
    ("agreement", "Agreement (convention or contract)"), ("planning", "Calendar of the session"),
    ("learners", "List of learners"), ("quality_certificate", "Qualiopi certificate"),
    ("nda", "Receipt of the activity declaration"), ("rib", "Bank details"), ("funder_form", "The funder's own form"),
    ("certificate", "Certificate of completion"), ("attendance", "Attendance sheets"), ("invoice", "Our invoice"),
    ("paid_invoice", "Our invoice, marked as paid"), ("other", "Other"),
]


class OfFunderTerms(models.Model):
    """How a funder works (conditions du financeur): channel, papers, delays, grouping and mention on invoices."""

    _name = "of.funder.terms"
    _description = "Terms of a funder"
    _inherit = ["of.funder.rule.mixin"]
    _dated_key = ("funder_kind", "funder_id", "scheme")

    channel = fields.Selection(CHANNELS, help="How requests are sent.")
    portal_name = fields.Char(help="As the funder calls it.")
    portal_url = fields.Char("Portal")
    request_days = fields.Integer(
        "Days before the start", help="The request is sent at the latest so many days before the training begins. "
                                      "0: on the day before at the latest.")
    answer_days = fields.Integer("Days to answer", help="After these, the funder is late. 0: not known.")
    invoice_days = fields.Integer(
        "Days to invoice", help="Papers and invoice are handed in so many days after the end. 0: not known.")
    payment_days = fields.Integer("Days to pay", help="From the invoice, as known by use. 0: not known.")
    grouping = fields.Selection(GROUPINGS, default="file", required=True)
    invoice_mention = fields.Char(help="What its invoices carry besides the file number.")
    note = fields.Text(help="What must be known besides.", translate=True)
    paper_ids = fields.One2many("of.funder.paper", "terms_id", "Papers", copy=True)

    @api.constrains("portal_url")
    def _check_portal_url(self):
        for terms in self.filtered("portal_url"):
            if not terms.portal_url.startswith(("https://", "http://")):
                raise ValidationError(self.env._("A portal's address begins with https://: correct 'Portal'."))


class OfFunderPaper(models.Model):
    """A paper (pièce) that a funder wants, and when."""

    _name = "of.funder.paper"
    _description = "Paper that a funder wants"
    _order = "terms_id, moment desc, sequence, id"

    terms_id = fields.Many2one("of.funder.terms", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="terms_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(PAPER_KINDS, "Paper", required=True)
    name = fields.Char("As the funder calls it")
    moment = fields.Selection(MOMENTS, default="request", required=True)
    is_required = fields.Boolean("Required", default=True)

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        papers.terms_id._refuse_shipped()
        return papers

    def write(self, vals):
        self.terms_id._refuse_shipped()
        result = super().write(vals)
        self.terms_id._refuse_shipped()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self.terms_id._refuse_shipped()
