from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import import_file, importing
from .of_import_field import KINDS
from .of_import_plan import Plan

STATES = [("draft", "File"), ("read", "Columns"), ("checked", "Preview"), ("done", "Imported"), ("undone", "Undone")]
COUNTED = ("error", "undecided", "known", "new", "skipped")
REMEMBERED = 1000  # columns of earlier imports


class OfImport(models.Model):
    """A file of an earlier system, taken over whole or not at all: read, checked, imported, undone.

    Nothing is written before ``action_import``, which checks once more. ``trace`` holds what it created and
    changed, so that ``action_undo`` can take it back.
    """

    _name = "of.import"
    _description = "Import"
    _inherit = ["of.state.mixin"]
    _guarded_fields = ("state", "company_id", "trace", "done_at", "done_by_id")
    _transitions = {
        "read": {"draft": "read"}, "check": {"read": "checked", "checked": "checked"},
        "back": {"read": "draft", "checked": "read"}, "import": {"checked": "done"}, "undo": {"done": "undone"},
    }
    _order = "id desc"
    _rec_name = "filename"

    kind = fields.Selection(KINDS, "What it holds", required=True, default="company")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char("File name", copy=False)
    state = fields.Selection(STATES, default="draft", required=True, copy=False, index=True)
    column_ids = fields.One2many("of.import.column", "import_id", "Columns")
    line_ids = fields.One2many("of.import.line", "import_id", "Lines")
    line_count = fields.Integer("Number of lines", compute="_compute_counts")
    error_count = fields.Integer("With an error", compute="_compute_counts")
    undecided_count = fields.Integer("To decide", compute="_compute_counts")
    known_count = fields.Integer("Known already", compute="_compute_counts")
    new_count = fields.Integer("To be created", compute="_compute_counts")
    skipped_count = fields.Integer("Left out", compute="_compute_counts")
    unknown_columns = fields.Integer(compute="_compute_unknown_columns", export_string_translation=False)
    trace = fields.Json(readonly=True, copy=False, export_string_translation=False)
    done_at = fields.Datetime("Imported on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Imported by", readonly=True, copy=False)

    @api.depends("line_ids.status")
    def _compute_counts(self):
        counts = {(record, status): count for record, status, count in self.env["of.import.line"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "status"], ["__count"])}
        for record in self:
            for status in COUNTED:
                record[f"{status}_count"] = counts.get((record._origin, status), 0)
            record.line_count = sum(record[f"{status}_count"] for status in COUNTED)

    @api.depends("column_ids.field_id", "column_ids.is_ignored")
    def _compute_unknown_columns(self):
        for record in self:
            record.unknown_columns = len(record.column_ids.filtered(lambda c: not c.field_id and not c.is_ignored))

    # -- the file ----------------------------------------------------------------

    def _rows(self):
        """``(headers, [(number, cells)])``; a repeated line of headers is no data."""
        try:
            rows = import_file.read_rows(self.with_context(bin_size=False)._content())
        except import_file.Unreadable as problem:
            raise UserError(self._unreadable_sentence(problem.code))
        start = importing.header_index([cells for _number, cells in rows], self._fields_of_kind()._names())
        headers = rows[start][1]
        return headers, [(number, cells) for number, cells in rows[start + 1:] if cells != headers]

    def _content(self):
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        attachment = self.env["ir.attachment"].sudo().search(  # the record itself was read with its reader's rights
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "file")])
        return attachment.raw

    def _unreadable_sentence(self, code):
        _ = self.env._
        lines = import_file.MAX_LINES
        return {
            "empty": _("The file is empty."),
            "big": _("The file has more than 10 MB: split it."),
            "lines": _("The file has more than %(count)s lines: split it into several files.", count=lines),
            "columns": _("The file has more than %(count)s columns: remove those that are not needed.",
                         count=import_file.MAX_COLUMNS),
            "old_excel": _("This is a file of an old Excel (.xls): save it as .xlsx or CSV."),
            "encoding": _("The characters of this file can't be read: save it again as 'CSV UTF-8' or .xlsx."),
            "bomb": _("This file unpacks to much more than a spreadsheet would: it is not opened."),
            "dangerous": _("This file declares entities that no spreadsheet needs: it is not opened."),
        }.get(code, _("This file is neither a CSV nor an .xlsx that can be read: save it again from the spreadsheet."))

    def _fields_of_kind(self):
        return self.env["of.import.field"].search([("kind", "=", self.kind)])

    def action_read(self):
        """Propose what each column is: as remembered, then by its name."""
        headers, rows = self._rows()
        if not rows:
            raise UserError(self.env._("There is no line below the names of the columns."))
        remembered, ignored = self._remembered()
        found = importing.recognise(headers, {**self._fields_of_kind()._names(), **remembered})
        vals_list = []
        for position in range(max(len(cells) for _number, cells in [(0, headers), *rows])):
            header = headers[position] if position < len(headers) else ""
            values = list(dict.fromkeys(filter(None, (
                cells[position] for _number, cells in rows if position < len(cells)))))
            if header or values:
                field = found[position] if header else None
                vals_list.append({
                    "import_id": self.id, "position": position, "example": ", ".join(values[:3])[:120],
                    "header": header or self.env._("(column %(number)s, without a name)", number=position + 1),
                    "field_id": field.id if field else False,
                    "is_ignored": not field and (importing.plain(header) in ignored or not values)})
        self.column_ids.unlink()
        self.env["of.import.column"].create(vals_list)
        self._move("read")

    def _remembered(self):
        """``({plain header: field}, {plain header left out})`` of this company's earlier imports of this kind."""
        columns = self.env["of.import.column"].search([
            ("import_id.kind", "=", self.kind), ("company_id", "=", self.company_id.id),
            ("import_id.state", "in", ("done", "undone"))], order="id desc", limit=REMEMBERED)
        choices = {}
        for column in columns:
            choices.setdefault(importing.plain(column.header), column.field_id)
        return ({name: field for name, field in choices.items() if field},
                {name for name, field in choices.items() if not field})

    def action_ignore_unknown(self):
        self.column_ids.filtered(lambda column: not column.field_id).is_ignored = True

    def action_back(self):
        self._move("back")

    def action_template(self):
        """A workbook with the names of all columns and one example."""
        return {"type": "ir.actions.act_url", "url": f"/of/import/template/{self.kind}", "target": "download"}

    # -- checking ----------------------------------------------------------------

    def action_check(self):
        """Read the lines, or check those read before once more with what was decided."""
        if self.state == "read":
            self._check_columns()
            self._load_lines()
        self._evaluate()
        self._move("check")

    def _check_columns(self):
        columns = self.column_ids.filtered("field_id")
        if unknown := self.column_ids.filtered(lambda column: not column.field_id and not column.is_ignored):
            raise UserError(self.env._(
                "Say what these columns are, or tick 'Ignore': %(columns)s.",
                columns=", ".join(unknown.mapped("header"))))
        for field, same in columns.grouped("field_id").items():
            if len(same) > 1:
                raise UserError(self.env._("Several columns are '%(field)s': %(columns)s. Keep one of them.",
                                           field=field.name, columns=", ".join(same.mapped("header"))))
        missing = self._fields_of_kind().filtered("is_required") - columns.field_id
        if missing:
            raise UserError(self.env._("No column is '%(fields)s', which every line needs.",
                                       fields=", ".join(missing.mapped("name"))))

    def _load_lines(self):
        columns = [(column.position, column.field_id.key) for column in self.column_ids if column.field_id]
        self.line_ids.unlink()
        self.env["of.import.line"].create([{
            "import_id": self.id, "number": number,
            "values": {key: cells[position] for position, key in columns if position < len(cells) and cells[position]},
        } for number, cells in self._rows()[1]])

    def _evaluate(self):
        """Say on each line what it would do; returns the plan of it all."""
        self.check_access("write")
        record = self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, tracking_disable=True, lang=self.env.user.lang)
        plan = record._new_plan()
        fields_by_key = {field.key: field for field in record._fields_of_kind()}
        for line in record.line_ids.sorted("number"):
            line._evaluate(plan, fields_by_key)
        return plan

    def _new_plan(self):
        return Plan(self)

    def _decide_all(self, decision):
        self.line_ids.filtered(lambda line: line.match_id and line.decision != "skip").decision = decision

    def action_use_all(self):
        self._decide_all("use")

    def action_update_all(self):
        self._decide_all("update")

    def action_new_all(self):
        self._decide_all("new")

    def action_skip_errors(self):
        self.line_ids.filtered("error").decision = "skip"

    # -- importing ---------------------------------------------------------------

    def action_import(self):
        """Write everything, or nothing."""
        self.lock_for_update()
        if self.state != "checked":
            self._move("import")
        # Changes nothing, but makes PostgreSQL refuse the second of two imports at once, which Odoo then runs again:
        # what the first made is known by then.
        self.env.cr.execute("UPDATE res_company SET write_date = write_date WHERE id = %s", [self.company_id.id])
        plan = self._evaluate()
        if self.error_count or self.undecided_count:
            raise UserError(self.env._(
                "Nothing is imported yet: %(errors)s lines have an error and %(undecided)s are to be decided. Correct "
                "the file and load it again, or leave those lines out.",
                errors=self.error_count, undecided=self.undecided_count))
        if self.line_count == self.skipped_count:
            raise UserError(self.env._("All lines are left out: there is nothing to import."))
        trace = self._write_plan(plan)
        self._move("import")
        self._forget_file()
        self._pass().write({"trace": trace, "done_at": fields.Datetime.now(), "done_by_id": self.env.uid})

    def _forget_file(self):
        """People's data stand in their records from now on, and nowhere else."""
        self.file = False
        self.line_ids.write({"values": {}})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(record.state == "done" for record in self):
            raise UserError(self.env._("An import that was done is kept: it can be undone first."))
