from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..lib import importing
from .of_import_plan import LineError

STATUSES = [("error", "Error"), ("undecided", "To decide"), ("known", "Known"), ("new", "New"), ("skipped", "Left out")]
DECISIONS = [("use", "Use the existing one"), ("update", "Update the existing one"), ("new", "Create a new one"),
             ("skip", "Leave this line out")]


class OfImportLine(models.Model):
    """A line of an imported file: what it says, what is wrong with it, whom it may be, what was decided."""

    _name = "of.import.line"
    _description = "Line of an import"
    _order = "rank, number"
    _rec_name = "title"

    import_id = fields.Many2one("of.import", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    number = fields.Integer("Line", readonly=True, help="Number of the line in the file.")
    values = fields.Json(readonly=True, export_string_translation=False)
    title = fields.Char("Who or what", readonly=True)
    summary = fields.Char("What it makes", readonly=True)
    error = fields.Text(readonly=True)
    match_id = fields.Integer(readonly=True, export_string_translation=False)
    match_model = fields.Char(readonly=True, export_string_translation=False)
    match_name = fields.Char("Existing one", readonly=True)
    match_reason = fields.Char("Because of", readonly=True)
    decision = fields.Selection(DECISIONS)
    status = fields.Selection(STATUSES, compute="_compute_status", store=True, index=True)
    rank = fields.Integer(compute="_compute_status", store=True, export_string_translation=False)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Integer(readonly=True, export_string_translation=False)

    @api.depends("error", "decision", "match_id")
    def _compute_status(self):
        order = [status for status, _label in STATUSES]
        for line in self:
            line.status = line._status()
            line.rank = order.index(line.status)

    def _status(self):
        if self.decision == "skip":
            return "skipped"
        if self.error:
            return "error"
        if self.match_id and not self.decision:
            return "undecided"
        return "known" if self.match_id and self.decision in ("use", "update") else "new"

    def _evaluate(self, plan, fields_by_key):
        """Read the cells and plan what they ask for; the errors are for who mends the file."""
        values, problems = self._parse(fields_by_key)
        found = {"match_id": 0, "match_model": False, "match_name": False, "match_reason": False}
        if self.decision != "skip":
            found["decision"] = False
        title = " ".join(filter(None, (str(values.get(key) or "") for key in (
            "reference", "first_name", "last_name", "full_name", "name", "programme")))) or False
        summary = False
        if not problems and self.decision != "skip":
            try:
                draft = getattr(self.import_id, f"_plan_{self.import_id.kind}")(plan, self, values)
                plan.of_line[self] = draft
                found |= plan.existing(self, draft)
                title, summary = draft.title or title, ", ".join(filter(None, draft.notes)) or False
            except LineError as problem:
                problems.append(str(problem))
        self.write({"title": title, "summary": summary, "error": "\n".join(problems) or False, **found})

    def _parse(self, fields_by_key):
        """``({key: value}, [sentence])``"""
        values, problems = {}, []
        for key, text in self.values.items():
            field = fields_by_key[key]
            try:
                value = importing.read_value(field.value_type, text)
                values[key] = plaintext2html(value) if field.value_type == "html" else value
            except importing.BadValue as problem:
                problems.append(self._bad_value_sentence(field, text, problem.code))
        problems += [self.env._("Column '%(column)s': it is empty, fill it in.", column=field.name)
                     for key, field in fields_by_key.items() if field.is_required and not self.values.get(key)]
        return values, problems

    def _bad_value_sentence(self, field, text, code):
        _ = self.env._
        problem = {
            "long": _("is too long: shorten it."),
            "date": _("is no date: write it as 31/12/2026."),
            "time": _("is no time of the day: write it as 9h30."),
            "number": _("is no number: write it as 1234,50."),
            "ambiguous": _("may be a thousand or a decimal: write it as 1234 or 1,234."),
            "integer": _("is no whole number: write it as 12."),
            "siret": _("is no valid SIRET: check its 14 digits, or empty the cell."),
            "siret_rounded": _("was rounded by the spreadsheet: format the column as text and type the SIRET again."),
            "vat": _("is no valid VAT number: correct it, or empty the cell."),
            "email": _("is no e-mail address: keep one address, or empty the cell."),
            "tz": _("is no time zone: write it as Europe/Paris or Indian/Reunion."),
            "certification": _("is no code of the RNCP or RS: write it as RNCP38596 or RS5801."),
        }.get(code) or _("is not known here: write one of %(words)s.", words=", ".join(
            importing.accepted(field.value_type)))
        return _("Column '%(column)s': '%(value)s' %(problem)s", column=field.name, value=text[:80], problem=problem)

    def action_open(self):
        """The record that this line made or used, or the existing one it may be."""
        model, record_id = (self.res_model, self.res_id) if self.res_id else (self.match_model, self.match_id)
        record = self.env[model].browse(record_id).exists()
        if not record:
            raise UserError(self.env._("This record was deleted since."))
        action = record.get_formview_action()
        if model == "slide.channel":
            action["views"] = [(self.env.ref("of_training.of_programme_view_form").id, "form")]
        return action
