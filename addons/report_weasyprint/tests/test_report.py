"""Reports through Odoo's own action."""
import io

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestReport(ReportCase):

    def test_every_report_has_the_engine_and_the_web_client_may_print(self):
        self.assertFalse(self.env["ir.actions.report"].search([("pdf_engine", "!=", "weasyprint")]))
        self.assertEqual("ok", self.env["ir.actions.report"].get_wkhtmltopdf_state())

    def test_one_document_per_record(self):
        streams = self.streams(self.external, self.partners)
        self.assertEqual(self.partners.ids, list(streams))
        for partner in self.partners:
            text = "".join(self.texts(streams[partner.id]))
            self.assertEqual([partner.name], [p.name for p in self.partners if p.name in text])

    def test_printing_several_records_gives_one_file(self):
        content, kind = self.external._render_qweb_pdf(self.external, self.partners.ids)
        self.assertEqual("pdf", kind)
        self.assertEqual(2, len(self.pages(content)))

    def test_long_tables_repeat_head_header_and_page_numbers(self):
        for layout in ("standard", "boxed", "bold", "striped", "folder", "wave", "bubble"):
            self.env.company.external_report_layout_id = self.env.ref(f"web.external_layout_{layout}")
            with self.subTest(layout=layout):
                texts = self.texts(self.streams(self.external, self.partners[0], lines=90)[self.partners[0].id])
                self.assertGreater(len(texts), 2)
                for number, text in enumerate(texts, start=1):
                    self.assertRegex(text, rf"Page {number} ?/ ?{len(texts)}")
                    self.assertIn("désignation", text.lower())

    def test_bold_header_keeps_the_address_beside_the_logo(self):
        self.env.company.external_report_layout_id = self.env.ref("web.external_layout_bold")
        x, _y = self.positions(self.env.company.name)[0]
        self.assertGreater(x / 72 * 25.4, 210 / 2)

    def positions(self, wanted):
        """(x, y) in points of the texts that contain ``wanted`` on the first page."""
        found = []
        page = self.pages(self.streams(self.external, self.partners[0])[self.partners[0].id])[0]
        page.extract_text(visitor_text=lambda text, user, matrix, *_font: found.append(
            (user[4] + user[0] * matrix[4], user[5] + user[3] * matrix[5])) if wanted in text else None)
        return found

    def test_paper_format_and_landscape(self):
        self.external.paperformat_id = self.env["report.paperformat"].create({
            "name": "A5", "format": "A5", "orientation": "Portrait", "margin_top": 20, "margin_bottom": 10})
        partner = self.partners[0]
        portrait = self.pages(self.streams(self.external, partner)[partner.id])[0].mediabox
        self.assertEqual((148, 210), tuple(round(float(v) / 72 * 25.4) for v in portrait[2:]))
        wide = self.external.with_context(landscape=True)
        landscape = self.pages(self.streams(wide, partner)[partner.id])[0].mediabox
        self.assertEqual((210, 148), tuple(round(float(v) / 72 * 25.4) for v in landscape[2:]))

    def test_margins_of_the_paper_format_are_millimetres(self):
        self.external.paperformat_id = self.env["report.paperformat"].create({
            "name": "Grandes marges", "format": "A4", "orientation": "Portrait", "margin_top": 100,
            "header_spacing": 90, "margin_left": 60})
        x, y = self.positions("Bonjour")[0]
        self.assertGreater(x / 72 * 25.4, 60)
        self.assertLess(y / 72 * 25.4, 297 - 100)

    def test_attachments_are_kept_and_used_again(self):
        self.external.write({"attachment": "'%s.pdf' % object.name", "attachment_use": True})
        first, second = self.partners
        content, _kind = self.external._render_qweb_pdf(self.external, first.ids)
        kept = self.env["ir.attachment"].search([("res_model", "=", "res.partner"), ("res_id", "=", first.id)])
        self.assertEqual(content, kept.raw)
        first.name = "Renommé"
        kept.name = "Renommé.pdf"
        streams = self.streams(self.external, second + first)
        self.assertEqual((second + first).ids, list(streams))
        self.assertEqual(content, streams[first.id]["stream"].getvalue())
        self.assertFalse(streams[second.id]["attachment"])

    def test_an_attachment_that_is_not_used_again_is_not_doubled(self):
        self.external.attachment = "'%s.pdf' % object.name"
        for _time in range(2):
            self.external._render_qweb_pdf(self.external, self.partners.ids)
        kept = self.env["ir.attachment"].search([("res_model", "=", "res.partner"), ("res_id", "in", self.partners.ids)])
        self.assertEqual(2, len(kept))

    def test_a_template_that_mixes_records_gives_one_document(self):
        streams = self.streams(self.mixed, self.partners)
        self.assertIn("Tissages", "".join(self.texts(streams[False])))
        self.assertFalse(streams[self.partners[0].id]["stream"])
        self.mixed.attachment = "'x.pdf'"
        with self.assertRaises(UserError):
            self.streams(self.mixed, self.partners)

    def test_duplicates_and_no_records_give_one_document(self):
        twice = self.partners[0].ids * 2
        self.assertEqual(2, len(self.pages(self.external._render_qweb_pdf_prepare_streams(
            self.external, {}, res_ids=twice)[False])))
        self.assertEqual([False], list(self.external._render_qweb_pdf_prepare_streams(self.mixed, {})))

    def test_pdf_variant_and_title(self):
        self.external.write({"pdf_variant": "pdf/a-3b", "print_report_name": "'Fiche %s' % object.name"})
        stream = self.streams(self.external, self.partners[0])[self.partners[0].id]["stream"]
        reader = PdfReader(stream)
        self.assertRegex(reader.trailer["/Root"]["/Metadata"].get_data(), rb'pdfaid:part="3"')
        self.assertEqual("Fiche Ateliers Saône", reader.metadata.title)

    def test_wkhtmltopdf_stays_odoos_own(self):
        self.external.pdf_engine = "wkhtmltopdf"
        asked = []
        report_class = self.env.registry["ir.actions.report"]
        self.patch(report_class, "_run_wkhtmltopdf", lambda model, *args, **kwargs: asked.append(model) or b"%PDF-")
        self.patch(report_class, "get_wkhtmltopdf_state", lambda model: "ok")
        self.streams(self.external, self.partners[0])
        self.assertTrue(asked)

    def test_reports_that_call_wkhtmltopdf_directly_are_printed_too(self):
        body = "<html><body><div class='article'>Corps</div></body></html>"
        header = "<html><body><div id='minimal_layout_report_headers'><div>En-tête</div></div></body></html>"
        content = self.env["ir.actions.report"]._run_wkhtmltopdf([body, body], header=header, landscape=True)
        pages = self.pages(content)
        self.assertEqual(2, len(pages))
        self.assertIn("En-tête", pages[0].extract_text())
        self.assertGreater(pages[0].mediabox.width, pages[0].mediabox.height)

    def test_any_html_can_be_printed_by_other_modules(self):
        content = self.env["ir.actions.report"]._weasyprint_pdf(
            "<p>Preuve</p>", variant="pdf/a-3b", title="Preuve",
            attachments=[{"name": "donnees.json", "content": b"{}"}])
        reader = PdfReader(io.BytesIO(content))
        self.assertEqual({"donnees.json": [b"{}"]}, dict(reader.attachments))
        self.assertEqual("Preuve", reader.metadata.title)


@tagged("post_install", "-at_install")
class TestLean(ReportCase):

    def test_letterhead_reference_and_page_numbers(self):
        self.env.company.company_registry = "00000000000000"
        texts = self.texts(self.streams(self.lean, self.partners[0])[self.partners[0].id])
        self.assertGreater(len(texts), 1)
        for number, text in enumerate(texts, start=1):
            for expected in (f"Page {number} sur {len(texts)}", "Stagiaire", "SHA-256 abc", "SIRET 00000000000000", "CONV-1"):
                self.assertIn(expected, text)

    def test_signatures_are_not_alone_on_their_page(self):
        for lines in range(20, 32):  # the box falls on the border of the first page somewhere in between
            with self.subTest(lines=lines):
                last = self.texts(self.streams(self.lean, self.partners[0], lines=lines)[self.partners[0].id])[-1]
                self.assertIn("Pour le client", last)
                self.assertIn(f"Ligne {lines - 1}", last)

    def test_it_leaves_odoos_large_stylesheet_out(self):
        html = self.lean._render_qweb_html(self.lean, self.partners.ids)[0].decode()
        self.assertIn("report_weasyprint.lean_assets", html)
        self.assertNotIn("report_assets_common", html)
