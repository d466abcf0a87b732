from odoo import http
from odoo.http import request


class HouseRules(http.Controller):
    """The published house rules (règlement intérieur), for whoever is about to register (L6353-8)."""

    @http.route("/reglement-interieur/<int:company_id>", type="http", auth="public", website=True, sitemap=False,
                readonly=True)
    def house_rules(self, company_id, **kwargs):
        company = request.env["res.company"].sudo().browse(company_id).exists()  # published: nobody's secret
        if not company.of_house_rules_id:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(company.of_house_rules_id.attachment_id)
        return stream.get_response()
