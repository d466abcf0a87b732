"""From the HTML of a QWeb report to one printable document per article.

Odoo's layouts give a ``div.header``, a ``div.article`` and a ``div.footer`` per
record. Header and footer become running elements of the page (CSS paged media).
"""
from html import escape
from typing import NamedTuple

import lxml.html

# wkhtmltopdf, for which Odoo's layouts are drawn, shrinks a CSS pixel to 100/128.
SHRINK = 100 / 128
HAS_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
OUTSIDE = "//div[" + HAS_CLASS + "][not(ancestor::div[" + HAS_CLASS.format("article") + "])]"


class Paper(NamedTuple):
    """A sheet and its margins in millimetres; a margin of None is left to the stylesheet."""

    width: float
    height: float
    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    left: float | None = None
    header_top: float = 0  # white space above the header
    scale: float = 1  # printed size of one CSS pixel, in CSS pixels

    def css(self):
        """The ``@page`` rule, in the units of the unscaled document."""
        def length(value):
            return f"{value / self.scale:.3f}mm"

        margins = "".join(
            f"margin-{side}: {length(value)}; "
            for side, value in zip(("top", "right", "bottom", "left"), self[2:6], strict=True)
            if value is not None)
        header = f"@top-center {{ padding-top: {length(self.header_top)} }}" if self.header_top else ""
        return f"@page {{ size: {length(self.width)} {length(self.height)}; {margins}{header} }}"


class Article(NamedTuple):
    """What is printed for one record: inner HTML of header, body and footer."""

    record_id: int | None
    lang: str | None
    header: str
    body: str
    footer: str


class Report(NamedTuple):
    """A report's HTML taken apart."""

    lang: str
    direction: str
    title: str
    stylesheets: tuple  # addresses of linked stylesheets
    head: str  # <style> and <meta> of the head
    arguments: dict  # data-report-* of <html>
    lean: bool  # the stylesheet lays the page out by itself
    articles: list


def split(html, model=None):
    """Take the HTML (str or bytes) of a report of ``model`` apart: a ``Report``.

    Without any ``div.article`` the whole body is one article.
    """
    root = _parse(html)
    headers = [_pop(node) for node in root.xpath(OUTSIDE.format("header"))]
    footers = [_pop(node) for node in root.xpath(OUTSIDE.format("footer"))]
    nodes = root.xpath(OUTSIDE.format("article")) or [_content(root)]
    articles = []
    for index, node in enumerate(nodes):
        own = node.get("data-oe-model") == model and node.get("data-oe-id", "").isdigit()
        articles.append(Article(
            record_id=int(node.get("data-oe-id")) if own else None,
            lang=node.get("data-oe-lang"),
            header=headers[index] if index < len(headers) else "",
            body=_html(node),
            footer=footers[index] if index < len(footers) else "",
        ))
    body = root.find("body")
    return Report(
        lang=root.get("lang", ""),
        direction=(body.get("dir") if body is not None else None) or "ltr",
        title=(root.findtext("head/title") or "").strip(),
        stylesheets=tuple(link.get("href") for link in root.xpath("/html/head/link[@rel='stylesheet'][@href]")),
        head="".join(_html(node) for node in root.xpath("/html/head/style | /html/head/meta[@name]")),
        arguments={key: value for key, value in root.items() if key.startswith("data-report-")},
        lean="data-report-lean" in root.attrib,
        articles=articles,
    )


def with_running(report, header, footer):
    """``report`` with the headers and footers of two documents laid out by ``web.minimal_layout``."""
    headers, footers = _running(header, "headers"), _running(footer, "footers")
    return report._replace(articles=[
        article._replace(
            header=headers[index] if index < len(headers) else article.header,
            footer=footers[index] if index < len(footers) else article.footer)
        for index, article in enumerate(report.articles)])


def document(report, article, paper, title=None, css_margins=True):
    """The complete HTML that prints ``article`` on ``paper``."""
    layout = f"o_body_pdf container{' o_css_margins' if css_margins else ''}"
    if report.lean:
        layout, header, footer = "lean", article.header, article.footer
    else:
        header = _wrapped("header", layout, article.header)
        footer = _wrapped("footer", layout, article.footer)
    lang = (article.lang or report.lang).replace("_", "-")
    return (f'<!DOCTYPE html><html lang="{escape(lang)}"><head><meta charset="utf-8">'
            f"<title>{escape(title or report.title)}</title>{report.head}<style>{paper.css()}</style></head>"
            f'<body class="{layout}" dir="{escape(report.direction)}">{header}{footer}{article.body}</body></html>')


def _wrapped(place, layout, html):
    return f'<div class="o_weasyprint_{place} {layout}">{html}</div>' if html else ""


def _running(html, place):
    if not html:
        return []
    root = _parse(html)
    nodes = root.xpath(f"//div[@id='minimal_layout_report_{place}']/*") or [_content(root)]
    return [_html(node) for node in nodes]


def _parse(html):
    if isinstance(html, bytes):
        html = html.decode()
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml.html.document_fromstring(html.encode() or b"<p></p>", parser=parser)


def _content(root):
    """The element that stands for the whole content, as a div."""
    node = next(iter(root.xpath("//main")), None)
    if node is None:
        node = root.find("body")
    if node is None:
        node = lxml.html.Element("div")
    node.tag = "div"
    return node


def _pop(node):
    html = _html(node)
    node.drop_tree()
    return html


def _html(node):
    return lxml.html.tostring(node, encoding="unicode", with_tail=False)
