import base64

from odoo import fields, models

from odoo.addons.of_foundation.lib.digest import file_digest

from .of_agreement_signatory import SIGNING
from .of_attendance import DECLARED, ROLES

# What trainer or office say of a person: an entry with the same values says nothing new.
DECLARATION = ("kind", "presence", "is_remote", "arrived_at", "left_at", "reason", "author", "paper_sha256")


class OfAttendanceEntry(models.Model):
    """A signature, the trainer's word or a correction: frozen, chained per session.

    A correction is a new entry that names the old one by its digest.
    """

    _name = "of.attendance.entry"
    _description = "Attendance entry"
    _inherit = ["of.frozen.mixin"]
    _order = "id"
    _rec_name = "person"
    _frozen_chain = ("session_id",)
    _frozen_fields = (
        "seat", "partner_number", "record_number", "kind", "role", "person", "session_label", "slot_label", "start",
        "end", "presence", "arrived_at", "left_at", "how", "level", "statement", "signature_sha256", "typed_name",
        "code_address", "is_remote", "paper_sha256", "reason", "corrects", "author", "ip", "user_agent", "device",
        "device_time")

    attendance_id = fields.Many2one("of.attendance", required=True, readonly=True, ondelete="restrict", index=True)
    # Numbers of what it is about: an entry can't be moved to another person, half-day or learner record.
    seat = fields.Integer("Number of the attendance", readonly=True)
    partner_number = fields.Integer("Number of the contact", readonly=True)
    record_number = fields.Integer("Number of the learner record", readonly=True)
    session_id = fields.Many2one("of.session", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    kind = fields.Selection(
        [("signature", "Signature"), ("presence", "Declared by the trainer"), ("correction", "Correction")],
        required=True, readonly=True)
    role = fields.Selection(ROLES, required=True, readonly=True)
    person = fields.Char(required=True, readonly=True)
    session_label = fields.Char("Session at that time", readonly=True)
    slot_label = fields.Char("Slot at that time", readonly=True)
    start = fields.Datetime(readonly=True)
    end = fields.Datetime(readonly=True)
    presence = fields.Selection(DECLARED, required=True, readonly=True)
    arrived_at = fields.Datetime("Arrived", readonly=True)
    left_at = fields.Datetime("Left at", readonly=True)
    how = fields.Selection(
        [("portal", "Own login"), ("link", "Personal link"), ("tablet", "On the trainer's phone"),
         ("qr", "By the code on the screen"), ("paper", "On paper"), ("office", "By the office")],
        "Way of signing", required=True, readonly=True)
    level = fields.Selection(
        [*SIGNING, ("handwritten", "By hand")], "Signature level", default="simple", required=True, readonly=True,
        help="Of the electronic signature (eIDAS). Strengthened: own login, or a one-time code.")
    code_address = fields.Char("Code sent to", readonly=True)
    is_remote = fields.Boolean("At a distance", readonly=True)
    paper_id = fields.Many2one("of.document", "Sheet of paper", readonly=True, ondelete="restrict")
    paper_sha256 = fields.Char("SHA-256 of the sheet of paper", readonly=True)
    statement = fields.Char(readonly=True, help="What was signed, word for word.")
    signature = fields.Binary("Drawn signature", attachment=False, readonly=True)
    signature_sha256 = fields.Char("SHA-256 of the drawing", readonly=True)
    typed_name = fields.Char("Name typed instead", readonly=True)
    reason = fields.Char(readonly=True)
    corrects = fields.Char("Digest of the corrected entry", readonly=True)
    corrects_id = fields.Many2one("of.attendance.entry", "Corrected entry", readonly=True, ondelete="restrict")
    author = fields.Char("Entered by", readonly=True)
    ip = fields.Char("IP address", readonly=True)
    user_agent = fields.Char("Browser", readonly=True)
    device = fields.Char(readonly=True, help="Digest of a random number kept on the phone or computer.")
    device_time = fields.Char("Time of the device", readonly=True, help="As the device told it.")

    _one_signature = models.UniqueIndex("(attendance_id) WHERE kind = 'signature'", "This is signed already.")

    def _prepare_drawing(self, png):
        """Values that keep a drawing (PNG bytes); the digest is what the chain covers."""
        return {"signature": base64.b64encode(png), "signature_sha256": file_digest(png)}

    def _unknown(self, vals_list):
        """One signs once; what the last entry says is not said again."""
        known = self.search([("attendance_id", "in", [vals["attendance_id"] for vals in vals_list])])
        by_attendance = known.grouped(lambda entry: entry.attendance_id.id)
        return [vals for vals in vals_list
                if not by_attendance.get(vals["attendance_id"], self)._say(vals)]

    def _say(self, vals):
        """Whether these entries of one attendance, in order, say already what ``vals`` would."""
        if vals["kind"] == "signature":
            return "signature" in self.mapped("kind")
        return bool(self) and all((self[-1][name] or None) == (vals.get(name) or None) for name in DECLARATION)

    def _guarded_columns(self):
        return super()._guarded_columns() | {"signature"}

    def _is_in_place(self):
        """Whether attendance, half-day and session are still those it was made for."""
        attendance, slot = self.attendance_id, self.attendance_id.slot_id
        is_here = (attendance.session_id, attendance.start, attendance.role) == (slot.session_id, slot.start, self.role)
        return is_here and (
            attendance.id, slot.session_id, slot.start, slot.end, attendance.partner_id.id, attendance.enrolment_id.id
        ) == (self.seat, self.session_id, self.start, self.end, self.partner_number, self.record_number)

    def _verify(self):
        problems = super()._verify()
        # One context for all: the drawings are read together.
        kept = self.sudo().with_context(bin_size=False)._unpurged()
        for entry in kept.filtered("signature_sha256"):
            if file_digest(base64.b64decode(entry.signature or b"")) != entry.signature_sha256:
                problems.append(self.env._("%(entry)s: its drawing was altered.", entry=entry._proof_name()))
        for entry in kept:
            if entry.signature and not entry.signature_sha256:
                problems.append(self.env._("%(entry)s: a drawing was put in.", entry=entry._proof_name()))
            if (entry.corrects_id.digest or False) != entry.corrects:
                problems.append(self.env._("%(entry)s: it corrects another entry than it did.",
                                           entry=entry._proof_name()))
            if not entry._is_in_place():
                problems.append(self.env._("%(entry)s: it was moved to another person, half-day or session.",
                                           entry=entry._proof_name()))
            if (entry.paper_id.sha256 or False) != entry.paper_sha256:
                problems.append(self.env._("%(entry)s: the paper on which it rests was exchanged.",
                                           entry=entry._proof_name()))
        return problems
