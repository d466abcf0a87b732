import base64
import json

import requests

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.of_foundation.lib import digest, flows

from ..lib import timestamps

BATCH = 50
TIMEOUT = 10  # seconds
BUSY = (408, 425, 429, 500, 502, 503, 504)  # come back later


class OfSlotSeal(models.Model):
    """All entries of a closed half-day under one digest (scellé), stamped by a timestamp authority (RFC 3161).

    The manifest names the entries by their digests alone: it may leave the house. An entry that comes after
    the slot was closed makes another seal, which covers it too.
    """

    _name = "of.slot.seal"
    _description = "Seal of a half-day"
    _inherit = ["of.frozen.mixin", "of.guarded.mixin", "of.flow.mixin"]
    _frozen_fields = ("manifest", "sha256")
    _frozen_chain = ("session_id",)
    _guarded_fields = ("token", "stamped_at", "authority")
    _order = "id"

    slot_id = fields.Many2one("of.session.slot", required=True, readonly=True, ondelete="restrict", index=True)
    session_id = fields.Many2one("of.session", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    manifest = fields.Text(required=True, readonly=True, help="JSON: session, end of its chain, digests of entries.")
    sha256 = fields.Char("SHA-256 of the manifest", required=True, readonly=True)
    token = fields.Binary("Timestamp token", attachment=False, readonly=True, help="RFC 3161.")
    stamped_at = fields.Datetime("Stamped on", readonly=True, help="As the authority says, in UTC.")
    authority = fields.Char(readonly=True)

    @api.depends("slot_id")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = f"{seal.session_id.name}, {seal.slot_id.with_context(lang='fr_FR')._label()}"

    # -- making ------------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Seal the half-days that were closed, or that have new entries, in committed batches."""
        crons, due = self.env["ir.cron"], [("to_seal", "=", True)]
        slots = self.env["of.session.slot"].sudo()
        crons._commit_progress(remaining=slots.search_count(due))
        while found := slots.search(due, order="id", limit=BATCH):
            self._seal_slots(found).session_id.filtered(lambda session: session.state == "closed").to_issue_sheet = True
            if not crons._commit_progress(len(found)):
                return
        self.env["of.session"].sudo()._issue_awaited_sheets()

    @api.model
    def _seal_slots(self, slots):
        """Seals of those of ``slots`` (sudo) that have entries."""
        slots.to_seal = False
        signed = slots.filtered("attendance_ids.entry_ids")
        seals = self.sudo().create([self._prepare(slot) for slot in signed])
        for seal in seals:
            seal._ask_for_stamp()
        return seals

    @api.model
    def _prepare(self, slot):
        head = self.env["of.attendance.entry"]._chain_head(slot.session_id)
        manifest = digest.canonical({
            "session": slot.session_id.name, "start": slot.start, "end": slot.end,
            "chain": {"digest": head.digest, "entries": head.entry_count},
            "entries": slot.attendance_ids.entry_ids.sorted("id").mapped("digest")})
        return {"slot_id": slot.id, "session_id": slot.session_id.id, "manifest": manifest,
                "sha256": digest.file_digest(manifest.encode())}

    # -- timestamp -----------------------------------------------------------------------

    def _ask_for_stamp(self):
        """Have it stamped, where the company has an authority."""
        if self.company_id.of_timestamp_url:
            query, _nonce = timestamps.request(self.sha256)
            self._flow_start(self.env._("Timestamp of %(slot)s", slot=self.display_name), query, self.company_id)

    def _flow_send(self, payload):
        url = self.company_id.of_timestamp_url
        if not url:
            raise flows.Refused(self.env._("%(company)s has no timestamp authority any more: name one in the settings.",
                                           company=self.company_id.name))
        try:
            with requests.post(url, payload, headers=timestamps.CONTENT_TYPES, timeout=TIMEOUT, stream=True) as answer:
                if answer.status_code in BUSY:
                    raise flows.Unavailable(f"HTTP {answer.status_code}")
                if answer.status_code != 200:
                    raise flows.Refused(f"HTTP {answer.status_code}")
                content = answer.raw.read(timestamps.MAX_ANSWER + 1, decode_content=True)
        except requests.RequestException as error:
            raise flows.Unavailable(str(error)) from error
        if len(content) > timestamps.MAX_ANSWER:
            raise flows.Refused(self.env._("The authority's answer is too large to be a timestamp."))
        return content

    def _flow_received(self, payload, answer):
        try:
            token = timestamps.token(answer, payload)
        except timestamps.Refused as error:
            raise flows.Refused(str(error)) from error
        if problem := timestamps.problem(token, self.sha256, self.company_id._of_timestamp_roots()):
            raise flows.Refused(self._token_sentence(problem))
        stamp = timestamps.read(token)
        self._pass().write({
            "token": base64.b64encode(token), "stamped_at": stamp.time.replace(microsecond=0),
            "authority": stamp.authority})
        session = self.session_id.sudo()
        if session.state == "closed":  # its sheet said that the stamp was awaited
            session.to_issue_sheet = True
            self.env.ref("of_training.ir_cron_slot_seal").sudo()._trigger()

    # -- verifying -----------------------------------------------------------------------

    def _verify(self):
        problems = super()._verify()
        for seal in self.sudo().with_context(bin_size=False):
            if seal.sha256 != digest.file_digest(seal.manifest.encode()):
                continue  # named already
            known = set(seal.slot_id.attendance_ids.entry_ids.mapped("digest"))
            lost = sorted(seal._entries() - known)
            problems += [self.env._("%(seal)s: the entry of digest %(digest)s was altered, moved or removed after the "
                                    "half-day had been sealed.", seal=seal._proof_name(), digest=one) for one in lost]
            if not seal.token:
                if seal.stamped_at or seal._was_stamped():
                    problems.append(self.env._("%(seal)s: its timestamp was removed.", seal=seal._proof_name()))
                continue
            roots = seal.company_id._of_timestamp_roots()
            problem = timestamps.problem(base64.b64decode(seal.token), seal.sha256, roots) or seal._stamp_problem()
            if problem:
                problems.append(f"{seal._proof_name()} : {seal._token_sentence(problem)}")
        return problems

    def _entries(self):
        """Digests of the entries under this seal; none where its manifest was altered, which is named apart."""
        if self.sha256 != digest.file_digest((self.manifest or "").encode()):
            return set()
        return set(json.loads(self.manifest)["entries"])

    def _was_stamped(self):
        """Whether the authority answered."""
        return bool(self.env["of.flow"].sudo().search_count([
            ("res_model", "=", self._name), ("res_id", "=", self.id), ("state", "=", "done")], limit=1))

    def _stamp_problem(self):
        """'other' when what is shown beside the token is not what it says."""
        stamp = timestamps.read(base64.b64decode(self.token))
        shown = stamp.time.replace(microsecond=0), stamp.authority
        return None if shown == (self.stamped_at, self.authority) else "other"

    def _token_sentence(self, problem):
        _ = self.env._
        return {
            "unreadable": _("the timestamp can't be read."),
            "other": _("the timestamp is that of something else."),
            "broken": _("the signature of the timestamp does not fit."),
            "untrusted": _("the timestamp is of an authority that the settings don't name."),
        }[problem]


class ResCompany(models.Model):
    _inherit = "res.company"

    of_timestamp_url = fields.Char(
        "Timestamp authority", help="Address (RFC 3161) that stamps each half-day. Empty: half-days are sealed by "
        "their digest alone.")
    of_timestamp_roots = fields.Binary(
        "Certificates of the authority", help="PEM file of who vouches for it. Empty: any authority is taken.")

    @api.constrains("of_timestamp_roots")
    def _check_of_timestamp_roots(self):
        for company in self.filtered("of_timestamp_roots"):
            try:
                company._of_timestamp_roots()
            except ValueError:
                raise ValidationError(self.env._(
                    "'Certificates of the authority' of %(company)s holds no certificate that can be read: give the "
                    "PEM file that the authority publishes.", company=company.name))

    @api.constrains("of_timestamp_url")
    def _check_of_timestamp_url(self):
        for company in self.filtered("of_timestamp_url"):
            if not company.of_timestamp_url.startswith(("https://", "http://")):
                raise ValidationError(self.env._(
                    "'Timestamp authority' of %(company)s is no address: it begins with https://.",
                    company=company.name))

    def _of_timestamp_roots(self):
        """Certificates that vouch for the authority.

        :raises ValueError: the file holds none
        """
        content = self.sudo().with_context(bin_size=False).of_timestamp_roots
        return timestamps.certificates(base64.b64decode(content)) if content else []
