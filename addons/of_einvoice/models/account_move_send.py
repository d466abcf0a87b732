from odoo import models
from odoo.modules import module

from ..lib import terms


class AccountMoveSend(models.AbstractModel):
    """What is sent is our checked Factur-X, byte for byte, or nothing."""

    _inherit = "account.move.send"

    def _get_default_invoice_edi_format(self, move, **kwargs):
        # A format of our own: Odoo's 'facturx' would add its own XML file beside ours. Odoo's Peppol needs its own.
        if move._of_is_einvoice() and "peppol" not in (kwargs.get("sending_methods") or ()):
            return "of_facturx"
        return super()._get_default_invoice_edi_format(move, **kwargs)

    # -- refusing ----------------------------------------------------------------

    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        to_make = moves.filtered(lambda move: move._of_needs_einvoice())
        if len(moves) == 1 and to_make:
            alerts |= self._of_alerts_of(to_make)
        elif incomplete := to_make.filtered(
                lambda move: move.of_einvoice_state == "failed" or move._of_blocking("send")):
            alerts["of_einvoice_incomplete"] = {
                "level": "warning",
                "message": self.env._("These e-invoices are not complete and will not be sent: %(names)s.",
                                      names=", ".join(incomplete.mapped("name"))),
                "action_text": self.env._("View Invoice(s)"),
                "action": incomplete._get_records_action(name=self.env._("E-invoices to be mended")),
            }
        return alerts

    def _of_alerts_of(self, move):
        """One alert for each problem, with a link to what mends it."""
        alerts = {}
        for number, problem in enumerate(move._of_problems()):
            alert = {"level": "danger", "message": self._of_message(problem)}
            if remedy := move._of_remedy(problem["place"]):
                alert |= {"action_text": remedy[0], "action": remedy[1]}
            alerts[f"of_einvoice_{number}"] = alert
        return alerts

    def _of_message(self, problem):
        return f"{problem['sentence']} ({problem['rule']})" if problem["rule"] else problem["sentence"]

    # -- making ------------------------------------------------------------------

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        if not invoice._of_needs_einvoice():
            return
        # Every path passes here: wizard, batch, cron, RPC.
        if problems := invoice._of_problems_before_check():
            xml = None
        else:
            xml, result = invoice._of_checked_xml()
            invoice._of_store_check(result)
            problems = invoice._of_problems_of(result)
        if invoice_data["pdf_report"].pdf_engine != "weasyprint":
            problems = [*problems, {"rule": "", "sentence": self.env._(
                "The report %(name)s must be printed by WeasyPrint: an e-invoice is a PDF/A file.",
                name=invoice_data["pdf_report"].name)}]
        if problems:
            invoice_data["error"] = {
                "error_title": self.env._("The e-invoice %(name)s can't be sent yet:", name=invoice.name),
                "errors": [self._of_message(problem) for problem in problems],
            }
        else:
            invoice_data["of_einvoice_xml"] = xml

    def _prepare_invoice_pdf_report(self, invoices_data):
        """PDF/A-3b, which a Factur-X file must be, for those that carry our XML."""
        ours = {move: data for move, data in invoices_data.items() if data.get("of_einvoice_xml")}
        others = {move: data for move, data in invoices_data.items() if move not in ours}
        if ours:
            super(AccountMoveSend, self.with_context(of_pdf_a=True))._prepare_invoice_pdf_report(ours)
        return super()._prepare_invoice_pdf_report(others) if others else None

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        values = invoice_data.get("pdf_attachment_values") or invoice_data.get("proforma_pdf_attachment_values")
        pdf = values["raw"] if values and invoice._of_is_einvoice() else None
        # Odoo embeds its own factur-x.xml and rewrites the file: PDF/A would be lost, and two XML would differ.
        super()._hook_invoice_document_after_pdf_report_render(invoice, invoice_data)
        if pdf is None:
            return
        xml = invoice_data.get("of_einvoice_xml")
        if xml and (pdf.startswith(b"%PDF") or not module.current_test):  # under test Odoo renders HTML
            title = self.env._("%(company)s: invoice %(number)s", company=invoice.company_id.name, number=invoice.name)
            pdf = terms.embed(pdf, xml, title, invoice.company_id.name)
        values["raw"] = pdf

    def _link_invoice_documents(self, invoices_data):
        result = super()._link_invoice_documents(invoices_data)
        for invoice, invoice_data in invoices_data.items():
            if invoice_data.get("of_einvoice_xml") and invoice_data.get("pdf_attachment_values"):
                self.env["of.einvoice.document"]._archive_sent(invoice, invoice_data["pdf_attachment_values"])
        return result
