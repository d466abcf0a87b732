from odoo import fields, models
from odoo.tools import formatLang, html2plaintext

from odoo.addons.of_foundation.lib.digest import file_digest


class OfQualiopiSourceMixin(models.AbstractModel):
    """A record whose life leaves evidence: call ``_give_evidence(event)`` where the event happens.

    The rules of that event say for which indicators. What the record says then
    is kept as a sheet (``_evidence_sheet``), or as the file that it already is.
    """

    _name = "of.qualiopi.source.mixin"
    _description = "Source of evidence"
    _evidence_level = "company"

    def _give_evidence(self, event):
        """Evidence for what just happened, made with the software's rights: nobody makes proofs by hand."""
        evidence = self.env["of.qualiopi.evidence"].sudo()
        by_company = self.sudo().grouped(lambda record: (record._evidence_company(), record._evidence_day()))
        for (company, day), records in by_company.items():
            evidence |= evidence._gather(event, records, company, day)
        return evidence

    def _evidence_company(self):
        return self.env.company

    def _evidence_day(self):
        return fields.Date.context_today(self)

    def _evidence_sheet(self):
        """``[(label, text)]`` of what this record says today; no date of today: same content, same proof."""
        return []

    def _evidence_fields(self, *names):
        """Lines of a sheet from fields that are filled."""
        return [(self._fields[name]._description_string(self.env), self._evidence_text(name))
                for name in names if self[name]]

    def _evidence_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "float":
            return formatLang(self.env, value, digits=0 if value == int(value) else 2)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return html2plaintext(value).strip() if field.type == "html" else str(field.convert_to_export(value, self))

    def _evidence_kind(self):
        levels = self.env["of.qualiopi.evidence"]._fields["level"]._description_selection(self.env)
        return dict(levels)[self._evidence_level]

    def _evidence_file(self):
        """Values of the evidence's file: ``content`` when it is to be stored, or the file that exists."""
        record = self.with_context(lang=self.env["of.qualiopi.evidence"]._language())
        html = self.env["ir.qweb"].with_context(lang=record.env.lang)._render(
            "of_qualiopi.of_qualiopi_evidence_sheet",
            {"title": record.display_name, "kind": record._evidence_kind(), "lines": record._evidence_sheet()})
        content = f"<!DOCTYPE html>\n{html}".encode()
        return {"content": content, "filename": f"Fiche {record.display_name}.html",
                "sha256": file_digest(content), "size": len(content)}
