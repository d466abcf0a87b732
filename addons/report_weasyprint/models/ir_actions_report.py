import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval, time

from ..lib import pages, renderer
from ..url_fetcher import OdooFetcher

# Set while wkhtmltopdf prints: only then its own state counts.
WKHTMLTOPDF_KEY = "report_weasyprint_wkhtmltopdf"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    pdf_engine = fields.Selection(
        [("weasyprint", "WeasyPrint"), ("wkhtmltopdf", "wkhtmltopdf")],
        string="PDF Engine", required=True, default="weasyprint",
        help="WeasyPrint prints within Odoo. wkhtmltopdf is Odoo's own way and needs that program on the server.")
    pdf_variant = fields.Selection(
        [("pdf/a-2b", "PDF/A-2b"), ("pdf/a-3b", "PDF/A-3b"), ("pdf/a-3u", "PDF/A-3u"), ("pdf/ua-1", "PDF/UA-1")],
        string="PDF Variant",
        help="PDF/A is for archives; PDF/A-3 may hold other files, as Factur-X does; PDF/UA is for screen readers. "
             "Leave it empty for a plain PDF. WeasyPrint only.")

    # What other modules call -------------------------------------------------

    def _weasyprint_pdf(self, html, *, paper=None, **options):
        """Print HTML as one PDF.

        :param html: str or bytes: a report's HTML, or any complete HTML document
        :param pages.Paper paper: sheet and margins; by default the report's paper format
        :param options: ``title``, and ``variant``, ``metadata``, ``attachments``, ``xmp`` of ``renderer.pdf``
        :rtype: bytes
        """
        action = self.sudo()  # who may print need not read the report's settings
        options = {"variant": action.pdf_variant, **options}
        return self._weasyprint_print(pages.split(html, action.model), paper=paper, **options)

    def _weasyprint_options(self, record):
        """Hook: options of ``renderer.pdf`` for ``record`` (empty when there is no single one)."""
        return {"variant": self.pdf_variant}

    # Odoo's own steps --------------------------------------------------------

    @api.model
    def get_wkhtmltopdf_state(self):
        if self.env.context.get(WKHTMLTOPDF_KEY):
            return super().get_wkhtmltopdf_state()
        return "ok"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if report.pdf_engine == "wkhtmltopdf":
            odoo = super(IrActionsReport, self.with_context(**{WKHTMLTOPDF_KEY: True}))
            return odoo._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        data = {"report_type": "pdf", "debug": False, **(data or {})}
        ids = list(dict.fromkeys(res_ids or []))
        if not ids or len(ids) != len(res_ids):
            whole = self._weasyprint_render(report, res_ids, data)
            return {False: {"stream": io.BytesIO(self._weasyprint_whole(report, whole)), "attachment": None}}
        stored = self._weasyprint_stored(report, ids)
        reused = list(stored) if report.attachment_use else []
        streams = {}
        if reused:  # Odoo's own code reads them back
            streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=reused)
        missing = [record_id for record_id in ids if record_id not in streams]
        if missing:
            for record_id, content in self._weasyprint_by_record(report, missing, data).items():
                streams[record_id] = {
                    "stream": content and io.BytesIO(content), "attachment": stored.get(record_id)}
        return {record_id: streams[record_id] for record_id in [*ids, False] if record_id in streams}

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, header=None, footer=None, landscape=False,
                         specific_paperformat_args=None, set_viewport_size=False):
        """Some of Odoo's reports call this directly, with HTML that is already split."""
        report = self._get_report(report_ref) if report_ref else self
        if report.pdf_engine == "wkhtmltopdf":
            return super()._run_wkhtmltopdf(
                bodies, report_ref=report_ref, header=header, footer=footer, landscape=landscape,
                specific_paperformat_args=specific_paperformat_args, set_viewport_size=set_viewport_size)
        parts = [pages.split(body) for body in bodies]
        joined = parts[0]._replace(
            arguments=specific_paperformat_args or {},
            articles=[article for part in parts for article in part.articles])
        joined = pages.with_running(joined, header, footer)
        return report.with_env(self.env).with_context(landscape=landscape)._weasyprint_print(joined)

    # Steps of ours -----------------------------------------------------------

    def _weasyprint_stored(self, report, ids):
        """``{id: attachment}`` of the records that were printed and kept before."""
        if not report.attachment or self.env.context.get("report_pdf_no_attachment"):
            return {}
        records = self.env[report.model].browse(ids)
        found = {record.id: report.retrieve_attachment(record) for record in records}
        return {record_id: attachment for record_id, attachment in found.items() if attachment}

    def _weasyprint_render(self, report, ids, data):
        html = self.with_context(debug=False)._render_qweb_html(report, ids, data=data)[0]
        return pages.split(html, report.model)

    def _weasyprint_by_record(self, report, ids, data):
        """``{id: PDF}``, or ``{False: PDF}`` beside empty ones where the template mixes records."""
        whole = self._weasyprint_render(report, ids, data)
        if {article.record_id for article in whole.articles} == set(ids):
            return {record_id: self._weasyprint_record(report, whole, record_id) for record_id in ids}
        if len(ids) == 1:
            return {ids[0]: self._weasyprint_whole(report, whole, ids[0])}
        if report.attachment:
            raise UserError(self.env._(
                "The report “%(report)s” can't be kept per document: its template mixes them. Print them one by one, "
                "or give the div of class 'article' its data-oe-model and data-oe-id.", report=report.name))
        return {**dict.fromkeys(ids), False: self._weasyprint_whole(report, whole)}

    def _weasyprint_record(self, report, whole, record_id):
        articles = [article for article in whole.articles if article.record_id == record_id]
        return self._weasyprint_whole(report, whole._replace(articles=articles), record_id)

    def _weasyprint_whole(self, report, whole, record_id=None):
        record = self.env[report.model].browse(record_id or [])
        options = {"title": report._weasyprint_title(record), **report._weasyprint_options(record)}
        # The report is read in sudo, but its images with the user's own rights.
        return report.with_env(self.env)._weasyprint_print(whole, **options)

    def _weasyprint_title(self, record):
        if record and self.print_report_name:
            return str(safe_eval(self.print_report_name, {"object": record, "time": time}))
        return self.name

    def _weasyprint_print(self, report, paper=None, title=None, **options):
        """The PDF (bytes) of a ``pages.Report``."""
        action = self.sudo()
        base_url = action._get_report_url()
        fetcher = OdooFetcher(self.env, base_url)
        paper_format = action.get_paperformat()
        paper = paper or action._weasyprint_paper(paper_format, report)
        documents = [
            pages.document(report, article, paper, title, css_margins=paper_format.css_margins)
            for article in report.articles]
        parsed = renderer.styles(
            (self.env.cr.dbname, *report.stylesheets),
            lambda: [(address, fetcher.local(address)) for address in report.stylesheets], fetcher)
        return renderer.pdf(documents, parsed, fetcher, base_url, scale=paper.scale, **options)

    def _weasyprint_paper(self, paper_format, report):
        """The sheet: the template's wishes (``data-report-*``) first, then the paper format."""
        width, height = paper_format.print_page_width or 210, paper_format.print_page_height or 297
        landscape = self.env.context.get("landscape") or report.arguments.get("data-report-landscape")
        if landscape and height > width:
            width, height = height, width
        if report.lean and not self.paperformat_id:
            return pages.Paper(width, height)
        top = float(report.arguments.get("data-report-margin-top", paper_format.margin_top))
        spacing = float(report.arguments.get("data-report-header-spacing", paper_format.header_spacing))
        return pages.Paper(
            width, height, top, paper_format.margin_right,
            float(report.arguments.get("data-report-margin-bottom", paper_format.margin_bottom)),
            paper_format.margin_left, header_top=max(top - spacing, 0),
            scale=1 if report.lean or paper_format.disable_shrinking else pages.SHRINK)
