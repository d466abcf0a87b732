import base64
from math import ceil

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import remove_accents

from ..lib import qr, wording
from ..models.of_session_sheet import SheetNumber
from . import office

PORTRAIT_SLOTS = 4
LANDSCAPE_SLOTS = 6
# The sheet is a proof: its words are French and not translated.
PRESENCES = {"present": "Présent(e)", "late": "Arrivée", "left_early": "Départ", "absent": "Absent(e)",
             "absent_justified": "Absent(e), justifié"}


class ReportAttendanceSheet(models.AbstractModel):
    """Feuille d'émargement: learners and trainers by half-days, as the entries prove them."""

    _name = "report.of_training.report_attendance_sheet"
    _description = "Attendance sheet"

    def _get_report_values(self, docids, data=None):
        sessions = self.env["of.session"].browse(docids)
        if not self.env.su and not self.env.user.has_group("of_training.group_of_training_user"):
            raise AccessError(self.env._("The attendance sheet is printed by whoever runs the trainings."))
        sessions = office.records(sessions)  # signatures are read by few; the sheet shows them all
        return {
            "doc_ids": docids, "doc_model": "of.session", "docs": sessions,
            "landscape": any(len(session.slot_ids) > PORTRAIT_SLOTS for session in sessions),
            "sheets": {session.id: self._sheet(session) for session in sessions},
        }

    def _sheet(self, session):
        slots = session.slot_ids.sorted("start")
        width = self._width(len(slots))
        number = self.env.context.get("of_sheet_number")
        chain, number = session._register_head(), number if isinstance(number, SheetNumber) else None
        entries, url = session.attendance_ids.entry_ids.sorted("id"), number and session._sheet_url(number)
        return {
            "letterhead": session._letterhead(),
            "tables": [self._grid(slots[i:i + width]) for i in range(0, len(slots), width)],
            "dates": self._dates(slots), "hours": wording.duration(session.hours_planned),
            "place": slots[:1]._place_label() if slots else "",
            "trainers": ", ".join(slots.trainer_id.mapped("name")),
            "chain_digest": chain.digest, "chain_count": chain.entry_count,
            "number": number, "before": number and session._sheets()[-1:],
            "url": url, "code": url and base64.b64encode(qr.svg(url, border=0)).decode(),
            "seals": [self._seal(seal) for seal in session.slot_ids.seal_ids.sorted("id")],
            "notes": [self._note(entry) for entry in entries if entry.kind != "signature" or entry.reason],
        }

    @staticmethod
    def _width(count):
        """Slots in a table, so that tables are of equal width and days stay whole."""
        if count <= PORTRAIT_SLOTS:
            return PORTRAIT_SLOTS
        share = ceil(count / ceil(count / LANDSCAPE_SLOTS))
        return share + share % 2

    @staticmethod
    def _dates(slots):
        days = list(dict.fromkeys([slots[:1]._day_label(), slots[-1:]._day_label(slots[-1:].end)])) if slots else []
        return f"du {days[0]} au {days[1]}" if len(days) > 1 else "".join(days)

    def _grid(self, slots):
        attendances = slots.attendance_ids
        cells = {(a.slot_id, a.partner_id): self._cell(a) for a in attendances}
        names = {entry.attendance_id.partner_id: entry.person for entry in attendances.entry_ids.sorted("id")}
        return {"slots": slots, "people": [{
            "name": names.get(person, person.name), "role": role,
            "cells": [cells.get((slot, person)) for slot in slots],
        } for role in ("learner", "trainer") for person in self._people(attendances, role)]}

    @staticmethod
    def _people(attendances, role):
        people = attendances.filtered(lambda attendance: attendance.role == role).partner_id
        return people.sorted(lambda person: remove_accents(person.name).casefold())

    @staticmethod
    def _cell(attendance):
        """What the sheet shows of one person at one slot."""
        slot, entry = attendance.slot_id, attendance._signature()
        signed = attendance.signed_at and entry and slot._local(entry.frozen_at)
        note = PRESENCES.get(attendance.state) if attendance.state != "present" or not entry else None
        place = "à distance" if attendance.is_remote else None
        if attendance.awaits_word:
            note = "Signature tardive, à confirmer" if attendance.is_late else "Absence notée, puis signé : à confirmer"
        elif attendance.is_late:
            note = note or "Signature tardive, confirmée"
        at = attendance.arrived_at or attendance.left_at
        return {
            "image": entry.with_context(bin_size=False).signature, "typed": entry.typed_name,
            "strengthened": entry.level == "strengthened", "on_paper": entry.how == "paper",
            "signed": signed and f"{signed:%d/%m} à {wording.clock(signed)}",
            "note": f"{note} {slot._clock(at)}" if note and at else note, "place": place,
            "missing": attendance.state == "expected" and not attendance.signed_at and slot.end < fields.Datetime.now(),
        }

    @staticmethod
    def _seal(seal):
        """A seal of a half-day in one line."""
        slot = seal.slot_id
        stamp = f"horodaté le {slot._instant_label(seal.stamped_at)} par {seal.authority}" if seal.stamped_at else (
            "horodatage en attente" if seal.company_id.of_timestamp_url else "sans horodatage externe")
        return {"slot": slot._label(), "sha256": seal.sha256, "made": slot._instant_label(seal.frozen_at),
                "stamp": stamp}

    @staticmethod
    def _note(entry):
        """A declaration or correction in one line."""
        slot = entry.attendance_id.slot_id
        at = entry.arrived_at or entry.left_at
        return {
            "person": entry.person, "slot": entry.slot_label,
            "presence": "Signature tardive" if entry.kind == "signature" else PRESENCES[entry.presence],
            "reason": entry.reason, "at": at and slot._clock(at), "author": entry.author,
            "when": slot._instant_label(entry.frozen_at), "kind": entry.kind,
        }
