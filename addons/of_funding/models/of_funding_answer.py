from odoo import fields, models

from .of_funding_mode_rule import MODES

KINDS = [
    ("grant", "Full accord"), ("partial", "Partial accord"), ("refuse", "Refusal"), ("ask_papers", "Papers asked for"),
    ("amend", "Amendment"), ("extend", "Extension"),
]
BASES = [
    ("total", "In all"), ("learner", "Per learner"), ("learner_hour", "Per hour of a learner"),
    ("learner_day", "Per day of a learner"), ("group_hour", "Per hour of the group"),
    ("group_day", "Per day of the group"),
]


class OfFundingAnswer(models.Model):
    """What a funder answered (accord, refus, avenant), as it was recorded.

    Nobody has the right to change it: the next one follows it.
    """

    _name = "of.funding.answer"
    _description = "Answer of a funder"
    _order = "id desc"
    _check_company_auto = True

    request_id = fields.Many2one(
        "of.funding.request", required=True, readonly=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, "Answer", required=True, readonly=True)
    date = fields.Date("Dated", required=True, readonly=True)
    number = fields.Char("File number", readonly=True)
    amount = fields.Monetary("Granted", readonly=True, help="In all, excluding VAT.")
    basis = fields.Selection(BASES, "Granted for", readonly=True)
    unit_amount = fields.Monetary("Amount of the unit", readonly=True)
    hours = fields.Float("Hours granted", readonly=True, help="Per learner.")
    mode = fields.Selection(MODES, "Payment mode", readonly=True)
    valid_from = fields.Date(readonly=True)
    valid_until = fields.Date(readonly=True)
    reason = fields.Char("Reason or condition", readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "of_funding_answer_attachment_rel", "answer_id", "attachment_id", "Letter", readonly=True)
    create_uid = fields.Many2one("res.users", "Recorded by", readonly=True)
    create_date = fields.Datetime("Recorded on", readonly=True)
