from datetime import timedelta

from odoo import models

from ..lib import attendance as rules

SLACK = timedelta(minutes=10)  # between the entry's own transaction and that of the attendance


class OfAttendance(models.Model):
    """What an attendance says (and what is paid for it) must follow from its entries, which alone prove."""

    _name = "of.attendance"
    _inherit = ["of.attendance", "of.verified.mixin"]

    def _verify(self):
        problems = []
        for attendance in self.sudo():
            if attendance.entry_ids - attendance.entry_ids._unpurged():
                continue  # what it followed from was lawfully purged
            if not attendance._follows():
                problems.append(self.env._("%(attendance)s says something else than its entries.",
                                           attendance=attendance._proof_name()))
            elif attendance.slot_id.closed_at and attendance.hours != float(attendance._followed_hours()):
                problems.append(self.env._("%(attendance)s: its hours are not those that follow from its entries.",
                                           attendance=attendance._proof_name()))
        return problems

    def _follows(self):
        """Whether it says what its entries say."""
        said, signature = rules.followed(self.entry_ids.sorted("id"), self.role), self._signature()
        told = tuple(self[name] or None for name in rules.Followed._fields)
        is_signed = bool(self.signed_at) == bool(signature) and (
            not signature or abs(self.signed_at - signature.frozen_at) < SLACK)
        return is_signed and told == tuple(value or None for value in said)

    def _proof_label(self):
        label = self.slot_id._label()
        return label if self.env.context.get("of_without_names") else f"{self.person}, {label}"


class OfSessionSlot(models.Model):
    """A half-day that is closed: everybody was expected, every entry is under its seal."""

    _name = "of.session.slot"
    _inherit = ["of.session.slot", "of.verified.mixin"]

    def _verify(self):
        _, problems = self.env._, []
        for slot in self.sudo():
            name, is_taken_over = slot._proof_name(), slot.session_id.is_taken_over
            if slot.seal_ids and not slot.closed_at:
                problems.append(_("%(slot)s was closed and sealed, and is open again.", slot=name))
            if slot.closed_at and not slot.attendance_ids and not is_taken_over:
                problems.append(_("%(slot)s is closed, and nobody was expected: its attendances were removed.",
                                  slot=name))
            problems += slot._verify_sealed()
        return problems

    def _verify_sealed(self):
        """Entries that stand outside the seals of this half-day, or came in with an earlier date."""
        seals = self.seal_ids.sorted("id")
        sealed = [seal._entries() for seal in seals]
        known = set().union(*sealed)
        for entry in self.attendance_ids.entry_ids if self.closed_at else ():
            missed = next((seal for seal, entries in zip(seals, sealed, strict=True)
                           if entry.frozen_at < seal.frozen_at - SLACK and entry.digest not in entries), None)
            if missed or (entry.digest not in known and not self.to_seal):
                yield self.env._("%(entry)s was put in after the half-day had been sealed.", entry=entry._proof_name())

    def _proof_label(self):
        return self._label()
