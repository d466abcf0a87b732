from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.pdf import merge_pdf

from odoo.addons.of_training.lib import wording

from ..lib import bundle
from .of_funder_terms import CHANNELS

FORMATS = ("zip", "pdf")
# They may read each of its papers by itself, too.
READERS = ("of_training.group_of_training_user", "account.group_account_readonly", "account.group_account_invoice")


class OfFundingRequest(models.Model):
    """The papers of a request in the funder's order, and how they reach him."""

    _inherit = "of.funding.request"

    paper_ids = fields.One2many("of.funding.paper", "request_id", "Papers", copy=False)
    terms_id = fields.Many2one("of.funder.terms", compute="_compute_terms")
    channel = fields.Selection(CHANNELS, compute="_compute_terms")
    portal_url = fields.Char("Portal", compute="_compute_terms")
    missing_count = fields.Integer(
        "Missing papers", compute="_compute_missing_count", store=True, help="Required to send the request.")

    @api.depends("funder_id", "scheme", "company_id", "date_asked")
    def _compute_terms(self):
        for request, terms in self._terms_each().items():
            request.terms_id, request.channel, request.portal_url = terms, terms.channel, terms.portal_url

    def _terms_each(self):
        """``{request: terms of its funder on the day it was asked}``, asked once per funder and scheme."""
        today, found = fields.Date.context_today(self), {}
        for (funder, scheme, company, day), requests in self.grouped(
                lambda one: (one.funder_id, one.scheme, one.company_id, one.date_asked)).items():
            terms = self.env["of.funder.terms"]._holding_for(day or today, company, funder, scheme)
            found |= dict.fromkeys(requests, terms)
        return found

    @api.depends("paper_ids.state", "paper_ids.is_required", "paper_ids.moment")
    def _compute_missing_count(self):
        for request in self:
            request.missing_count = len(request.paper_ids.filtered(
                lambda paper: paper.is_required and paper.state == "missing" and paper.moment == "request"))

    # -- papers ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.filtered(lambda request: not request.paper_ids)._propose_papers()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if {"funder_id", "scheme"} & set(vals):
            self._propose_papers()
        return result

    def _propose_papers(self):
        """The papers of the funder's terms, while nothing was put by hand or handed in."""
        drafts = self.filtered(lambda one: one.state == "draft" and not any(
            paper.attachment_ids or paper.handed_on for paper in one.paper_ids))
        drafts.paper_ids.unlink()
        self.env["of.funding.paper"].create([
            {"request_id": request.id, "kind": paper.kind, "name": paper.name, "moment": paper.moment,
             "is_required": paper.is_required, "sequence": paper.sequence}
            for request in drafts for paper in request.terms_id.paper_ids])

    def _missing_papers(self, moment):
        """Names of the required papers that lack."""
        return ", ".join(self.paper_ids.filtered(
            lambda paper: paper.moment == moment and paper.is_required and paper.state == "missing"
        ).mapped("display_name"))

    def _hand_in(self, moment, day):
        """What is ready goes with the file."""
        self.paper_ids.filtered(
            lambda paper: paper.moment == moment and paper.state == "ready").handed_on = day

    def _print(self, parts):
        """Our own papers about this request (bytes): ``request``, ``planning``, ``learners``."""
        return self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "of_funding.report_funding_request", self.ids, data={"parts": list(parts)})[0]

    def _files(self, moment):
        """``[(name, bytes)]`` of the papers of that moment which are there, in the funder's order."""
        papers = self.paper_ids.filtered(lambda paper: paper.moment == moment).sorted(
            lambda paper: (paper.sequence, paper.id))
        return [file for paper in papers for file in paper._files()]

    def _file(self, moment, extension):
        """``(name, bytes)`` of the whole file as one ZIP or one PDF.

        :raises UserError: no paper is there, or a PDF that can't be joined
        :raises AccessError: whoever neither runs trainings nor keeps the accounts
        """
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(self.env._("The papers of a request are for whoever runs trainings or the accounts."))
        files = self._files(moment)
        name = wording.file_name(f"{self.name} {self.funder_id.name}", extension)
        if extension == "pdf":
            files = [(title, content) for title, content in files if bundle.is_pdf(content)]
        if not files:
            raise UserError(self.env._("None of these papers is there yet: see 'Papers'."))
        if extension == "zip":
            return name, bundle.archive(files)
        try:
            return name, merge_pdf([content for _title, content in files])
        except Exception as error:  # pypdf raises of all kinds on broken or locked files
            raise UserError(self.env._(
                "One of the PDF files can't be joined to the others (locked or damaged): take the ZIP, or put that "
                "file again.")) from error

    def _own_files(self, attachments):
        """Files just put by hand belong to the request: whoever reads it reads them.

        :raises AccessError: a file that the user may not read
        """
        self.ensure_one()
        attachments.check_access("read")
        loose = attachments.sudo().filtered(lambda file: not file.res_id and file.create_uid == self.env.user)
        loose.write({"res_model": self._name, "res_id": self.id})

    # -- sending -----------------------------------------------------------------------

    def action_download_zip(self):
        return self._download("zip")

    def action_download_pdf(self):
        return self._download("pdf")

    def _download(self, extension):
        self.ensure_one()
        moment = self.env.context.get("of_moment", "request")
        return {"type": "ir.actions.act_url", "url": f"/of/funding/{self.id}/{moment}.{extension}",
                "target": "download"}

    def action_open_portal(self):
        self.ensure_one()
        if not self.portal_url:
            raise UserError(self.env._("The address of %(funder)s's portal is not known: see its terms.",
                                       funder=self.funder_id.name))
        return {"type": "ir.actions.act_url", "url": self.portal_url, "target": "new"}

    def action_mail(self):
        """Write to whom the file goes, everything attached; it then counts as sent."""
        self.ensure_one()
        if refusal := self._of_refusal("send"):
            return refusal
        template = self.env.ref("of_funding.mail_template_funding_request", raise_if_not_found=False)
        attachments = self.env["ir.attachment"].create([
            {"name": name, "raw": content, "res_model": "mail.compose.message", "res_id": 0}
            for name, content in bundle.numbered(self._files("request"))])
        return {
            "type": "ir.actions.act_window", "res_model": "mail.compose.message", "view_mode": "form", "target": "new",
            "name": self.env._("Send the request"), "context": {
                "default_model": self._name, "default_res_ids": self.ids, "default_composition_mode": "comment",
                "default_template_id": template and template.id,
                "default_attachment_ids": attachments.ids, "of_request_mailed": True}}

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("of_request_mailed") and self.state in ("draft", "incomplete"):
            self.with_context(of_request_mailed=False).action_send()
        return message

    def _mail_recipients(self):
        """Who gets the file by mail: the funder, or the company that sends it itself."""
        if self.filed_by == "company":
            return self.employer_id.of_hr_contact_ids[:1] or self.employer_id
        return self.funder_id

    def _training_label(self):
        """Titles of the trainings asked for."""
        return ", ".join(self._sessions().sudo().programme_id.mapped("name"))

    @staticmethod
    def _day_words(day):
        return wording.day(day, "fr_FR")
