from odoo import fields, models
from odoo.exceptions import UserError

from ..lib import checklist


class OfChecklistMixin(models.AbstractModel):
    """What is missing before something can be done with a record.

    Models name their checks in ``_of_checks``; the same list answers on the
    form (field ``of_checklist``), in the dialog of a refused button, and as an
    error for RPC and crons.
    """

    _name = "of.checklist.mixin"
    _description = "Checklist"

    of_checklist = fields.Json(compute="_compute_of_checklist", export_string_translation=False)

    def _of_checks(self, purpose):
        """The list of ``Check`` for ``purpose``; extend with super()."""
        return []

    def _of_checklist_purpose(self):
        """What this record's form checks, by its state; falsy: nothing left to check."""
        return None

    def _compute_of_checklist(self):
        waivers = self._of_waivers()
        for record in self:
            purpose = record._of_checklist_purpose()
            record.of_checklist = record._of_missing(purpose, waivers) if purpose else []

    def _of_missing(self, purpose, waivers=None):
        """What lacks, blocking ones first, as dicts (see ``Check.as_dict``, plus ``waived``: the reason).

        Evaluated in sudo: a check must not depend on what its reader may see.
        It only tells that something lacks, never its content.

        :param waivers: as ``_of_waivers`` of many records gave them
        """
        self.ensure_one()
        record = self.sudo()
        waived = (record._of_waivers() if waivers is None else waivers).get(record.id, {})
        failing = [check for check in self._of_checks(purpose) if check.fails(record)]
        failing.sort(key=lambda check: check.level != checklist.BLOCKING)
        return [{**check.as_dict(), "waived": waived.get(check.code)} for check in failing]

    def _of_blocking(self, purpose, waivers=None):
        return [item for item in self._of_missing(purpose, waivers)
                if item["level"] == checklist.BLOCKING or not item["waived"]]

    def _of_require(self, purpose):
        """Raise UserError naming all that lacks."""
        waivers = self._of_waivers()
        for record in self:
            if missing := record._of_blocking(purpose, waivers):
                raise UserError(record._of_refusal_text(missing))

    def _of_refusal(self, purpose):
        """None when nothing blocks; the dialog with the list for a form's button; UserError otherwise.

        ``if refusal := self._of_refusal("issue"): return refusal``
        """
        if not self.env.context.get("of_checklist_dialog") or len(self) != 1:
            self._of_require(purpose)
            return None
        if not self._of_blocking(purpose):
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What is missing"),
            "res_model": "of.checklist.dialog",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id, "default_purpose": purpose},
        }

    def _of_refusal_text(self, missing):
        lines = [f"- {item['sentence']}" + (f" ({item['article']})" if item["article"] else "") for item in missing]
        return self.env._("%(name)s: this is missing first.", name=self.display_name) + "\n" + "\n".join(lines)

    def _of_waivers(self):
        """``{record id: {code: reason}}`` of what was waived for these records."""
        waivers = self.env["of.checklist.waiver"].sudo().search(  # a reason is no secret of the record's readers
            [("res_model", "=", self._name), ("res_id", "in", self.ids)])
        return {res_id: {waiver.code: waiver.reason for waiver in found}
                for res_id, found in waivers.grouped("res_id").items()}
