import re

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_training.lib import rncp

from ..lib import npec
from ..lib.split import cents


class OfNpecImport(models.TransientModel):
    """The amounts of apprenticeship per branch (NPEC), from the workbook of France compétences.

    They are public and the same for everybody, like certifications: kept without a company.
    """

    _name = "of.npec.import"
    _description = "Import NPEC"

    file = fields.Binary("Workbook of France compétences", required=True, attachment=True)
    filename = fields.Char()
    codes = fields.Text("RNCP codes", help="RNCP38596... Those of your programmes are always read.")
    date_from = fields.Date("In force from", help="Of the amounts for which the file gives no day.")

    def action_import(self):
        wanted = self._wanted()
        if not wanted:
            raise UserError(self.env._("Type the RNCP codes, or give your programmes theirs first."))
        try:
            found = npec.read(self._content(), wanted)
        except npec.NotNpec as problem:
            raise UserError(self._sentence(problem.code))
        counts = self._store(self._dated(found.amounts), self.env["of.cpne"].sudo()._store(found.branches))
        return self._result(found, counts, wanted)

    def _content(self):
        attachment = self.env["ir.attachment"].sudo().search(  # his own file, of this wizard
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "file")])
        if attachment.file_size > npec.MAX_BYTES:
            raise UserError(self._sentence("big"))
        return attachment.raw or b""

    def _wanted(self):
        typed = re.sub(r"(?i)\b(rncp)\s+(?=\d)", r"\1", self.codes or "")
        words = [word for word in re.split(r"[,;\s]+", typed) if word]
        if wrong := [word for word in words if not rncp.code(word).startswith("RNCP")]:
            raise UserError(self.env._("These are no codes of the RNCP: %(codes)s.", codes=", ".join(wrong)))
        programmes = self.env["slide.channel"].search([("of_certification_code", "!=", False)])
        codes = {rncp.code(text) for text in [*words, *programmes.mapped("of_certification_code")]}
        return {code for code in codes if code.startswith("RNCP")}

    def _dated(self, amounts):
        """The day typed where the file gives none."""
        if not self.date_from and any(None in days for days in amounts.values()):
            raise UserError(self.env._("The file gives no day for some amounts: fill in 'In force from'."))
        return {key: {day or self.date_from: amount for day, amount in days.items()} for key, days in amounts.items()}

    def _store(self, amounts, branches):
        """``(created, changed)`` numbers of caps."""
        caps = self.env["of.cap"].sudo()  # managers alone have this wizard
        known = caps.search([("kind", "=", "npec"), ("company_id", "=", False),
                             ("certification_code", "in", [code for code, _cpne in amounts])])
        known = known.grouped(lambda cap: (cap.certification_code, cap.cpne_id.code))
        new, changed = [], {}
        for (code, cpne), days in amounts.items():
            stored = [npec.Known(cap.id, cap.date_from, cap.date_to or None, cents(cap.amount))
                      for cap in known.get((code, cpne), [])]
            created, updates = npec.changes(stored, days)
            new += [self._prepare_cap(code, branches[cpne], *values) for values in created]
            changed |= updates
        for cap_id, vals in changed.items():
            caps.browse(cap_id).write({**vals, **({"amount": float(vals["amount"])} if "amount" in vals else {})})
        caps.create(new)
        return len(new), len(changed)

    def _prepare_cap(self, code, cpne, day, end, amount):
        return {
            "kind": "npec", "unit": "eur_contract_year", "amount": float(amount), "decides": "contract",
            "funder_kind": "opco", "scheme": "apprenticeship", "certification_code": code, "cpne_id": cpne.id,
            "date_from": day, "date_to": end, "severity": "advisory", "rest_for": "employer", "verified": "official",
            "source": self.env._("France compétences, %(file)s", file=self.filename or "NPEC"),
        }

    def _sentence(self, code):
        _ = self.env._
        return {
            "big": _("The file has more than 60 MB: it is not the one of France compétences."),
            "bomb": _("This file unpacks to much more than that of France compétences: it is not opened."),
            "dangerous": _("This file declares entities that no spreadsheet needs: it is not opened."),
            "old_excel": _("This is a file of an old Excel (.xls): save it as .xlsx."),
            "lines": _("The file has more rows than that of France compétences: it is not read."),
            "no_amounts": _("No sheet with the columns 'Code RNCP', 'Code CPNE' and 'NPEC final' was found: take "
                            "'Référentiel des NPEC' from francecompetences.fr."),
            "no_rows": _("There is no line below the names of the columns."),
        }.get(code, _("This is no .xlsx, nor a ZIP of one, that can be read: take 'Référentiel des NPEC' from "
                      "francecompetences.fr."))

    def _result(self, found, counts, wanted):
        _ = self.env._
        lines = [_("%(new)s amounts added, %(changed)s ended or corrected.", new=counts[0], changed=counts[1])]
        if missing := wanted - {code for code, _cpne in found.amounts}:
            lines.append(_("Not in the file: %(codes)s", codes=", ".join(sorted(missing))))
        if found.unread:
            lines.append(_("%(count)s lines with an amount or a day that can't be read were left out.",
                           count=found.unread))
        if found.doubtful:
            lines.append(_("%(count)s lines give another amount for the same day: the first was kept.",
                           count=found.doubtful))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"type": "warning" if lines[1:] else "success", "sticky": bool(lines[1:]),
                       "message": "\n".join(lines),
                       "next": self.env["ir.actions.act_window"]._for_xml_id("of_funding.of_cap_action")},
        }
