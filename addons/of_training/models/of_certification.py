from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import rncp


class OfCertification(models.Model):
    """A certification of the RNCP or RS, as the open data of France compétences tell it; the same for everybody."""

    _name = "of.certification"
    _description = "Certification (RNCP, RS)"
    _order = "code"
    _rec_names_search = ["code", "title"]

    code = fields.Char(required=True, readonly=True, index=True)
    title = fields.Char("Title of the certification", required=True, readonly=True)
    level = fields.Char(readonly=True, help="Of the European framework, 1 to 8; the RS has none.")
    certifiers = fields.Text(readonly=True)
    date_end = fields.Date("Registered until", readonly=True, index=True)
    is_active = fields.Boolean("Registered", readonly=True, help="As of the day of the file.")
    nsf_codes = fields.Char("NSF", readonly=True)
    rome_codes = fields.Char("ROME", readonly=True)
    formacodes = fields.Char(readonly=True)
    block_ids = fields.One2many("of.certification.block", "certification_id", "Blocks of competences", readonly=True)
    programme_count = fields.Integer("Programmes", compute="_compute_programme_count")

    _once = models.UniqueIndex("(code)", "This certification is known already.")

    @api.depends("code", "title")
    def _compute_display_name(self):
        for certification in self:
            certification.display_name = f"{certification.code} {certification.title}"

    def _compute_programme_count(self):
        counts = dict(self.env["slide.channel"]._read_group(
            [("of_certification_code", "in", self.mapped("code"))], ["of_certification_code"], ["__count"]))
        for certification in self:
            certification.programme_count = counts.get(certification.code, 0)

    def action_programmes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("of_training.of_programme_action")
        action["domain"] = [("of_is_programme", "=", True), ("of_certification_code", "in", self.mapped("code"))]
        return action

    @api.model
    def _store(self, found):
        """Make or refresh certifications from what ``rncp.read_certifications`` found; returns them."""
        known = self.search([("code", "in", list(found))]).grouped("code")
        for code, values in found.items():
            if code in known:
                known[code].block_ids.unlink()
                known[code].write(self._prepare(values))
        new = self.create([{"code": code, **self._prepare(values)} for code, values in found.items()
                           if code not in known])
        return self.union(*known.values()) | new

    @api.model
    def _prepare(self, values):
        return {
            "title": values["title"], "level": values["level"], "date_end": values["date_end"],
            "is_active": values["is_active"], "certifiers": "\n".join(values["certifiers"]),
            "nsf_codes": ", ".join(values["nsf"]), "rome_codes": ", ".join(values["rome"]),
            "formacodes": ", ".join(values["formacodes"]),
            "block_ids": [fields.Command.create({"code": code, "title": title})
                          for code, title in values["blocks"].items()],
        }

    def _prepare_programme(self):
        """What the sheet of a programme says of its certification."""
        self.ensure_one()
        digits = "".join(filter(str.isdigit, (self.nsf_codes or "").split(",")[0]))
        return {
            "of_certification_code": self.code, "of_certification_title": self.title,
            "of_recognition": "rs" if self.code.startswith("RS") else "rncp",
            "of_certifier": ", ".join((self.certifiers or "").splitlines()), "of_certification_to": self.date_end,
            **({"of_nsf_code": digits[:3]} if len(digits) >= 3 else {}),
        }

    def _blocks_text(self):
        return "\n".join(f"{block.code} {block.title}" for block in self.block_ids)


class OfCertificationBlock(models.Model):
    """A block of competences (bloc de compétences), which can be had apart."""

    _name = "of.certification.block"
    _description = "Block of competences"
    _order = "code"
    _rec_name = "title"

    certification_id = fields.Many2one("of.certification", required=True, ondelete="cascade", index=True)
    code = fields.Char(required=True, readonly=True)
    title = fields.Char(required=True, readonly=True)


class SlideChannel(models.Model):
    """A programme whose code is known takes the rest of its certification from the open data."""

    _inherit = "slide.channel"

    @api.onchange("of_certification_code")
    def _onchange_of_certification_code(self):
        if certification := self._of_certification():
            self.update(self._prepare_of_certification(certification))

    def action_of_fill_certification(self):
        """Take title, certifier, end of registration, NSF and blocks from the open data."""
        for programme in self:
            certification = programme._of_certification()
            if not certification:
                raise UserError(self.env._(
                    "%(code)s is not among the certifications: import it from the file of France compétences "
                    "(Training / Configuration / Certifications).", code=programme.of_certification_code or "?"))
            programme.write(programme._prepare_of_certification(certification))

    def _of_certification(self):
        return self.env["of.certification"].search([("code", "=", rncp.code(self.of_certification_code))], limit=1)

    def _prepare_of_certification(self, certification):
        """The blocks only where nothing was written about them."""
        vals = certification._prepare_programme()
        if not self.of_further_study and certification.block_ids:
            vals["of_further_study"] = certification._blocks_text()
        return vals
