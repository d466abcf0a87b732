from odoo import models


class OfSession(models.Model):
    _name = "of.session"
    _inherit = ["of.session", "of.qualiopi.source.mixin"]
    _evidence_level = "session"

    def _move(self, action):
        result = super()._move(action)
        if action == "confirm":
            self._give_evidence("session_confirmed")
            for company, sessions in self.grouped("company_id").items():
                sessions.trainer_ids.with_company(company)._give_evidence("trainer_engaged")
        return result

    def _evidence_company(self):
        return self.company_id

    def _evidence_sheet(self):
        lines = self._evidence_fields("programme_id", "place_id", "room_id", "link", "trainer_ids", "capacity")
        slots = self.slot_ids.sorted("start")
        return [*lines, (self._fields["slot_ids"]._description_string(self.env), "\n".join(
            f"{slot._label()} - {slot.trainer_id.name or ''}" for slot in slots))]
