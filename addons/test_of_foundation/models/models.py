from odoo import fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check


class TestRule(models.Model):
    _name = "test.of.rule"
    _description = "Dated rule of the tests"
    _inherit = ["of.dated.mixin"]
    _dated_key = ("kind",)

    kind = fields.Char()
    amount = fields.Float()


class TestThing(models.Model):
    _name = "test.of.thing"
    _description = "Thing with a checklist"
    _inherit = ["of.checklist.mixin"]

    name = fields.Char()
    place = fields.Char()

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "open":
            checks += [
                Check("note", "The note is missing.", test=lambda thing: thing.name == "x", level=ADVISORY),
                Check("place", "The place is missing.", domain=[("place", "=", False)], field="place", article="L1"),
            ]
        return checks

    def _of_checklist_purpose(self):
        return "open"


class TestProof(models.Model):
    _name = "test.of.proof"
    _description = "Proof"
    _inherit = ["of.frozen.file.mixin"]
    _frozen_fields = ("name", "amount", "day")
    _frozen_chain = ("thing_id",)

    name = fields.Char()
    amount = fields.Float()
    day = fields.Date()
    note = fields.Char(help="Not frozen.")
    thing_id = fields.Many2one("test.of.thing", ondelete="set null")
    filename = fields.Char(required=False)
    sha256 = fields.Char(required=False)
