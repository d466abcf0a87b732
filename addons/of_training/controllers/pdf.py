from odoo.http import content_disposition, request


def pdf_response(content, filename):
    """A PDF to keep, under ``filename``."""
    return request.make_response(content, [
        ("Content-Type", "application/pdf"), ("Content-Length", len(content)),
        ("Content-Disposition", content_disposition(filename))])
