"""Reports are taken apart and put on paper: no database."""
import unittest

from odoo.addons.report_weasyprint.lib import pages

TWO_RECORDS = """<!DOCTYPE html><html lang="fr-FR" data-report-margin-top="40"><head><title>Facture</title>
<link rel="stylesheet" href="/web/assets/1/a.css"><style>p {color: red}</style><script>alert()</script></head>
<body dir="rtl"><main>
<div class="header o_x">En-tête 1</div><div class="article" data-oe-model="res.partner" data-oe-id="7"
 data-oe-lang="fr_FR"><p>Été <div class="header">pas un en-tête</div></p></div><div class="footer">Pied 1</div>
<div class="header">En-tête 2</div><div class="article" data-oe-model="res.partner" data-oe-id="8">Deux</div>
<div class="footer">Pied 2</div></main></body></html>"""


class TestSplit(unittest.TestCase):

    def test_each_article_keeps_its_own_header_and_footer(self):
        report = pages.split(TWO_RECORDS, "res.partner")
        self.assertEqual([7, 8], [article.record_id for article in report.articles])
        first, second = report.articles
        self.assertIn("En-tête 1", first.header)
        self.assertIn("Pied 2", second.footer)
        self.assertIn("pas un en-tête", first.body)
        self.assertNotIn("Pied", first.body + second.body)

    def test_the_head_is_read_and_scripts_are_dropped(self):
        report = pages.split(TWO_RECORDS.encode(), "res.partner")
        self.assertEqual(("/web/assets/1/a.css",), report.stylesheets)
        self.assertEqual({"data-report-margin-top": "40"}, report.arguments)
        self.assertEqual(("fr-FR", "rtl", "Facture"), (report.lang, report.direction, report.title))
        self.assertIn("color: red", report.head)
        self.assertNotIn("alert", report.head)

    def test_articles_of_another_model_have_no_record(self):
        self.assertEqual([None, None], [a.record_id for a in pages.split(TWO_RECORDS, "res.users").articles])

    def test_html_without_article_is_one_document(self):
        for html in ("<p>Bonjour</p>", "<html><body><main><p>Bonjour</p></main></body></html>", b"", ""):
            with self.subTest(html=html):
                self.assertEqual(1, len(pages.split(html).articles))
        self.assertIn("Bonjour", pages.split("<p>Bonjour</p>").articles[0].body)

    def test_headers_from_minimal_layout_go_to_their_bodies(self):
        report = pages.split(TWO_RECORDS, "res.partner")
        header = "<body><div id='minimal_layout_report_headers'><div>A</div><div>B</div></div></body>"
        changed = pages.with_running(report, header, "<body>Même pied</body>")
        self.assertIn("B", changed.articles[1].header)
        self.assertIn("Même pied", changed.articles[0].footer)
        self.assertIn("Pied 2", changed.articles[1].footer)


class TestPaper(unittest.TestCase):

    def test_margins_are_those_of_the_sheet_whatever_the_scale(self):
        css = pages.Paper(210, 297, 52, 0, 32, 0, scale=0.5).css()
        self.assertIn("size: 420.000mm 594.000mm", css)
        self.assertIn("margin-top: 104.000mm", css)

    def test_margins_may_be_left_to_the_stylesheet(self):
        self.assertNotIn("margin", pages.Paper(210, 297).css())

    def test_title_and_language_are_escaped(self):
        report = pages.split(TWO_RECORDS)
        html = pages.document(report, report.articles[0], pages.Paper(210, 297), title="<b>A & B")
        self.assertIn("<title>&lt;b&gt;A &amp; B</title>", html)
        self.assertIn('<html lang="fr-FR">', html)
