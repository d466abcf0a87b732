"""A document reads this database as its user, and nothing else."""
import base64

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import file_open, mute_logger

from odoo.addons.report_weasyprint.url_fetcher import OdooFetcher, Refused

PIXEL = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
BASE = "https://odoo.example"


@tagged("post_install", "-at_install")
class TestUrlFetcher(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, login="imprime", groups="base.group_user")
        cls.attachment = cls.env["ir.attachment"].create({"name": "a.png", "raw": PIXEL, "public": True})
        cls.secret = cls.env["ir.attachment"].create({
            "name": "b.png", "raw": PIXEL, "res_model": "ir.mail_server",
            "res_id": cls.env["ir.mail_server"].create({"name": "m", "smtp_host": "localhost"}).id})

    def fetch(self, address, user=None):
        return OdooFetcher(self.env(user=user or self.user), BASE).fetch(address)

    def test_every_other_address_is_refused(self):
        for address in (
            "http://example.com/a.png", "https://example.com/a.png", "ftp://example.com/a.png", "file:///etc/passwd",
            "http://odoo.example/web/static/img/logo.png", "https://odoo.example:8069/web/static/img/logo.png",
            "https://odoo.example@example.com/web/static/img/logo.png", "//example.com/a.png", "gopher://example.com/",
            "FILE:///etc/passwd", "javascript:alert()", "/etc/passwd", "",
        ):
            with self.subTest(address=address), self.assertRaises(ValueError):
                self.fetch(address)

    def test_no_path_leaves_the_static_folders(self):
        for path in (
            "/web/static/../__manifest__.py", "/web/static/%2e%2e/__manifest__.py", "/web/static/..%2f__manifest__.py",
            "/web/static/../../../../../../etc/passwd", "/web/static/..\\..\\__manifest__.py",
            "/web/__manifest__.py", "/web/static//etc/passwd", "/../etc/passwd", "/web/static/\0", "/web/login",
            "/web/session/logout",
        ):
            with self.subTest(path=path), self.assertRaises(Refused):
                self.fetch(BASE + path)

    def test_static_files_and_data(self):
        with file_open("web/static/img/placeholder.png", "rb") as file:
            self.assertEqual(file.read(), self.fetch(f"{BASE}/web/static/img/placeholder.png?v=1").read())
        self.assertEqual(b"abc", self.fetch("data:text/plain;base64,YWJj").read())

    def test_images_and_attachments(self):
        for path in (f"/web/image/{self.attachment.id}", f"/web/content/{self.attachment.id}?download=1",
                     f"/web/image/ir.attachment/{self.attachment.id}/raw", f"/web/image/{self.attachment.id}-abc/a.png",
                     f"/web/image?model=ir.attachment&id={self.attachment.id}&field=raw"):
            with self.subTest(path=path):
                self.assertEqual(PIXEL, self.fetch(BASE + path).read())
        self.assertTrue(self.fetch(f"{BASE}/web/image/{self.attachment.id}/1x1").read())
        self.user.partner_id.image_1920 = base64.b64encode(PIXEL)
        self.assertTrue(self.fetch(f"{BASE}/web/image/res.partner/{self.user.partner_id.id}/image_128").read())

    def test_barcodes_are_drawn_by_odoo(self):
        asked = []
        self.patch(self.env.registry["ir.actions.report"], "barcode",
                   lambda model, kind, value, **options: asked.append((kind, value, options)) or PIXEL)
        for path in ("/report/barcode/?barcode_type=QR&value=abc&width=50", "/report/barcode/QR/abc?width=50"):
            self.assertEqual("image/png", self.fetch(BASE + path).content_type)
        self.assertEqual([("QR", "abc", {"width": "50"})] * 2, asked)

    def test_rights_are_the_users_even_in_sudo(self):
        address = f"{BASE}/web/content/{self.secret.id}"
        with self.assertRaises(AccessError):
            self.fetch(address)
        with self.assertRaises(AccessError):
            OdooFetcher(self.env(user=self.user, su=True), BASE).fetch(address)
        self.assertEqual(PIXEL, self.fetch(address, self.env.ref("base.user_admin")).read())

    def test_attachments_that_are_addresses_stay_in_static_folders(self):
        here = self.env["ir.attachment"].create({"name": "c", "type": "url", "url": "/web/static/img/placeholder.png"})
        away = self.env["ir.attachment"].create({"name": "d", "type": "url", "url": "https://example.com/a.png"})
        (here + away).public = True
        self.assertTrue(self.fetch(f"{BASE}/web/image/{here.id}").read())
        with self.assertRaises(Refused):
            self.fetch(f"{BASE}/web/image/{away.id}")

    @mute_logger("odoo.sql_db")
    def test_odd_identifiers_do_not_break_the_transaction(self):
        for path in ("/web/image/999999999999999999999", "/web/image/res.partner/999999999999999999999/image_128",
                     "/web/content/nothing.here", "/web/image/res.partner/0/no_field", "/report/barcode/QR"):
            with self.subTest(path=path), self.assertRaises(Exception):  # noqa: B017
                self.fetch(BASE + path)
        self.assertTrue(self.env["res.partner"].search([], limit=1))

    def test_bundles_are_compiled_without_http(self):
        link = self.env["ir.qweb"]._get_asset_bundle("report_weasyprint.lean_assets", css=True, js=False)
        css = self.fetch(BASE + link.get_link("css"))
        self.assertIn(b".signature-box", css.read())
        self.assertEqual("text/css", css.content_type)

    def test_a_missing_stylesheet_is_left_out(self):
        fetcher = OdooFetcher(self.env, BASE)
        self.assertEqual("", fetcher.local("/web/static/nothing.css"))
        self.assertEqual("", fetcher.local("https://fonts.example/a.css"))
