from odoo import api, fields, models
from odoo.tools import SQL

from .of_funding_request_deadlines import EXPIRY_DAYS

KINDS = [
    ("to_send", "Request to send"), ("papers_asked", "Papers asked for"), ("no_answer", "No answer"),
    ("expiring", "Accord expiring"), ("papers", "Paper missing"), ("cpf_answer", "CPF file to answer"),
    ("service_done", "Service done to declare"), ("cpf_bill", "CPF file to bill"),
    ("to_invoice", "To invoice"), ("refused", "Invoice refused"), ("overdue", "Invoice unpaid"),
    ("not_refunded", "Company not refunded"),
]
# Invoices of trainings; those of several sessions or files name their learners alone.
OF_TRAINING = SQL("(move.of_session_id IS NOT NULL OR move.of_funding_request_id IS NOT NULL OR move.of_learners > '')")
COLUMNS = ("company_id", "request_id", "move_id", "cpf_file_id", "funder_id", "partner_id", "session_id",
           "user_id", "amount", "date")


class OfFundingRisk(models.Model):
    """Cash at risk: what will not be paid unless somebody acts; one row a case, read from what it is about.

    Amounts are in euros, excluding VAT for requests and refunds, including it for unpaid invoices (what is left to
    pay) and CPF files (their price on the platform).
    """

    _name = "of.funding.risk"
    _description = "Cash at risk"
    _auto = False
    _order = "date, id"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, "What", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    request_id = fields.Many2one("of.funding.request", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    cpf_file_id = fields.Many2one("of.cpf.file", "CPF file", readonly=True)
    funder_id = fields.Many2one("res.partner", readonly=True)
    partner_id = fields.Many2one("res.partner", "Company or learner", readonly=True)
    session_id = fields.Many2one("of.session", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    amount = fields.Monetary("At risk", readonly=True, aggregator="sum")
    date = fields.Date("Until", readonly=True, help="Last day to act, or since when it is late.")
    is_late = fields.Boolean("Late", readonly=True)
    next_action = fields.Char(compute="_compute_next_action")

    @property
    def _table_query(self):
        columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        today = fields.Date.context_today(self)
        select = (
            "SELECT %(number)s * 1000000000::bigint + source AS id, %(kind)s AS kind, %(columns)s, "
            "date < %(today)s AS is_late FROM (%(query)s) AS the_case")
        cases = [
            SQL(select, number=number, kind=kind, columns=columns, today=today, query=query)
            for number, (kind, query) in enumerate(self._cases(today).items(), 1)]
        return SQL(" UNION ALL ").join(cases)

    @api.model
    def _cases(self, today):
        """``{kind: SQL}``: each gives ``source`` (id, told apart within its kind) and ``COLUMNS``; amounts above 0."""
        expiry = fields.Date.add(today, days=EXPIRY_DAYS)
        asked, left = SQL("request.amount_asked"), SQL("request.amount_granted - COALESCE(invoiced.amount, 0)")
        decided = SQL("request.state IN ('granted', 'partial')")
        missing = SQL(
            "EXISTS (SELECT FROM of_funding_paper paper WHERE paper.request_id = request.id "
            "AND paper.state = 'missing' AND paper.is_required AND paper.kind NOT IN ('invoice', 'paid_invoice') "
            "AND paper.moment = CASE request.mode WHEN 'refund' THEN 'refund' ELSE 'invoice' END)")
        return {
            "to_send": self._of_requests(asked, SQL("date_deadline"), SQL("request.state = 'draft'")),
            "papers_asked": self._of_requests(asked, SQL("date_deadline"), SQL("request.state = 'incomplete'")),
            "no_answer": self._of_requests(
                asked, SQL("date_answer_due"), SQL("request.state = 'sent' AND request.date_answer_due < %s", today)),
            "expiring": self._of_requests(left, SQL("valid_until"), SQL(
                "%s AND request.valid_until <= %s AND request.date_end >= %s", decided, expiry, today)),
            "papers": self._of_requests(left, SQL("date_invoice_due"), SQL(
                "%s AND request.mode <> 'platform' AND request.date_end < %s AND %s", decided, today, missing)),
            "to_invoice": self._of_requests(left, SQL("date_invoice_due"), SQL(
                "%s AND request.date_end < %s AND NOT %s AND NOT EXISTS (SELECT FROM of_cpf_file file "
                "WHERE file.request_id = request.id)", decided, today, missing)),
            "refused": self._of_invoices(SQL("of_refused_on"), SQL("move.of_refused_on IS NOT NULL")),
            "overdue": self._of_invoices(SQL("invoice_date_due"), SQL(
                "move.of_refused_on IS NULL AND move.invoice_date_due < %s AND %s", today, OF_TRAINING)),
            "not_refunded": self._not_refunded(today),
            "cpf_answer": self._of_cpf_files(SQL("file.state = 'not_processed'")),
            "service_done": self._of_cpf_files(
                SQL("file.state IN ('accepted', 'in_training', 'terminated') AND file.date_due <= %s", today)),
            "cpf_bill": self._of_cpf_files(
                SQL("file.state = 'service_validated' AND file.billing_state NOT IN ('billed', 'paid')")),
        }

    @staticmethod
    def _of_requests(amount, date, condition):
        """Requests as cases: ``amount`` at risk, ``date`` a column of theirs."""
        return SQL("""
            SELECT request.id AS source, request.company_id, request.id AS request_id, NULL::integer AS move_id,
                   NULL::integer AS cpf_file_id, request.funder_id,
                   COALESCE(request.employer_id, request.learner_id) AS partner_id,
                   request.session_id, request.user_id, %(amount)s AS amount, request.%(date)s AS date
              FROM of_funding_request request
              LEFT JOIN (SELECT share.request_id, -SUM(line.balance) AS amount
                           FROM account_move_line line
                           JOIN of_funding_line share ON share.id = line.of_funding_line_id
                          WHERE line.parent_state = 'posted'
                          GROUP BY share.request_id) invoiced ON invoiced.request_id = request.id
             WHERE %(condition)s AND %(amount)s > 0""", amount=amount, date=date, condition=condition)

    @staticmethod
    def _of_invoices(date, condition):
        """Customer invoices that are not paid, with what is left to pay."""
        return SQL("""
            SELECT move.id AS source, move.company_id, move.of_funding_request_id AS request_id, move.id AS move_id,
                   NULL::integer AS cpf_file_id, request.funder_id, move.commercial_partner_id AS partner_id,
                   move.of_session_id AS session_id,
                   COALESCE(request.user_id, move.invoice_user_id) AS user_id, move.amount_residual_signed AS amount,
                   move.%(date)s AS date
              FROM account_move move
              LEFT JOIN of_funding_request request ON request.id = move.of_funding_request_id
             WHERE move.state = 'posted' AND move.move_type = 'out_invoice'
               AND move.payment_state IN ('not_paid', 'partial') AND move.amount_residual_signed > 0
               AND %(condition)s""", date=date, condition=condition)

    def _of_cpf_files(self, condition):
        """CPF files of which the platform is to be told something; their price includes VAT."""
        return SQL("""
            SELECT file.id AS source, file.company_id, file.request_id, NULL::integer AS move_id,
                   file.id AS cpf_file_id, %(platform)s AS funder_id, file.learner_id AS partner_id, file.session_id,
                   file.user_id, file.price AS amount, file.deadline AS date
              FROM of_cpf_file file
             WHERE file.price > 0 AND %(condition)s""",
                   platform=self.env["ir.model.data"]._xmlid_to_res_id("of_funding.res_partner_cpf"),
                   condition=condition)

    @staticmethod
    def _not_refunded(today):
        """Companies that paid us and wait for their funder, once the training is over."""
        return SQL("""
            SELECT request.id AS source, request.company_id, request.id AS request_id, NULL::integer AS move_id,
                   NULL::integer AS cpf_file_id, request.funder_id, request.employer_id AS partner_id,
                   request.session_id, request.user_id,
                   SUM(share.granted - COALESCE(share.refunded_amount, 0)) AS amount,
                   COALESCE(request.date_invoice_due, request.date_end) AS date
              FROM of_funding_line share
              JOIN of_funding_request request ON request.id = share.request_id
             WHERE share.mode = 'refund' AND request.state IN ('granted', 'partial') AND request.date_end < %(today)s
               AND share.refund_state IN ('to_do', 'sent')
               AND EXISTS (SELECT FROM account_move_line line WHERE line.of_funding_line_id = share.id
                           AND line.parent_state = 'posted')
               AND NOT EXISTS (SELECT FROM account_move_line line JOIN account_move move ON move.id = line.move_id
                                WHERE line.of_funding_line_id = share.id AND move.state = 'posted'
                                  AND move.payment_state IN ('not_paid', 'partial'))
             GROUP BY request.id
            HAVING SUM(share.granted - COALESCE(share.refunded_amount, 0)) > 0""", today=today)

    @api.depends("kind")
    def _compute_next_action(self):
        _ = self.env._
        words = {
            "to_send": _("Complete the file and send it"), "papers_asked": _("Send the papers that were asked for"),
            "no_answer": _("Ask the funder for its answer"), "expiring": _("Have the accord extended"),
            "cpf_answer": _("Answer the holder on the platform"),
            "service_done": _("Tell the platform: entry, exit, service done"),
            "cpf_bill": _("Bill it on the platform"),
            "papers": _("Issue the missing papers"), "to_invoice": _("Make the invoice"),
            "refused": _("Correct the invoice or credit it, then invoice again"),
            "overdue": _("Ask for the payment"),
            "not_refunded": _("Make sure the company handed in its papers"),
        }
        for risk in self:
            risk.next_action = words.get(risk.kind)

    def action_open(self):
        """Open what the case is about."""
        self.ensure_one()
        return (self.cpf_file_id or self.move_id or self.request_id).get_formview_action()
