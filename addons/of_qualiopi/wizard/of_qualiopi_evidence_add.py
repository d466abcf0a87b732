import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.of_foundation.lib.digest import file_digest

from ..models.of_qualiopi_evidence import LEVELS

MAX_SIZE = 25 * 1024 * 1024


class OfQualiopiEvidenceAdd(models.TransientModel):
    """A file that the quality manager uploads as evidence: from then on it is frozen."""

    _name = "of.qualiopi.evidence.add"
    _description = "Upload evidence"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    indicator_id = fields.Many2one("of.qualiopi.indicator", required=True)
    indicator_text = fields.Text(related="indicator_id.text")
    expected_evidence = fields.Text(related="indicator_id.expected_evidence")
    name = fields.Char("What it shows", required=True)
    level = fields.Selection(LEVELS, required=True, default="company")
    date = fields.Date(required=True, default=fields.Date.context_today, help="Day of what it shows.")
    valid_to = fields.Date("Valid until", help="Last day. Empty: without end.")
    is_partial = fields.Boolean("Not enough alone")
    note = fields.Text()
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_add(self):
        self.ensure_one()
        content = self._content()
        self.check_access("write")
        # Rights on the wizard were checked: nobody may write evidence itself, so that it is always dated and named.
        self.env["of.qualiopi.evidence"].sudo()._create_with_files([self._prepare_evidence(content)])
        return {"type": "ir.actions.act_window_close"}

    def _content(self):
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file or b"", validate=True)
        except binascii.Error as error:
            raise UserError(self.env._("The file can't be read: choose it again.")) from error
        if not content:
            raise UserError(self.env._("The file is empty: choose another one."))
        if len(content) > MAX_SIZE:
            raise UserError(self.env._(
                "The file has %(size)s MB; at most %(limit)s can be kept. Reduce or split it.",
                size=round(len(content) / 2**20), limit=MAX_SIZE // 2**20))
        return content

    def _prepare_evidence(self, content):
        today = fields.Date.context_today(self)
        if self.date > today:
            raise UserError(self.env._("'Date' lies in the future: evidence shows what was done."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your companies."))
        return {
            "indicator_id": self.indicator_id.id,
            "reference": self.indicator_id._evidence_reference(),
            "company_id": self.company_id.id,
            "name": self.name, "level": self.level, "date": self.date, "valid_to": self.valid_to,
            "is_partial": self.is_partial, "note": self.note, "author": self.env.user.name,
            "filename": self.filename or self.name, "sha256": file_digest(content), "size": len(content),
            "content": content,
        }
