from odoo import api, fields, models
from odoo.tools import formatLang

from ..lib import split


class OfFundingShareAddLine(models.TransientModel):
    """What becomes of one learner's price: the new share, the others, the remainder, and what forbids it."""

    _name = "of.funding.share.add.line"
    _description = "Share of one learner's price"
    _order = "id"

    wizard_id = fields.Many2one("of.funding.share.add", required=True, ondelete="cascade")
    enrolment_id = fields.Many2one("of.enrolment", "Learner record", required=True, ondelete="cascade")
    employer_id = fields.Many2one(related="enrolment_id.employer_id")
    currency_id = fields.Many2one(related="enrolment_id.currency_id")
    price = fields.Monetary(related="enrolment_id.price")
    others = fields.Char("Other shares", compute="_compute_before")
    rest_before = fields.Monetary("Left before", compute="_compute_before")
    percent = fields.Float("Percentage", digits=(16, 4), compute="_compute_percent", store=True, readonly=False)
    hours = fields.Float(compute="_compute_hours", store=True, readonly=False)
    asked = fields.Monetary("This share", compute="_compute_asked", store=True, readonly=False, help="Excluding VAT.")
    rest_after = fields.Monetary("Left after", compute="_compute_rest_after")
    remainder_id = fields.Many2one(
        "res.partner", "Remainder paid by", compute="_compute_remainder", store=True, readonly=False)
    payer_id = fields.Many2one("res.partner", compute="_compute_payer")
    payment = fields.Char("Who is invoiced", compute="_compute_payment")
    refusal = fields.Char("Not possible", compute="_compute_refusal")

    @api.depends("enrolment_id")
    def _compute_before(self):
        for line in self:
            shares = line.enrolment_id.of_funding_line_ids.filtered(
                lambda share: not share.is_remainder and share.amount)
            line.rest_before = float(line.enrolment_id._of_remainder())
            line.others = "; ".join(line._say_payment(
                share.payer_id, share.amount, share.mode, share.funder_id) for share in shares)

    @api.depends("wizard_id.percent")
    def _compute_percent(self):
        for line in self:
            line.percent = line.wizard_id.percent

    @api.depends("wizard_id.hours")
    def _compute_hours(self):
        for line in self:
            line.hours = line.wizard_id.hours

    @api.depends("wizard_id.basis", "wizard_id.asked", "wizard_id.amount", "wizard_id.rate", "wizard_id.enrolment_ids",
                 "percent", "hours")
    def _compute_asked(self):
        for wizard, lines in self.grouped("wizard_id").items():
            spread = wizard._spread() if wizard.basis == "total" else {}
            for line in lines:
                enrolment = line.enrolment_id._origin
                line.asked = float(
                    spread.get(enrolment, split.cents(0)) if wizard.basis == "total"
                    else wizard._value_of(enrolment, line.percent, line.hours))

    @api.depends("asked", "rest_before")
    def _compute_rest_after(self):
        for line in self:
            line.rest_after = float(split.remainder(split.cents(line.rest_before), [split.cents(line.asked)]))

    @api.depends("wizard_id.remainder_id")
    def _compute_remainder(self):
        for line in self:
            line.remainder_id = line.wizard_id.remainder_id or line.enrolment_id.of_rest_payer_id

    @api.depends("wizard_id.kind", "wizard_id.payer_id", "wizard_id.funder_id", "wizard_id.request_id",
                 "wizard_id.scheme", "wizard_id.mode")
    def _compute_payer(self):
        for line, mode in self._each_mode():
            wizard = line.wizard_id
            if wizard.kind == "payer":
                line.payer_id = wizard.payer_id or line.employer_id
            else:
                line.payer_id = line.enrolment_id._of_own_payer() if mode == "refund" else wizard.funder_id

    def _each_mode(self):
        """``(row, payment mode or False)`` of these rows."""
        for wizard, lines in self.grouped("wizard_id").items():
            modes = wizard._modes({line.employer_id._origin for line in lines})
            for line in lines:
                yield line, modes[line.employer_id._origin]

    @api.depends("asked", "payer_id")
    def _compute_payment(self):
        for line, mode in self._each_mode():
            line.payment = line._say_payment(line.payer_id, line.asked, mode, line.wizard_id.funder_id)

    def _say_payment(self, payer, amount, mode, funder):
        _, words = self.env._, {
            "payer": payer.name or "", "amount": self._money(amount), "funder": funder.name or ""}
        if mode == "refund":
            return _("%(payer)s %(amount)s, refunded by %(funder)s", **words)
        if mode == "direct":
            return _("%(payer)s %(amount)s, paid to us", **words)
        if mode == "platform":
            return _("%(payer)s %(amount)s, paid on service done", **words)
        return _("%(payer)s %(amount)s", **words)

    @api.depends("asked", "rest_after", "remainder_id", "payer_id", "percent", "hours", "wizard_id.rate",
                 "wizard_id.basis", "wizard_id.request_id.employer_id", "wizard_id.enrolment_ids")
    def _compute_refusal(self):
        for line in self:
            line.refusal = next(line._refusals(), False)

    def _refusals(self):
        """Sentences on why this share may not be saved, gravest first."""
        _, enrolment, wizard = self.env._, self.enrolment_id, self.wizard_id
        if enrolment.company_id != wizard.company_id:
            yield _("This learner is of another company: share his price apart.")
        if enrolment.state == "cancelled":
            yield _("This learner record is cancelled.")
        if wizard.request_id.employer_id and wizard.request_id.employer_id != self.employer_id:
            yield _("The request is for employees of %(employer)s: choose another one, or none.",
                    employer=wizard.request_id.employer_id.name)
        yield from self._refusals_invoiced()
        if wizard.basis == "percent" and not 0 <= self.percent <= 100:
            yield _("A percentage is from 0 to 100.")
        if wizard.basis == "hours" and (self.hours < 0 or wizard.rate < 0):
            yield _("Hours and rate are never negative.")
        if split.cents(self.asked) <= 0:
            yield _("How much? Type the amount, the percentage, or hours and rate.")
        if split.cents(self.rest_after) < 0:
            yield _("%(excess)s more than what is left of the price: lower this share.",
                    excess=self._money(-self.rest_after))
        if not self.payer_id:
            yield _("Who pays this share? Name the payer.")

    def _refusals_invoiced(self):
        # Whoever shares prices need not read order lines or invoices.
        enrolment = self.enrolment_id.sudo()
        rest = enrolment.of_funding_line_ids.filtered("is_remainder")
        if enrolment.sale_line_id and enrolment.sale_line_id._of_invoiced_amounts()[0][False]:
            yield self.env._("%(order)s was invoiced before its price was shared: credit that invoice first.",
                             order=enrolment.order_id.name)
        if rest._is_invoiced():
            yield self.env._("The remainder is invoiced to %(payer)s: credit or cancel that invoice first.",
                             payer=rest.payer_id.name)

    def _prepare_share(self):
        """Values of the new share, but for its request."""
        wizard = self.wizard_id
        values = {"enrolment_id": self.enrolment_id.id}
        if wizard.kind == "payer":
            values["payer_id"] = self.payer_id.id
        if wizard.basis == "percent":
            return values | {"basis": "percent", "percent": self.percent, "asked": self.asked}
        if wizard.basis == "hours":
            return values | {"basis": "hours", "hours": self.hours, "rate": wizard.rate, "asked": self.asked}
        return values | {"asked": self.asked}

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
