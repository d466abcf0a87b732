"""What a document may load: from this database and Odoo's static files, never from a network."""
import base64
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from weasyprint.logger import LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse
from werkzeug.routing import Map, Rule

from odoo import SUPERUSER_ID
from odoo.http import root
from odoo.tools.image import image_process
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.web.controllers.binary import Binary
from odoo.addons.web.controllers.report import ReportController

from .lib.renderer import LOCAL_URL

# The addresses that Odoo's own controllers understand, with the names of their arguments.
ROUTES = Map([
    Rule(route, endpoint=name)
    for name, controller in (("image", Binary.content_image), ("content", Binary.content_common),
                             ("barcode", ReportController.report_barcode))
    for route in controller.original_routing["routes"]
], strict_slashes=False).bind("")


class Refused(ValueError):
    """An address that no document may load; WeasyPrint goes on without it."""


class OdooFetcher(URLFetcher):
    """Answers by the ORM what Odoo's routes would answer to the user of ``env``.

    Reports may be rendered in sudo with HTML written by users (descriptions,
    terms), so images and attachments are read with the user's own rights.
    """

    def __init__(self, env, base_url):
        super().__init__(allowed_protocols=("data",))
        self.env = env(su=env.uid == SUPERUSER_ID)
        self.origins = {urlsplit(address)[:2] for address in (base_url, LOCAL_URL)}

    def fetch(self, url, headers=None):
        if url[:5].lower() == "data:":
            return super().fetch(url, headers)
        parts = urlsplit(url)
        if parts[:2] not in self.origins:
            raise Refused(f"Not an address of this database: {url[:200]}")
        path = unquote(parts.path)
        if ".." in path.split("/") or "\\" in path or "\0" in path:
            raise Refused(f"Not a plain path: {url[:200]}")
        content, mimetype = self._read(path, dict(parse_qsl(parts.query)))
        return URLFetcherResponse(url, content, {"Content-Type": mimetype})

    def local(self, address):
        """The text of a stylesheet linked by a report; empty, and logged once, when there is none."""
        try:
            return self.fetch(urljoin(LOCAL_URL, address)).read().decode()
        except ValueError as error:
            LOGGER.error("Stylesheet left out: %s", error)
            return ""

    def _read(self, path, query):
        """``(bytes, MIME type)`` of a path on this server."""
        if path.startswith("/web/assets/"):
            return self._stylesheet(path), "text/css"
        if ROUTES.test(path):
            # An odd identifier may break the transaction, which the document must survive.
            with self.env.cr.savepoint(flush=False):
                return self._routed(path, query)
        return self._static(path)

    def _stylesheet(self, path):
        """An asset bundle's CSS (bytes), compiled if need be."""
        stored = self.env["ir.attachment"].sudo().search([  # bundles are public
            ("url", "=", path), ("public", "=", True), ("res_model", "=", "ir.ui.view"),
            ("res_id", "=", 0), ("create_uid", "=", SUPERUSER_ID)], limit=1)
        if stored:
            return stored.raw
        bundle, rtl, _kind, autoprefix = self.env["ir.asset"]._parse_bundle_name(path.rsplit("/", 1)[-1], False)
        return self.env["ir.qweb"]._get_asset_bundle(
            bundle, css=True, js=False, rtl=rtl, autoprefix=autoprefix).css().raw

    def _routed(self, path, query):
        """What the controller of ``path`` would send."""
        name, arguments = ROUTES.match(path)
        arguments = {**query, **arguments}
        if name == "barcode":
            barcode = self.env["ir.actions.report"].barcode(
                arguments.pop("barcode_type"), arguments.pop("value"), **arguments)
            return barcode, "image/png"
        return self._binary(name == "image", **arguments)

    def _binary(self, resize, xmlid=None, model="ir.attachment", id=None, field="raw",
                width=0, height=0, crop=False, access_token=None, **_others):
        """A binary field; Odoo's own streams need an HTTP request, which a cron has not."""
        record = self.env["ir.binary"]._find_record(xmlid, model, id and int(id), access_token, field=field)
        if record._name == "ir.attachment" and record.type == "url":
            return self._static(record.url)
        if field not in record._fields or record._fields[field].type != "binary":
            raise Refused(f"{model} has no file named {field[:50]}")
        content = record.with_context(bin_size=False)[field] or b""
        if field != "raw" or record._name != "ir.attachment":
            content = base64.b64decode(content)
        if resize and content and (int(width) or int(height)):
            content = image_process(content, size=(int(width), int(height)), crop=crop)
        return content, guess_mimetype(content)

    def _static(self, path):
        file = root.get_static_file(path)
        if not file:
            raise Refused(f"Neither image, attachment, stylesheet nor static file: {path[:200]}")
        with open(file, "rb") as opened:
            content = opened.read()
        return content, "text/css" if path.endswith(".css") else guess_mimetype(content)
