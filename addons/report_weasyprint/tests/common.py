"""A report of partners on one of Odoo's layouts or on the lean one."""
import io

from pypdf import PdfReader

from odoo.tests import TransactionCase

EXTERNAL = """<t t-name="report_weasyprint.test_external"><t t-call="web.html_container">
<t t-foreach="docs" t-as="o"><t t-call="web.external_layout"><div class="page">
<p>Bonjour <t t-out="o.name"/></p><img src="/web/image/res.partner/999999999/image_128"/><img src="data:image/png;base64,AAAA"/>
<table class="table"><thead><tr><th>Désignation</th></tr></thead><tbody>
<tr t-foreach="range(lines or 2)" t-as="i"><td>Ligne <t t-out="i"/></td></tr></tbody></table>
</div></t></t></t></t>"""
LEAN = """<t t-name="report_weasyprint.test_lean"><t t-call="report_weasyprint.lean_container">
<t t-foreach="docs" t-as="o"><t t-call="report_weasyprint.lean_layout">
<t t-set="lean_title">Convention</t><t t-set="lean_reference">CONV-1</t><t t-set="lean_footer">SHA-256 abc</t>
<div class="parties"><div class="party" t-out="o.name"/></div>
<table class="lines"><thead><tr><th>Stagiaire</th></tr></thead><tbody>
<tr t-foreach="range(lines or 60)" t-as="i"><td>Ligne <t t-out="i"/></td></tr></tbody></table>
<div class="signatures"><div class="signature-box">Pour le client</div></div>
</t></t></t></t>"""
MIXED = """<t t-name="report_weasyprint.test_mixed"><t t-call="web.basic_layout">
<t t-set="o" t-value="env.company"/><p t-foreach="docs" t-as="partner" t-out="partner.name"/></t></t>"""


class ReportCase(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env = cls.env(context={**cls.env.context, "lang": "fr_FR", "force_report_rendering": True})
        cls.env.company.paperformat_id = cls.env.ref("base.paperformat_euro")
        cls.partners = cls.env["res.partner"].create([{"name": "Ateliers Saône"}, {"name": "Tissages Rhône"}])
        cls.external = cls._report("test_external", EXTERNAL)
        cls.lean = cls._report("test_lean", LEAN)
        cls.mixed = cls._report("test_mixed", MIXED)

    @classmethod
    def _report(cls, name, arch):
        view = cls.env["ir.ui.view"].create(
            {"name": name, "type": "qweb", "key": f"report_weasyprint.{name}", "arch": arch})
        cls.env["ir.model.data"].create(
            {"module": "report_weasyprint", "name": name, "model": "ir.ui.view", "res_id": view.id})
        return cls.env["ir.actions.report"].create(
            {"name": name, "model": "res.partner", "report_name": f"report_weasyprint.{name}"})

    def streams(self, report, records, **data):
        return report._render_qweb_pdf_prepare_streams(report, data, res_ids=records.ids)

    def pages(self, content):
        if isinstance(content, dict):
            content = content["stream"].getvalue()
        return PdfReader(io.BytesIO(content)).pages

    def texts(self, content):
        return [page.extract_text() for page in self.pages(content)]
