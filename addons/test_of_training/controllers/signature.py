import base64
import json

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import consteq


class StubCallback(http.Controller):
    @http.route("/test/signature/<int:agreement_id>", type="http", auth="public", methods=["POST"], csrf=False,
                sitemap=False)
    def signed(self, agreement_id, **kwargs):
        provider = request.env["of.signature.stub"].sudo()  # the seal says who calls
        body = request.httprequest.get_data()
        if not consteq(provider._seal(body), request.httprequest.headers.get("X-Seal", "")):
            return request.make_response("seal", status=403)
        content = json.loads(body)
        agreement = provider.env["of.agreement"].browse(agreement_id).exists()
        values = [{**one, "party": provider.env["of.agreement.party"].browse(one["party"] or []),
                   "signed_at": fields.Datetime.to_datetime(one["signed_at"])} for one in content["signers"]]
        try:
            with request.env.cr.savepoint():
                provider._receive(agreement, values, base64.b64decode(content["pdf"]))
        except UserError as refused:
            return request.make_response(str(refused), status=409)
        return request.make_response("ok")
