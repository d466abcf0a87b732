import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class OfAgreementPaper(models.TransientModel):
    """Record a signature that was given on paper."""

    _name = "of.agreement.paper"
    _description = "Signature on paper"

    agreement_id = fields.Many2one("of.agreement", required=True, readonly=True)
    kind = fields.Selection(related="agreement_id.kind")
    has_parties = fields.Boolean(compute="_compute_has_parties")
    party_id = fields.Many2one(
        "of.agreement.party", "Who signed", compute="_compute_party", store=True, readonly=False,
        domain="[('agreement_id', '=', agreement_id), ('has_signed', '=', False)]", help="Empty: the client.")
    signed_day = fields.Date("Signed on", required=True, default=fields.Date.context_today)
    signer_name = fields.Char("Signed by", required=True)
    signer_title = fields.Char("Title of the signatory")
    is_distance = fields.Boolean(
        "At a distance or off premises", help="By post, at home, at a fair: the individual has more time to withdraw.")
    early_start = fields.Boolean(
        "Early start asked for", help="The paper bears the individual's express request that the training begin before "
                                      "the end of his withdrawal period (L221-25 of the Consumer Code).")
    may_ask_early_start = fields.Boolean(compute="_compute_may_ask_early_start")
    scan = fields.Binary("Signed document (PDF)")
    scan_name = fields.Char()

    @api.depends("agreement_id")
    def _compute_has_parties(self):
        for paper in self:
            paper.has_parties = bool(paper.agreement_id.party_ids)

    @api.depends("agreement_id")
    def _compute_party(self):
        for paper in self:
            paper.party_id = next((one._party().id for one in paper.agreement_id._unsigned()), False)

    @api.depends("agreement_id", "party_id", "signed_day", "is_distance")
    def _compute_may_ask_early_start(self):
        for paper in self:
            signatory = paper.party_id or paper.agreement_id
            paper.may_ask_early_start = bool(paper.signed_day and signatory._early_start_offer(
                paper.signed_day, paper.is_distance))

    def action_record(self):
        self.agreement_id.check_access("write")
        if self.party_id and self.party_id.agreement_id != self.agreement_id:
            raise UserError(self.env._("%(party)s doesn't sign this agreement.", party=self.party_id.display_name))
        (self.party_id or self.agreement_id)._sign_on_paper(
            self.signed_day, self.signer_name, self.signer_title, self.is_distance, self._scan(),
            self.early_start)
        return {"type": "ir.actions.act_window_close"}

    def _scan(self):
        """What was given; else the paper on which another party signed."""
        given = self.with_context(bin_size=False).scan
        earlier = self.agreement_id._signatures().scan_id[-1:].attachment_id.raw
        return base64.b64decode(given) if given else earlier or b""
