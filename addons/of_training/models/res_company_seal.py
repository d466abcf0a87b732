import os

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config, format_date

from ..lib import sealing


class ResCompany(models.Model):
    """The electronic seal (cachet électronique) of a company: its key lies in a folder of the server."""

    _inherit = "res.company"

    of_seal_name = fields.Char(
        "Electronic seal", help="Name of the file, without '.p12', that holds the key in the server's folder of seals. "
        "Empty: documents are not sealed.")
    of_seal_state = fields.Char(
        "State of the seal", compute="_compute_of_seal_state", groups="of_training.group_of_training_manager")

    _of_seal_name_once = models.UniqueIndex(
        "(of_seal_name) WHERE of_seal_name <> ''", "This seal is another company's: each has its own.")

    @api.constrains("of_seal_name")
    def _check_of_seal_name(self):
        for company in self.filtered("of_seal_name"):
            if not sealing.is_name(company.of_seal_name):
                raise ValidationError(self.env._(
                    "The name of the electronic seal has letters without accents, digits, - and _ only, without a "
                    "folder and without '.p12': correct '%(given)s'.", given=company.of_seal_name))

    @api.depends("of_seal_name")
    @api.depends_context("lang")
    def _compute_of_seal_state(self):
        for company in self:
            try:
                key = company._of_read_key()
            except sealing.KeyUnusable as error:
                company.of_seal_state = company._of_seal_obstacle(error)
            else:
                company.of_seal_state = key and self.env._(
                    "Seal of '%(subject)s', valid until %(day)s.", subject=key.subject,
                    day=format_date(self.env, key.expiry.date()))

    def _of_seal_key(self):
        """The sealing.Key of this company; None when it seals nothing.

        :raises UserError: it has one that can't be used
        """
        try:
            return self._of_read_key()
        except sealing.KeyUnusable as error:
            raise UserError(self.env._(
                "Nothing is issued by %(company)s without its electronic seal, which can't be used. %(obstacle)s",
                company=self.name, obstacle=self._of_seal_obstacle(error)))

    def _of_read_key(self):
        self.ensure_one()
        if not self.of_seal_name:
            return None
        return sealing.read_key(config.get("of_seal_dir") or os.environ.get("OF_SEAL_DIR"), self.of_seal_name,
                                fields.Datetime.now(), os.environ)

    def _of_seal_obstacle(self, error):
        """Why the key can't be used, and the remedy."""
        _, name = self.env._, self.of_seal_name
        day = error.day and format_date(self.env, error.day)
        return {
            "folder": _("The server has no folder of seals: the administrator names it in odoo.conf, as of_seal_dir."),
            "file": _("The folder of seals has no %(name)s.p12 that Odoo may read: the administrator puts it there.",
                      name=name),
            "passphrase": _("The folder of seals has no %(name)s.pass that Odoo may read, with the passphrase of "
                            "%(name)s.p12: the administrator puts it there.", name=name),
            "closed": _("%(name)s.p12 does not open with the passphrase of %(name)s.pass: the administrator corrects "
                        "one or the other.", name=name),
            "kind": _("%(name)s.p12 lacks the certificate, or its RSA or elliptic curve key: the administrator exports "
                      "both into it.", name=name),
            "early": _("The certificate of %(name)s.p12 is not valid before %(day)s: the administrator puts there one "
                       "that is valid.", name=name, day=day),
            "expired": _("The certificate of %(name)s.p12 expired on %(day)s: the administrator puts a new one there.",
                         name=name, day=day),
        }[error.reason]
