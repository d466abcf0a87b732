from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .of_agreement import LIVE


class SaleOrder(models.Model):
    _inherit = "sale.order"

    of_enrolment_ids = fields.One2many("of.enrolment", "order_id", "Learner records")
    of_enrolment_count = fields.Integer(compute="_compute_of_enrolment_count", string="Learners")

    of_agreement_ids = fields.One2many("of.agreement", "order_id", "Agreements")
    of_agreement_count = fields.Integer(compute="_compute_of_agreement_count", string="Number of agreements")
    of_has_session = fields.Boolean(compute="_compute_of_has_session")
    of_outdated_agreements = fields.Char(
        "Agreements at another price", compute="_compute_of_outdated_agreements",
        help="Issued or signed at another price than that of the order.")
    of_stands_for_convention = fields.Boolean(
        "The quotation stands for a convention", copy=False,
        help="A company's approved quotation holds all that a convention holds, and is signed in its place "
             "(D6353-1, II).")

    def _compute_of_enrolment_count(self):
        counts = dict(self.env["of.enrolment"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.of_enrolment_count = counts.get(order, 0)

    def write(self, vals):
        if "partner_id" in vals:
            self._of_follow_client(vals["partner_id"])
        return super().write(vals)

    def _of_follow_client(self, partner_id):
        """A draft agreement follows the client; what was issued to one client is not another's.

        :raises UserError: an agreement was issued to somebody else
        """
        agreements = self.sudo().of_agreement_ids.filtered(
            lambda agreement: agreement.state in LIVE and agreement.partner_id.id != partner_id)
        agreements.filtered(lambda agreement: agreement.state == "draft").partner_id = partner_id
        if issued := agreements.filtered(lambda agreement: agreement.state != "draft"):
            raise UserError(self.env._(
                "%(agreement)s was issued to %(name)s: cancel it before another client takes the order.",
                agreement=issued[0].name, name=issued[0].partner_id.name))

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._of_create_enrolments()
        return result

    def _action_cancel(self):
        self.of_enrolment_ids.sudo().action_cancel()  # a salesman may read learner records, not write them
        self.sudo().of_agreement_ids.filtered(lambda agreement: agreement.state in LIVE).action_cancel()
        return super()._action_cancel()

    def action_of_enrolments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_enrolment_action")
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    # -- agreements --------------------------------------------------------------

    def _compute_of_agreement_count(self):
        counts = dict(self.env["of.agreement"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.of_agreement_count = counts.get(order, 0)

    @api.depends("order_line.of_session_id")
    def _compute_of_has_session(self):
        for order in self:
            order.of_has_session = bool(order.order_line.of_session_id)

    @api.depends("order_line.price_total", "of_agreement_ids.state")
    def _compute_of_outdated_agreements(self):
        for order in self:
            agreements = order.sudo().of_agreement_ids.filtered(  # who sells need not read them all
                lambda one: one.state in ("issued", "signed") and one.kind != "amendment" and one._is_price_changed())
            order.of_outdated_agreements = ", ".join(agreements.mapped("name"))

    def _of_agreements(self, session):
        """Live agreements of these orders for ``session``."""
        return self.sudo().of_agreement_ids.filtered(  # whoever confirms an order finds its agreement
            lambda agreement: agreement.session_id == session and agreement.state in LIVE
            and agreement.kind != "amendment").sudo(self.env.su)

    def action_of_agreements(self):
        """Write the agreements that are missing, one per session sold, and open them."""
        self.ensure_one()
        agreements = self._of_write_agreements()
        if not agreements and self.of_has_session:
            raise UserError(self.env._(
                "This order needs no agreement: the conditions of the platform stand in for it (D6353-1, III)."))
        if not agreements:
            raise UserError(self.env._("No line of this order sells a place in a session: name the session first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_agreement_action")
        action["context"] = {"create": False}
        if len(agreements) == 1:
            return {**action, "res_id": agreements.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("order_id", "=", self.id)]}

    def _of_write_agreements(self):
        """All agreements of these orders, after writing those that are missing."""
        self.env["of.agreement"]._pass().create([vals for order in self for vals in order._prepare_of_agreements()])
        return self.of_agreement_ids

    def _prepare_of_agreements(self):
        values = []
        lines = self.order_line.filtered("of_session_id")
        for session, session_lines in lines.grouped("of_session_id").items():
            kind = next(filter(None, (line._of_agreement_kind() for line in session_lines)), None)
            if kind == "convention" and self.of_stands_for_convention:
                kind = "quotation"
            if kind and not self._of_agreements(session):
                enrolments = session_lines.of_enrolment_ids.filtered(lambda e: e.state != "cancelled")
                values.append({
                    "kind": kind, "order_id": self.id, "session_id": session.id, "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id, "user_id": self.user_id.id,
                    "enrolment_ids": [Command.link(enrolment.id) for enrolment in enrolments]})
        return values

    # -- nothing is paid before an individual's contract allows it --------------------

    def _has_to_be_paid(self):
        """No payment on line while a contract forbids it (L6353-6)."""
        return super()._has_to_be_paid() and not self._of_contract_lines()

    def _of_contract_lines(self):
        """Lines whose learners need a contract, or have one whoever the client has become."""
        under_contract = self.of_agreement_ids._binding_contracts().session_id
        return self.order_line.filtered("of_session_id").filtered(
            lambda line: line.of_session_id in under_contract or line._of_agreement_kind() == "contract")
