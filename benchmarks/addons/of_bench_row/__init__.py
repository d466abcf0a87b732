from odoo import fields, models
from odoo.http import Controller, request, route


class OfBenchRow(models.Model):
    _name = "of.bench.row"
    _description = "One row"

    name = fields.Char(required=True)
    content = fields.Text()


class Rows(Controller):
    @route("/of_bench/row", type="http", auth="public", methods=["POST"], csrf=False)
    def write(self, typed, drawn, **post):
        request.env["of.bench.row"].sudo().create({"name": typed, "content": drawn})
        return request.make_json_response({"state": "written"})
