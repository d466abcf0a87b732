from odoo import fields, models
from odoo.tools import SQL

from .of_funding_request_deadlines import PAYMENT_DAYS
from .of_funding_risk import OF_TRAINING


class OfFundingCash(models.Model):
    """Cash that is expected from trainings, by day: invoices to be paid, then shares still to be invoiced.

    Invoices count with their VAT, shares excluding it.
    """

    _name = "of.funding.cash"
    _description = "Expected cash"
    _auto = False
    _order = "date, id"
    _rec_name = "payer_id"

    date = fields.Date("Expected on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    certainty = fields.Selection(
        [("invoiced", "Invoiced"), ("granted", "Granted or due"), ("asked", "Asked, not granted yet")], readonly=True)
    payer_id = fields.Many2one("res.partner", readonly=True)
    session_id = fields.Many2one("of.session", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    request_id = fields.Many2one("of.funding.request", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator="sum")

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._invoices(), self._shares())

    @staticmethod
    def _invoices():
        return SQL("""
            SELECT move.id AS id, COALESCE(move.invoice_date_due, move.invoice_date) AS date, move.company_id,
                   'invoiced' AS certainty, move.commercial_partner_id AS payer_id, move.of_session_id AS session_id,
                   move.id AS move_id, move.of_funding_request_id AS request_id,
                   move.amount_residual_signed AS amount
              FROM account_move move
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.amount_residual_signed <> 0
               AND %s""", OF_TRAINING)

    @staticmethod
    def _shares():
        """What is left to invoice of each share, by the funder's usual delay after the end."""
        return SQL("""
            SELECT 1000000000::bigint + share.id AS id,
                   COALESCE(request.date_payment_due,
                            (session.date_end + %(days)s * INTERVAL '1 day')::date) AS date,
                   share.company_id,
                   CASE WHEN request.state IN ('draft', 'sent', 'incomplete') THEN 'asked'
                        ELSE 'granted' END AS certainty,
                   share.payer_id, share.session_id, NULL::integer AS move_id, share.request_id,
                   share.amount - COALESCE(invoiced.amount, 0) AS amount
              FROM of_funding_line share
              JOIN of_enrolment enrolment ON enrolment.id = share.enrolment_id
              JOIN of_session session ON session.id = share.session_id
              LEFT JOIN of_funding_request request ON request.id = share.request_id
              LEFT JOIN (SELECT of_funding_line_id, -SUM(balance) AS amount FROM account_move_line
                          WHERE parent_state = 'posted' AND of_funding_line_id IS NOT NULL
                          GROUP BY of_funding_line_id) invoiced ON invoiced.of_funding_line_id = share.id
             WHERE enrolment.state <> 'cancelled' AND share.amount - COALESCE(invoiced.amount, 0) > 0""",
                   days=PAYMENT_DAYS)

    def action_open(self):
        """Open the invoice or the file."""
        self.ensure_one()
        return (self.move_id or self.request_id or self.session_id).get_formview_action()
