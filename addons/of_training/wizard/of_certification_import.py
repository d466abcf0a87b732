import io
import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import rncp


class OfCertificationImport(models.TransientModel):
    """Certifications by their codes, from the open data of France compétences."""

    _name = "of.certification.import"
    _description = "Import certifications"

    file = fields.Binary("ZIP of France compétences", required=True, attachment=True)
    filename = fields.Char()
    codes = fields.Text(help="RNCP38596, RS5801... Those of your programmes and those known already are always read.")

    def action_import(self):
        wanted = self._wanted()
        if not wanted:
            raise UserError(self.env._("Type the codes, or give your programmes theirs first."))
        attachment = self.env["ir.attachment"].sudo().search(  # his own file, of this wizard
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "file")])
        if attachment.file_size > rncp.MAX_BYTES:
            raise UserError(self._sentence("big"))
        try:
            found = rncp.read_certifications(io.BytesIO(attachment.raw), wanted)
        except rncp.NotTheExport as problem:
            raise UserError(self._sentence(problem.code))
        self.env["of.certification"]._store(found)
        return self._result(found, wanted - set(found))

    def _wanted(self):
        typed = {word: rncp.code(word) for word in re.split(r"[,;\n\t]+|(?<=\d)\s+", self.codes or "") if word.strip()}
        if wrong := [word.strip() for word, code in typed.items() if not code]:
            raise UserError(self.env._("These are no codes of the RNCP or RS: %(codes)s.", codes=", ".join(wrong)))
        programmes = self.env["slide.channel"].search([("of_certification_code", "!=", False)])
        codes = {rncp.code(text) for text in programmes.mapped("of_certification_code")}
        known = {code for [code] in self.env["of.certification"]._read_group([], ["code"])}
        return (codes | known | set(typed.values())) - {""}

    def _sentence(self, code):
        _ = self.env._
        return {
            "big": _("The file has more than 150 MB: it is not the one of France compétences."),
            "bomb": _("This file unpacks to much more than that of France compétences: it is not opened."),
            "no_standard": _("This ZIP has no file 'export_fiches_CSV_Standard_…': take 'export-fiches-csv-….zip' "
                             "from data.gouv.fr."),
            "columns": _("The columns of this file are not those of France compétences any more: tell your "
                         "integrator."),
            "encoding": _("The characters of this file can't be read: take it from data.gouv.fr again."),
        }.get(code, _("This is no ZIP that can be read: take 'export-fiches-csv-….zip' from data.gouv.fr."))

    def _result(self, found, missing):
        message = self.env._("%(count)s certifications are up to date.", count=len(found))
        if missing:
            message += "\n" + self.env._("Not in the file: %(codes)s", codes=", ".join(sorted(missing)))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if missing else "success", "sticky": bool(missing), "message": message,
                       "next": self.env["ir.actions.act_window"]._for_xml_id("of_training.of_certification_action")},
        }
