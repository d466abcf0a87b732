from odoo import fields, models

CATEGORIES = ("training", "skills_assessment", "vae", "apprenticeship")


class ResCompany(models.Model):
    """The quality certificate (Qualiopi): without it no public or pooled money pays (L6316-1)."""

    _inherit = "res.company"

    of_quality_certificate = fields.Char("Quality certificate", help="Number of the Qualiopi certificate.")
    of_quality_certificate_from = fields.Date("Certified from")
    of_quality_certificate_to = fields.Date("Certified until")
    of_quality_certificate_file = fields.Binary(
        "File of the certificate", attachment=True, help="PDF; goes with requests to funders.")
    of_certified_training = fields.Boolean("Training (AF)")
    of_certified_skills_assessment = fields.Boolean("Skills assessment (BC)")
    of_certified_vae = fields.Boolean("Validation of experience (VAE)")
    of_certified_apprenticeship = fields.Boolean("Apprenticeship (CFA)")

    def _of_is_certified(self, category, day):
        """Whether the quality certificate covers ``category`` (as on programmes) on ``day``."""
        self.ensure_one()
        start, end = self.of_quality_certificate_from, self.of_quality_certificate_to
        held = self.of_quality_certificate and end and (not start or start <= day) and day <= end
        return bool(held and category in CATEGORIES and self[f"of_certified_{category}"])


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    of_quality_certificate = fields.Char(related="company_id.of_quality_certificate", readonly=False)
    of_quality_certificate_from = fields.Date(related="company_id.of_quality_certificate_from", readonly=False)
    of_quality_certificate_to = fields.Date(related="company_id.of_quality_certificate_to", readonly=False)
    of_quality_certificate_file = fields.Binary(related="company_id.of_quality_certificate_file", readonly=False)
    of_certified_training = fields.Boolean(related="company_id.of_certified_training", readonly=False)
    of_certified_skills_assessment = fields.Boolean(
        related="company_id.of_certified_skills_assessment", readonly=False)
    of_certified_vae = fields.Boolean(related="company_id.of_certified_vae", readonly=False)
    of_certified_apprenticeship = fields.Boolean(related="company_id.of_certified_apprenticeship", readonly=False)
