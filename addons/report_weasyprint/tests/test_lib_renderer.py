"""WeasyPrint behind its cache: no database."""
import base64
import io
import logging
import threading
import unittest

from PIL import Image
from pypdf import PdfReader
from weasyprint.urls import URLFetcher

from odoo.addons.report_weasyprint.lib import logs, renderer

BASE = "http://localhost"
FETCHER = URLFetcher(allowed_protocols=("data",))


def parsed(css="p { color: red }"):
    return renderer.styles(("test", css), lambda: [("/test.css", css)], FETCHER)


def pdf(*documents, **options):
    return renderer.pdf(documents, parsed(), FETCHER, BASE, **options)


class TestRenderer(unittest.TestCase):

    def test_stylesheets_are_parsed_once_per_key(self):
        self.assertIs(parsed(), parsed())
        self.assertIsNot(parsed(), parsed("p { color: blue }"))

    def test_what_is_used_least_is_forgotten(self):
        first = parsed("first {}")
        for index in range(renderer.KEPT_STYLES):
            parsed(f"a{index} {{}}")
        self.assertIsNot(first, parsed("first {}"))

    def test_fonts_of_other_servers_are_left_out(self):
        css = ('@import url("https://fonts.example/a.css"); @font-face { src: url("//fonts.example/a.woff") } '
               "@font-face { src: url(/web/static/a.woff) } p { color: red }")
        kept = renderer.without_remote(css)
        self.assertNotIn("fonts.example", kept)
        self.assertIn("/web/static/a.woff", kept)
        self.assertIn("color: red", kept)

    def test_each_document_counts_its_own_pages(self):
        page = "<style>@page { @bottom-center { content: counter(page) '/' counter(pages) } }</style><p>%s</p>"
        long = page % "A<div style='break-after: page'></div>B"
        reader = PdfReader(io.BytesIO(pdf(long, page % "C")))
        self.assertEqual(["1/2", "2/2", "1/1"], [p.extract_text().split()[-1] for p in reader.pages])

    def test_pdf_a_with_attachment_metadata_and_xmp(self):
        content = pdf(
            "<title>Facture</title><p>A</p>", variant="pdf/a-3b", metadata={"authors": ["Confluence"]},
            attachments=[{"name": "factur-x.xml", "content": b"<a/>", "relationship": "Data"}],
            xmp=[b'<rdf:Description xmlns:fx="urn:x" rdf:about=""><fx:Test>oui</fx:Test></rdf:Description>'])
        reader = PdfReader(io.BytesIO(content))
        xmp = reader.trailer["/Root"]["/Metadata"].get_data()
        self.assertIn(b"<fx:Test>oui</fx:Test>", xmp)
        self.assertRegex(xmp, rb'pdfaid:part="3"')
        self.assertEqual({"factur-x.xml": [b"<a/>"]}, dict(reader.attachments))
        self.assertEqual("/Data", reader.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"])
        self.assertEqual(("Facture", "Confluence"), (reader.metadata.title, reader.metadata.author))

    def test_archive_leaves_images_as_they_are(self):
        picture = io.BytesIO()
        Image.new("RGBA", (2, 2), "red").save(picture, "PNG")
        html = f"<img src='data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}'>"
        for variant, smoothed in ((None, True), ("pdf/a-3b", False)):
            with self.subTest(variant):
                reader = PdfReader(io.BytesIO(pdf(html, variant=variant)))
                image, = reader.pages[0]["/Resources"]["/XObject"].values()
                for each in (image, image["/SMask"]):
                    self.assertEqual(each["/Interpolate"], smoothed)

    def test_threads_may_print_together(self):
        results = []
        threads = [threading.Thread(target=lambda: results.append(pdf("<p>Bonjour</p>"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(6, len(results))
        self.assertTrue(all(PdfReader(io.BytesIO(r)).pages[0].extract_text() == "Bonjour" for r in results))


class TestLogs(unittest.TestCase):

    def test_a_missing_image_is_said_once_and_is_no_error(self):
        logger = logging.getLogger("weasyprint")
        records = []
        handler = logging.Handler()
        handler.emit = records.append
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        for _ in range(3):
            pdf("<p style='--made-up: 1; flot: left'>A<img src='http://once.example/logo.png'></p>")
        self.assertEqual(["WARNING"], [record.levelname for record in records])
        self.assertIn("once.example", records[0].getMessage())

    def test_progress_and_font_tools_are_silent(self):
        for name in ("weasyprint.progress", "fontTools.subset"):
            self.assertFalse(logging.getLogger(name).isEnabledFor(logging.INFO), name)

    def test_the_filter_is_set_once(self):
        logs.quiet()
        self.assertEqual(1, sum(isinstance(f, logs.OncePerMessage) for f in logging.getLogger("weasyprint").filters))
