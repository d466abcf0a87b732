import io

import xlsxwriter

from odoo import http
from odoo.http import request


class ImportTemplate(http.Controller):
    @http.route("/of/import/template/<string:kind>", type="http", auth="user", readonly=True)
    def template(self, kind):
        """A workbook with the columns of this kind and one example line."""
        found = request.env["of.import.field"].search([("kind", "=", kind)])  # AccessError for who may not import
        if not found:
            raise request.not_found()
        return request.make_response(self._workbook(found), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", http.content_disposition(f"modele-{kind}.xlsx"))])

    def _workbook(self, columns):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
            text = book.add_format({"num_format": "@"})  # or a SIRET is rounded
            for position, column in enumerate(columns):
                sheet.set_column(position, position, max(14, len(column.name) + 2), text)
                sheet.write_string(0, position, column.name, bold)
                sheet.write_string(1, position, column.example or "")
            sheet.freeze_panes(1, 0)
        return file.getvalue()
