from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, content_disposition, request, route

from ..models.of_funder_terms import MOMENTS
from ..models.of_funding_request_sending import FORMATS

TYPES = {"zip": "application/zip", "pdf": "application/pdf"}


class FundingRequest(Controller):
    """The papers of a request, as one file for the funder's portal."""

    @route("/of/funding/<int:request_id>/<string:moment>.<string:extension>", type="http", auth="user",
           methods=["GET"], sitemap=False)
    def papers(self, request_id, moment, extension):
        if moment not in dict(MOMENTS) or extension not in FORMATS:
            return request.not_found()
        file = request.env["of.funding.request"].browse(request_id).exists()
        try:
            if not file:
                raise MissingError(request.env._("This request does not exist any more."))
            name, content = file._file(moment, extension)
        except (AccessError, MissingError):
            return request.not_found()
        except UserError as refusal:
            return request.make_response(str(refusal), [("Content-Type", "text/plain; charset=utf-8")], status=409)
        return request.make_response(content, [
            ("Content-Type", TYPES[extension]), ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)), ("Cache-Control", "no-store")])
