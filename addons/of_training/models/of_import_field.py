from odoo import fields, models

from ..lib.importing import plain

KINDS = [("company", "Client companies"), ("contact", "HR contacts"), ("trainer", "Trainers"),
         ("programme", "Programmes"), ("session", "Sessions and slots"),
         ("learner", "Learners and their records")]


class OfImportField(models.Model):
    """What a column of an imported file may hold. Names are French, as those files are.

    A module that adds a field to what is imported adds a record here and takes its ``key`` into the ``_plan_<kind>``
    or ``_prepare_<kind>`` of of.import. ``value_type`` is how ``lib/importing.py`` reads the cell.
    """

    _name = "of.import.field"
    _description = "Field of an import"
    _order = "sequence, id"

    kind = fields.Selection(KINDS, required=True, index=True)
    key = fields.Char(required=True)
    name = fields.Char(required=True, help="Name of the column in French.")
    synonyms = fields.Char(help="Other names of the column, separated by semicolons.")
    value_type = fields.Char(required=True, default="char", export_string_translation=False)
    is_required = fields.Boolean("Required")
    example = fields.Char()
    sequence = fields.Integer()

    _once = models.UniqueIndex("(kind, key)")

    def _names(self):
        """``{plain name: field}``; the name of a field wins over another's synonym."""
        names = {}
        for field in self:
            for synonym in (field.synonyms or "").split(";"):
                names.setdefault(plain(synonym), field)
        names |= {plain(field.name): field for field in self}
        names.pop("", None)
        return names
