from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import edof
from .of_cpf_file import DAY_OF
from .of_funding_request import DECIDED


class OfCpfFile(models.Model):
    """What is agreed becomes a granted request and an order to the platform, so that invoicing keeps one path."""

    _inherit = "of.cpf.file"

    request_id = fields.Many2one(
        "of.funding.request", "Funding request", readonly=True, copy=False, check_company=True,
        index="btree_not_null", ondelete="restrict")
    order_id = fields.Many2one(related="request_id.order_id", store=True, string="Order to the platform",
                               index="btree_not_null")
    enrolment_id = fields.Many2one(
        "of.enrolment", "Learner record", compute="_compute_enrolment", store=True, index="btree_not_null")
    is_order_due = fields.Boolean(
        "Order to make", compute="_compute_is_order_due", store=True,
        help="It is accepted, and no order to the platform stands for it.")

    @api.depends("request_id.line_ids.enrolment_id")
    def _compute_enrolment(self):
        for file in self:
            file.enrolment_id = file.request_id.line_ids.enrolment_id[:1]

    @api.depends("state", "billing_state", "request_id.state")
    def _compute_is_order_due(self):
        for file in self:
            file.is_order_due = (
                file.state in edof.AGREED and file.billing_state != "paid" and not file._live_request())

    def _live_request(self):
        return self.request_id.filtered(lambda request: request.state in DECIDED)

    def action_make_orders(self):
        """For accepted files that came by import, or whose session was not known."""
        due = self.filtered("is_order_due")
        if not due:
            raise UserError(self.env._("An order is made once, for a file that the holder has accepted."))
        if refusal := due._of_refusal("order"):
            return refusal
        due._make_orders()
        return None

    def _make_orders(self):
        for file in self.with_context(of_checklist_dialog=False):  # their checks were asked of the file
            request = self.env["of.funding.request"].create(file._prepare_request())
            file._hand_on_waivers(request)
            file._pass().write({"request_id": request.id})
            request.action_grant()
            request.action_make_order()

    def _prepare_request(self):
        return {
            "funder_id": self._platform().id, "scheme": "cpf", "mode": "platform", "number": self.number,
            "company_id": self.company_id.id, "user_id": self.user_id.id, "session_id": self.session_id.id,
            "learner_id": self.learner_id.id, "learner_status": self.learner_status, "date_asked": self.date_asked,
            "date_granted": self.date_accepted, "amount_granted": self._price_untaxed(),
            "exemption": self.exemption if self.exemption in ("c2p", "at_mp") else False,
            "top_up": self.amount_employer + self.amount_opco,
            "third_party_amount": self.amount_france_travail + self.amount_other,
        }

    @api.model
    def _platform(self):
        # Asked for each file: ``env.ref`` would look each time whether it exists.
        return self.env["res.partner"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id("of_funding.res_partner_cpf", raise_if_not_found=True))

    def _order_product(self):
        """What sells this programme (sudo); empty: nothing does."""
        return self.programme_id._of_sold_as(self.company_id)

    def _price_untaxed(self):
        """The price without the VAT of what is sold, in euros."""
        taxes = self._order_product().taxes_id.filtered_domain(
            self.env["account.tax"]._check_company_domain(self.company_id))
        return taxes.with_context(force_price_include=True).compute_all(
            self.price, currency=self.currency_id)["total_excluded"]

    def _hand_on_waivers(self, request):
        """What was answered for on the file is answered for on its request."""
        waivers = self._of_waivers().get(self.id, {})
        self.env["of.checklist.waiver"].sudo().create([
            {"res_model": request._name, "res_id": request.id, "code": code, "reason": reason}
            for code, reason in waivers.items()])

    # -- ending ----------------------------------------------------------------

    def _end(self, action, ended_by, reason=None):
        """Refuse or cancel, with who does it; what was ordered is taken back.

        :param action: ``refuse`` or ``cancel``
        """
        for file in self:
            if file.state not in edof.ENDINGS.get((action, ended_by), ()):
                raise UserError(self.env._(
                    "%(file)s is '%(state)s': '%(who)s' does not end it by this. Choose another answer in 'Ended by'.",
                    file=file.display_name, state=file._label("state"), who=file._label("ended_by", ended_by)))
        self._cancel_orders()
        self._move(action)
        self._pass().write({"ended_by": ended_by, "reason": reason, "date_ended": fields.Date.context_today(self)})

    def action_reopen(self):
        """From the beginning, where it was ended by mistake."""
        self._move("reopen")
        self._pass().write({**dict.fromkeys(DAY_OF.values(), False), "ended_by": False, "reason": False,
                            "date_ended": False, "billing_state": "not_billable"})

    def _label(self, name, value=None):
        return dict(self._fields[name]._description_selection(self.env)).get(value or self[name], "")

    def _cancel_orders(self):
        """Take back what nothing was invoiced of; UserError where something was."""
        for file in self.filtered(lambda file: file._live_request()):
            if refusal := file._invoiced_refusal():
                raise UserError(refusal)
            # The office that runs CPF files need not have sales rights.
            file.order_id.sudo()._action_cancel()
            file.request_id.action_cancel()

    def _invoiced_refusal(self):
        """A sentence saying what is done first; None: nothing is invoiced."""
        moves = self.order_id.sudo().invoice_ids.filtered(lambda move: move.state != "cancel")  # of whoever
        drafts = moves.filtered(lambda move: move.state == "draft")
        names = ", ".join(move.name or self.env._("draft") for move in drafts or moves)
        if drafts:
            return self.env._("%(file)s: delete the draft %(invoices)s first.", file=self.display_name, invoices=names)
        if self.currency_id.is_zero(sum(moves.mapped("amount_untaxed_signed"))):
            return None
        return self.env._("%(file)s: %(invoices)s is invoiced. Credit it in full first, then cancel the file.",
                          file=self.display_name, invoices=names)

    # -- what the order was made of -----------------------------------------------

    def write(self, vals):
        if not self._may_write_guarded():
            self._refuse_ordered({name: vals[name] for name in ("number", "learner_id", "session_id", "company_id")
                                  if name in vals})
        return super().write(vals)

    def _refuse_ordered(self, changes):
        for file in self.filtered(lambda file: file._live_request()):
            if any(file._fields[name].convert_to_write(file[name], file) != value for name, value in changes.items()):
                raise UserError(self.env._(
                    "%(file)s has an order: its number and its holder do not change any more, and its session changes "
                    "on the learner record.", file=file.display_name))

    def action_open_order(self):
        return self.request_id.action_open_order()

    def action_open_enrolment(self):
        return self.enrolment_id.get_formview_action()
