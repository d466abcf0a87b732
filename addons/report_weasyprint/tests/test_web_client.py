"""Over HTTP, as the web client asks."""
import json
from urllib.parse import quote

from odoo.tests import HttpCase, tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestWebClient(ReportCase, HttpCase):

    def test_check_then_download(self):
        self.authenticate("admin", "admin")
        state = self.make_jsonrpc_request("/report/check_wkhtmltopdf")
        self.assertEqual("ok", state)
        context = quote(json.dumps({"force_report_rendering": True, "lang": "fr_FR"}))
        answer = self.url_open(f"/report/pdf/report_weasyprint.test_lean/{self.partners.ids[0]}?context={context}")
        self.assertEqual("application/pdf", answer.headers["Content-Type"])
        self.assertIn("Ateliers Saône", self.texts(answer.content)[0])
