from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.sharing import shares


class SaleOrderLine(models.Model):
    """A line of training points to its session and names its learners, now or later."""

    _inherit = "sale.order.line"

    of_programme_id = fields.Many2one(related="product_id.of_programme_id", string="Programme")
    of_session_id = fields.Many2one(
        "of.session", "Session", compute="_compute_of_session_id", store=True, readonly=False, precompute=True,
        check_company=True, index="btree_not_null", ondelete="restrict",
        domain="[('programme_id', '=', of_programme_id), ('state', 'not in', ('closed', 'cancelled'))]")
    of_seats = fields.Integer(
        "Learners", compute="_compute_of_seats", store=True, readonly=False,
        help="How many learners the line covers: the quantity, or more for a flat group price.")
    of_learner_ids = fields.Many2many(
        "res.partner", "of_sale_line_learner_rel", "line_id", "partner_id", "Names of learners",
        domain=[("is_company", "=", False), ("parent_id", "=", False)])
    of_enrolment_ids = fields.One2many("of.enrolment", "sale_line_id", "Learner records")

    @api.depends("product_uom_qty", "of_session_id", "product_id.of_tariff")
    def _compute_of_seats(self):
        for line in self:
            if not line.of_session_id:
                line.of_seats = 0
            elif line._of_is_per_person():
                line.of_seats = int(line.product_uom_qty)
            else:
                line.of_seats = line.of_seats or line.of_session_id.capacity

    def _of_is_per_person(self):
        return self.product_id.of_tariff in (False, "person")

    @api.depends("product_id")
    def _compute_of_session_id(self):
        """Propose the session of the programme when only one is open; drop that of another programme."""
        undecided = self.filtered(lambda line: line.of_session_id.programme_id != line.of_programme_id
                                  or not line.of_session_id)
        undecided.of_session_id = False
        proposals = {}
        for company in undecided.company_id:
            groups = self.env["of.session"]._read_group(
                [("programme_id", "in", undecided.of_programme_id.ids),
                 *self.env["of.session"]._open_to_public_domain(company)],
                ["programme_id"], ["id:recordset"])
            proposals |= {(company, programme): sessions for programme, sessions in groups if len(sessions) == 1}
        for line in undecided:
            line.of_session_id = proposals.get((line.company_id, line.of_programme_id))

    @api.depends("of_session_id")
    def _compute_name(self):
        """The dates and the place of the session belong to the description."""
        return super()._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        description = super()._get_sale_order_line_multiline_description_sale()
        session = self.of_session_id
        details = ", ".join(filter(None, (session.dates, session._place_label()))) if session else ""
        return f"{description}\n{details}" if details else description

    @api.constrains("of_seats", "of_session_id", "product_uom_qty")
    def _check_of_seats(self):
        for line in self.filtered("of_session_id"):
            is_partial = line._of_is_per_person() and line.product_uom_qty != int(line.product_uom_qty)
            if line.of_seats < 1 or is_partial:
                raise ValidationError(self.env._(
                    "%(line)s sells places in a session: give a whole quantity and one learner at least.",
                    line=line.name))

    @api.constrains("of_learner_ids", "of_seats")
    def _check_of_learners(self):
        for line in self:
            if len(line.of_learner_ids) > line.of_seats:
                raise ValidationError(self.env._(
                    "%(line)s names %(named)s learners for %(seats)s places: correct 'Learners'.",
                    line=line.name, named=len(line.of_learner_ids), seats=line.of_seats))

    def _of_create_enrolments(self):
        """Learner records of confirmed lines, as many as sold, with the names that are known.

        The line's amount excluding VAT is shared among them to the cent.
        """
        lines = self.filtered(lambda line: line.of_session_id and line.of_seats and not line._of_live_enrolments())
        lines._of_charge_sessions()
        values = [vals for line in lines for vals in line._prepare_of_enrolments()]
        return self.env["of.enrolment"].sudo()._of_sell(values)  # a salesman sells; the records are the office's

    def _of_charge_sessions(self):
        """Book what these lines bring in on the analytic accounts of their sessions, beside what is set already."""
        self.of_session_id._of_ensure_analytic_account()
        for session, lines in self.grouped("of_session_id").items():
            account = session.sudo().analytic_account_id
            for line in lines:
                line.analytic_distribution = account._of_added_to(line.analytic_distribution)

    def _prepare_of_enrolments(self):
        learners = list(self.of_learner_ids or self._of_only_learner())
        learners += [self.env["res.partner"]] * (self.of_seats - len(learners))
        total = Decimal(str(self.currency_id.round(self.price_subtotal)))
        prices = shares(total, [1] * self.of_seats)
        return [self._prepare_of_enrolment(learner, price) for learner, price in zip(learners, prices, strict=True)]

    def _prepare_of_enrolment(self, learner, price):
        """Values of the record of ``learner`` (res.partner, empty: name to come); ``price``: Decimal."""
        agreement = self.order_id._of_agreements(self.of_session_id)
        # L6353-3: an individual's registration is final once his contract is signed.
        is_final = self._of_agreement_kind() != "contract" or agreement.state == "signed"
        return {
            "session_id": self.of_session_id.id,
            "sale_line_id": self.id,
            "learner_id": learner.id,
            "price": float(price),
            "agreement_id": agreement.id,
            "state": "confirmed" if is_final else "draft",
            **self._prepare_of_employer(self.order_id.partner_id),
        }

    def _of_line_agreement_kind(self):
        """What follows from the client: a company signs a convention, a person who pays himself a contract."""
        self.ensure_one()
        if not self.of_session_id:
            return None
        return "convention" if self.order_id.partner_id.commercial_partner_id.is_company else "contract"

    def _of_agreement_kind(self):
        """Kind of agreement of this line, from its learner records where there are some; None: no agreement."""
        self.ensure_one()
        kinds = [enrolment._of_agreement_kind() for enrolment in self.of_enrolment_ids]
        return next(filter(None, kinds), None) if kinds else self._of_line_agreement_kind()

    def _of_only_learner(self):
        """The client himself when a person buys one place."""
        client = self.order_id.partner_id
        alone = self.of_seats == 1 and not client.is_company and not client.parent_id
        return client if alone else client.browse()

    def _prepare_of_employer(self, client):
        employer = client.commercial_partner_id if client.commercial_partner_id.is_company else client.browse()
        return {"employer_id": employer.id, "status": "employee" if employer else "individual"}
