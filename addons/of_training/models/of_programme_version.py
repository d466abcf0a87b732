from markupsafe import Markup

from odoo import api, fields, models


class OfProgrammeVersion(models.Model):
    """The sheet of a programme as it stood once (version du programme): frozen.

    Made when a sheet is published or an agreement issued that differs from the
    last one: what a client signed can be read again whatever happened since.
    """

    _name = "of.programme.version"
    _description = "Version of a programme"
    _inherit = ["of.frozen.mixin"]
    _order = "programme_id, number desc"
    _frozen_fields = ("name", "number", "sheet")
    _frozen_chain = ("programme_id",)

    programme_id = fields.Many2one("slide.channel", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="programme_id.company_id", store=True)
    number = fields.Integer(required=True, readonly=True)
    name = fields.Char("Programme title", required=True, readonly=True)
    sheet = fields.Json(required=True, readonly=True, export_string_translation=False)
    preview = fields.Html("Text of the sheet", compute="_compute_preview", sanitize=False)
    changed = fields.Char("Changed since the version before", compute="_compute_changed")

    _once = models.UniqueIndex("(programme_id, number)", "This version exists already.")

    @api.depends("name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._("%(name)s, version %(number)s", name=version.name, number=version.number)

    def _label(self, name):
        """What people call a field of the sheet; its name where a later release dropped it."""
        field = self.env["slide.channel"]._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.depends("sheet")
    def _compute_preview(self):
        types = {name: field.type for name, field in self.env["slide.channel"]._fields.items()}
        for version in self:
            sections = [(version._label(name), Markup(text) if types.get(name) == "html" else text)  # sanitised there
                        for name, text in version.sheet.items() if text]
            version.preview = Markup().join(
                Markup('<h3 class="mt-3">%s</h3><div style="white-space: pre-line">%s</div>') % section
                for section in sections)

    @api.depends("number", "sheet")
    def _compute_changed(self):
        older = {(version.programme_id.id, version.number): version.sheet for version in self.search(
            [("programme_id", "in", self.programme_id.ids)])}
        for version in self:
            before = older.get((version.programme_id.id, version.number - 1))
            version.changed = before and ", ".join(
                version._label(name) for name in version.sheet if version.sheet[name] != before.get(name))
