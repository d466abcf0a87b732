import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from .of_funder_terms import MOMENTS, PAPER_KINDS

# Papers that we make ourselves whenever they are wanted.
MADE = ("request_form", "planning", "learners")
# Our own papers, in the settings.
OURS = {"quality_certificate": "of_quality_certificate_file", "nda": "of_nda_file", "rib": "of_rib_file"}
STATES = [("missing", "Missing"), ("ready", "Ready"), ("handed", "Handed in")]


class OfFundingPaper(models.Model):
    """A paper (pièce) of a funding request: found where the work left it, or put by hand."""

    _name = "of.funding.paper"
    _description = "Paper of a funding request"
    _inherit = ["of.guarded.mixin"]
    _order = "request_id, moment desc, sequence, id"
    _check_company_auto = True

    request_id = fields.Many2one("of.funding.request", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(PAPER_KINDS, "Paper", required=True, default="other")
    name = fields.Char("Wording", help="As the funder calls it. Empty: by its kind.")
    moment = fields.Selection(MOMENTS, required=True, default="request")
    is_required = fields.Boolean("Required", default=True)
    is_added = fields.Boolean("Asked for later", readonly=True, help="By the funder, after the request was sent.")
    attachment_ids = fields.Many2many(
        "ir.attachment", "of_funding_paper_attachment_rel", "paper_id", "attachment_id", "Put by hand")
    handed_on = fields.Date("Handed in on")
    state = fields.Selection(STATES, compute="_compute_state", store=True)
    found = fields.Char(compute="_compute_found", help="Where it comes from.")

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        papers._take_over_files()
        return papers

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._take_over_files()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed(self):
        if any(paper.handed_on for paper in self):
            raise UserError(self.env._("What was handed in stays on the list: a request proves by it what was sent."))

    def _take_over_files(self):
        for paper in self.filtered("attachment_ids"):
            paper.request_id._own_files(paper.attachment_ids)

    @api.depends("kind", "name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            paper.display_name = paper.name or labels.get(paper.kind, "")

    @api.depends(
        "kind", "attachment_ids", "handed_on", "request_id.session_id", "request_id.line_ids.enrolment_id",
        "request_id.line_ids.enrolment_id.agreement_id.state", "request_id.line_ids.enrolment_id.document_ids",
        "request_id.session_id.of_document_ids", "request_id.line_ids.session_id.of_document_ids",
        "request_id.line_ids.order_id", "request_id.move_ids.state", "company_id.of_quality_certificate_file",
        "company_id.of_nda_file", "company_id.of_rib_file")
    def _compute_state(self):
        sheets = self.filtered(lambda paper: paper.kind == "attendance").request_id._attendance_sheets()
        for paper in self:
            if paper.handed_on:
                paper.state = "handed"
            else:
                paper.state = "ready" if paper._is_there(sheets) else "missing"

    def _is_there(self, sheets):
        """Whether it can be handed in now.

        :param sheets: the attendance sheets of all these requests
        """
        request = self.request_id.sudo()  # whoever runs the file need not read orders and invoices
        enrolments = request._enrolments()
        if self.kind in MADE or any(
                file.type == "binary" and file.file_size for file in self.sudo().attachment_ids):
            return True
        if self.kind == "quote":
            return bool(enrolments.order_id)
        if self.kind == "programme":
            return bool(request._sessions())
        if self.kind == "agreement":
            return bool(enrolments) and all(one.agreement_id.state in ("issued", "signed") for one in enrolments)
        if self.kind == "certificate":
            return bool(enrolments) and all(one._of_last_document("certificate") for one in enrolments)
        if self.kind == "attendance":
            return bool(request._sessions() & sheets.session_id)
        if self.kind == "invoice":
            return any(move.state == "posted" and move.move_type == "out_invoice" for move in request.move_ids)
        return self.kind in OURS and bool(self.company_id.sudo().with_context(bin_size=False)[OURS[self.kind]])

    @api.depends("kind", "state", "attachment_ids")
    def _compute_found(self):
        for paper in self:
            paper.found = paper._found()

    def _found(self):
        """Where it comes from, or how to get it, in a few words."""
        _, request = self.env._, self.request_id.sudo()  # as above
        if self.attachment_ids:
            return ", ".join(self.attachment_ids.sudo().mapped("name"))
        if self.kind in MADE:
            return _("Made by the software")
        if self.kind == "agreement" and self.state != "missing":
            agreements = request._enrolments().agreement_id
            unsigned = agreements.filtered(lambda agreement: agreement.state != "signed")
            return _("%(names)s, not signed yet", names=", ".join(unsigned.mapped("name"))) if unsigned else ", ".join(
                agreements.mapped("name"))
        if self.state != "missing":
            return ", ".join(request._enrolments().order_id.mapped("name")) if self.kind == "quote" else _("Found")
        return {
            "agreement": _("Issue the agreement of each learner"), "quote": _("The learners come from no order"),
            "programme": _("Choose the session"), "certificate": _("Issue the certificate of each learner"),
            "attendance": _("Issue the attendance sheet of the session"), "invoice": _("Post the invoice"),
            "quality_certificate": _("Put it in the settings of Training"),
            "nda": _("Put it in the settings of Training"), "rib": _("Put it in the settings of Training"),
        }.get(self.kind, _("Put the file here"))

    # -- its files ---------------------------------------------------------------------

    def _files(self):
        """``[(name, bytes)]`` of this paper, made or found now; empty when it is missing."""
        if self.attachment_ids:
            return [(attachment.name, attachment.raw or b"") for attachment in self.attachment_ids.sudo()]
        return getattr(self.sudo(), f"_files_{self.kind}", list)()

    def _named(self, content):
        return [(f"{self.display_name}.pdf", content)]

    def _files_request_form(self):
        return self._named(self.request_id._print(("request",)))

    def _files_planning(self):
        return self._named(self.request_id._print(("planning",)))

    def _files_learners(self):
        return self._named(self.request_id._print(("learners",)))

    def _files_quote(self):
        orders = self.request_id._enrolments().order_id
        return [(f"{self.display_name} {order.name}.pdf", self._pdf("sale.action_report_saleorder", order))
                for order in orders]

    def _files_programme(self):
        return [programme._of_programme_pdf(self.company_id)[::-1]
                for programme in self.request_id._sessions().programme_id]

    def _files_agreement(self):
        agreements = self.request_id._enrolments().agreement_id
        return self._of_documents(agreements.mapped(lambda one: one.signed_document_id or one.document_id))

    def _files_certificate(self):
        documents = [one._of_last_document("certificate") for one in self.request_id._enrolments()]
        return self._of_documents(self.env["of.document"].union(*documents))

    def _files_attendance(self):
        return self._of_documents(self.request_id._attendance_sheets())

    def _files_invoice(self):
        moves = self.request_id.move_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice")
        return [(f"{self.display_name} {move.name}.pdf".replace("/", "-"), self._pdf(
            "account.account_invoices", move)) for move in moves]

    def _files_of_company(self):
        content = self.company_id.with_context(bin_size=False)[OURS[self.kind]]
        return self._named(base64.b64decode(content)) if content else []

    _files_quality_certificate = _files_nda = _files_rib = _files_of_company

    def _of_documents(self, documents):
        return [(document.attachment_id.name, document.attachment_id.raw or b"") for document in documents]

    def _pdf(self, report, record):
        return self.env["ir.actions.report"].with_context(
            force_report_rendering=True, lang="fr_FR")._render_qweb_pdf(report, record.ids)[0]


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    def _of_last_document(self, kind):
        """The document of that kind that was issued last for this learner, if any."""
        return self.document_ids.filtered(lambda document: document.kind == kind).sorted("id")[-1:]
