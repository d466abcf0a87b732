from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What depends on who pays: computed anew from each payer.
OF_PARTNER_VALUES = {
    "partner_id", "partner_shipping_id", "fiscal_position_id", "invoice_payment_term_id", "partner_bank_id",
    "preferred_payment_method_line_id", "payment_reference", "transaction_ids", "ref"}


class SaleOrder(models.Model):
    """One invoice per payer: Odoo's values for one customer are shared out, then created by Odoo."""

    _inherit = "sale.order"

    of_funding_request_id = fields.Many2one(
        "of.funding.request", "Funding request", readonly=True, copy=False, check_company=True,
        help="File of the platform that this order was made from; it is sent to nobody.")
    of_funding_line_ids = fields.One2many("of.funding.line", "order_id", "Shares")
    of_funding_line_count = fields.Integer(compute="_compute_of_funding_line_count", string="Number of shares")

    def _compute_of_funding_line_count(self):
        counts = dict(self.env["of.funding.line"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.of_funding_line_count = counts.get(order, 0)

    def action_of_funding_lines(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_funding_line_action")
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    def action_of_add_share(self):
        return self.of_enrolment_ids.filtered(lambda enrolment: enrolment.state != "cancelled").action_of_add_share()

    # -- one invoice per payer -------------------------------------------------

    def _create_account_invoices(self, invoice_vals_list, final):
        vals_list = self._of_split_by_payer(invoice_vals_list, final)
        for vals in vals_list:
            vals.update(self._prepare_of_header(vals))
        return super()._create_account_invoices(vals_list, final)

    def _of_split_by_payer(self, vals_list, final):
        """Expand each invoice into one per payer and file; UserError when nothing may be invoiced yet."""
        lines = self._of_order_lines([command for vals in vals_list for command in vals["invoice_line_ids"]])
        due = lines._of_funded()._of_due(final)
        if not due:
            return vals_list
        whole, files = [], {}
        for vals in vals_list:
            kept, shared = self._of_share_out(vals, due)
            if any(not command[2].get("display_type", "product").startswith("line_") for command in kept):
                whole.append({**vals, "invoice_line_ids": kept})
            for (payer, request), commands in shared.items():
                key = (payer, request, vals["company_id"], not request and vals["invoice_origin"])
                if key not in files:
                    files[key] = self._prepare_of_payer_invoice(vals, payer, request)
                self._of_append(files[key], vals, commands)
        if vals_list and not whole and not files:
            raise UserError(self._of_awaited_message(due))
        return [*files.values(), *whole]

    def _of_order_lines(self, commands):
        return self.env["sale.order.line"].browse(
            {link[1] for command in commands for link in command[2].get("sale_line_ids", ())})

    def _of_share_out(self, vals, due):
        """``(commands that stay with the customer, {(payer, request): commands})``"""
        customer = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id
        kept, shared = [], {}
        for command in vals["invoice_line_ids"]:
            if command[2].get("is_downpayment"):
                raise UserError(self.env._(
                    "%(order)s has a deposit: credit it before several payers are invoiced.",
                    order=vals["invoice_origin"]))
            line = self._of_order_lines([command])
            if line not in due:
                kept.append(command)
                continue
            for share, amount in due[line]:
                request = share.request_id if share.mode != "refund" else share.request_id.browse()
                new = Command.create(share._prepare_invoice_line(command[2], amount))
                if not request and share.payer_id.commercial_partner_id == customer:
                    kept.append(new)
                else:
                    shared.setdefault((share.payer_id, request), []).append(new)
        return kept, shared

    def _prepare_of_payer_invoice(self, vals, payer, request):
        """Values of a payer's invoice, from those of the customer's."""
        address = payer.browse(payer.address_get(["invoice"])["invoice"])
        positions = self.env["account.fiscal.position"].with_company(vals["company_id"])
        return {
            **{name: value for name, value in vals.items() if name not in OF_PARTNER_VALUES},
            "partner_id": address.id,
            "fiscal_position_id": positions._get_fiscal_position(address).id,
            "ref": request.number or vals["ref"],
            "invoice_line_ids": [],
        }

    def _of_append(self, payer_vals, vals, commands):
        """Add an order's lines to a payer's invoice, with the taxes of his fiscal position."""
        origins = payer_vals["invoice_origin"].split(", ")
        if vals["invoice_origin"] not in origins:
            payer_vals["invoice_origin"] = ", ".join([*origins, vals["invoice_origin"]])
        if payer_vals["fiscal_position_id"] != vals["fiscal_position_id"]:
            position = self.env["account.fiscal.position"].browse(payer_vals["fiscal_position_id"])
            for command in commands:
                product = self.env["product.product"].browse(command[2]["product_id"])
                taxes = product.taxes_id.filtered_domain(
                    self.env["account.tax"]._check_company_domain(vals["company_id"]))
                command[2]["tax_ids"] = [Command.set(position.map_tax(taxes).ids)]
        payer_vals["invoice_line_ids"] += commands

    def _of_awaited_message(self, due):
        shares = self.env["of.funding.line"].union(
            *(line.sudo().of_enrolment_ids.of_funding_line_ids for line in due))
        awaited = shares.filtered(lambda share: share._is_awaited()).request_id
        if awaited:
            return self.env._("Nothing can be invoiced now: the answer to %(requests)s is awaited. Record it first.",
                              requests=", ".join(awaited.mapped("display_name")))
        return self.env._(
            "Nothing is left to invoice to the payers: every share is invoiced. Lower the ordered quantity if a "
            "learner was cancelled, or deduct credits.")

    def _prepare_of_header(self, vals):
        """What accountants look for on an invoice: session, learners, files of funders, day of the service."""
        commands = vals["invoice_line_ids"]
        # Names stand on the invoice itself, which its readers may all see.
        shares = self.env["of.funding.line"].sudo().browse(
            [command[2]["of_funding_line_id"] for command in commands if command[2].get("of_funding_line_id")])
        others = self._of_order_lines(
            [command for command in commands if not command[2].get("of_funding_line_id")])
        enrolments = (shares.enrolment_id | others.sudo().of_enrolment_ids).sorted("id")
        sessions, requests = enrolments.session_id, shares.request_id
        if not sessions:
            return {}
        ends = [day for session in sessions for day in session._of_days()[1:] if day]
        return {
            "of_session_id": sessions.id if len(sessions) == 1 else False,
            "of_learners": ", ".join(dict.fromkeys(enrolments.learner_id.mapped("name"))),
            "of_funding_request_id": requests.id if len(requests) == 1 else False,
            "of_file_number": ", ".join(dict.fromkeys(filter(None, requests.mapped("number")))),
            **({"delivery_date": max(ends)} if ends else {}),
        }
