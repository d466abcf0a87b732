from odoo import models

SHEET = (
    "of_code", "of_action_category", "of_recognition", "of_certification_code", "of_certification_title",
    "of_certifier", "of_certification_to", "of_hours", "of_days", "of_modality", "of_audience", "of_prerequisites",
    "of_objectives", "of_content", "of_methods", "of_assessment", "of_outcome", "of_access_delay",
    "of_accessibility", "of_financing", "of_results",
    "of_further_study",
)


class SlideChannel(models.Model):
    _name = "slide.channel"
    _inherit = ["slide.channel", "of.qualiopi.source.mixin"]
    _evidence_level = "programme"

    def action_of_publish(self):
        result = super().action_of_publish()
        if result is True:  # not the dialog of what is missing
            self._give_evidence("programme_published")
        return result

    def _evidence_company(self):
        return self.company_id or self.env.company

    def _evidence_sheet(self):
        page = (self.env._("Public page"), f"{self.get_base_url()}{self._of_sheet_url()}")
        return [*self._evidence_fields(*SHEET), page]
