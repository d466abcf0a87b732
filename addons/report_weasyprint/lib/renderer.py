"""WeasyPrint with its stylesheets and fonts parsed once per process.

Parsing Odoo's report stylesheet (400 KB) takes seconds, laying an invoice out
takes a fifth of one. Pango's font maps are not safe to share between threads,
so documents are laid out one at a time; WeasyPrint is Python code and would
not run in parallel anyway.
"""
import base64
import re
import threading
from collections import OrderedDict
from pathlib import Path

from . import logs

logs.quiet()  # before WeasyPrint, which talks while it is imported

import weasyprint  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

ENGINE_CSS = Path(__file__).parent.parent / "static/src/css/engine.css"
# Relative addresses in stylesheets are joined to this one, which only the fetcher understands.
LOCAL_URL = "http://report.invalid"
KEPT_STYLES = 8  # least recently used go first
REMOTE_FONT = re.compile(r"@font-face\s*\{[^}]*url\(\s*['\"]?(?:https?:)?//[^}]*\}", re.IGNORECASE)
REMOTE_IMPORT = re.compile(r"@import\s+(?:url\(\s*)?['\"]?(?:https?:)?//[^;]*;", re.IGNORECASE)

# PDF/A forbids that a reader smooths images; WeasyPrint allows it unless the stylesheet doesn't.
ARCHIVE_CSS = weasyprint.CSS(string="* { image-rendering: crisp-edges !important }")

_lock = threading.RLock()
_styles = OrderedDict()


class Styles:
    """Parsed stylesheets, with the fonts that they declare."""

    def __init__(self, sheets, fetcher):
        """``sheets``: ``[(address, text), ...]`` in the order in which they apply."""
        self.fonts = FontConfiguration()
        sheets = [("/engine.css", ENGINE_CSS.read_text()), *sheets]
        self.css = [
            weasyprint.CSS(string=without_remote(text), base_url=LOCAL_URL + address,
                           url_fetcher=fetcher, font_config=self.fonts)
            for address, text in sheets]


def without_remote(css):
    """``css`` without fonts and imports from other servers, which would be refused one by one."""
    return REMOTE_IMPORT.sub("", REMOTE_FONT.sub("", css))


def styles(key, load, fetcher):
    """The ``Styles`` kept under ``key``; else those of ``load()``, a list of (address, text)."""
    found = _kept(key)
    if found is None:
        sheets = load()  # outside the lock: it may wait for the database
        with _lock:
            found = _kept(key) or Styles(sheets, fetcher)
            _styles[key] = found
            while len(_styles) > KEPT_STYLES:
                _styles.popitem(last=False)
    return found


def _kept(key):
    with _lock:
        if key in _styles:
            _styles.move_to_end(key)
        return _styles.get(key)


def pdf(documents, parsed, fetcher, base_url, *, scale=1, variant=None, metadata=None, attachments=(), xmp=()):
    """One PDF (bytes) of one or several HTML documents; each counts its own pages.

    :param Styles parsed: stylesheets that apply to all
    :param str variant: one of WeasyPrint's, such as ``pdf/a-3b``
    :param dict metadata: attributes of ``weasyprint.document.DocumentMetadata``
    :param attachments: dicts of ``name``, ``content`` (bytes), and possibly ``description``, ``relationship``
    :param xmp: XMP packets (bytes) to add to the metadata, as Factur-X asks
    """
    options = {
        "pdf_variant": variant, "cache": {},
        "attachments": [_attachment(**values) for values in attachments],
        "xmp_metadata": [_data_uri(packet) for packet in xmp],
    }
    archive = [ARCHIVE_CSS] if (variant or "").startswith("pdf/a") else []
    with _lock:
        laid_out = [
            weasyprint.HTML(string=html, base_url=base_url, url_fetcher=fetcher).render(
                font_config=parsed.fonts, stylesheets=[*parsed.css, *archive], **options)
            for html in documents]
        whole = laid_out[0]
        if len(laid_out) > 1:
            whole = whole.copy([page for each in laid_out for page in each.pages])
        for name, value in (metadata or {}).items():
            setattr(whole.metadata, name, value)
        return whole.write_pdf(zoom=scale, **options)


def _attachment(name, content, description=None, relationship="Unspecified"):
    return weasyprint.Attachment(
        string=content, name=name, description=description, relationship=relationship)


def _data_uri(content):
    return f"data:application/xml;base64,{base64.b64encode(content).decode()}"
