from odoo import api, fields, models


class OfResultsProposal(models.TransientModel):
    """Propose what the public reads of a programme's examinations: figures, period, population, method."""

    _name = "of.results.proposal"
    _description = "Results to publish"

    programme_id = fields.Many2one("slide.channel", required=True, readonly=True)
    date_from = fields.Date("From", required=True, default=lambda self: self._a_year_ago())
    date_to = fields.Date("Until", required=True, default=fields.Date.context_today, help="Included.")
    text = fields.Text("Text proposed", compute="_compute_text", store=True, readonly=False)

    @api.model
    def _a_year_ago(self):
        """The first of the twelve months that end today."""
        return fields.Date.add(fields.Date.context_today(self), years=-1, days=1)

    @api.depends("programme_id", "date_from", "date_to")
    def _compute_text(self):
        for proposal in self:
            known = proposal.programme_id and proposal.date_from and proposal.date_to
            proposal.text = proposal.programme_id._of_results_text(
                proposal.date_from, proposal.date_to) if known else False

    def action_replace(self):
        self.programme_id.of_results = self.text
        return {"type": "ir.actions.act_window_close"}

    def action_add(self):
        """Write it below what stands there: satisfaction, for instance, comes from elsewhere."""
        self.programme_id.of_results = "\n".join(filter(None, (self.programme_id.of_results, self.text)))
        return {"type": "ir.actions.act_window_close"}
