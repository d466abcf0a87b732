from odoo import fields, models
from odoo.fields import Domain

from ..lib.applicability import Activity

# What the framework calls a certification professionnelle is registered in the RNCP (guide V9, glossary).
CERTIFYING = Domain("of_recognition", "=", "rncp")
# Over two days; of seven hours where the sheet gives hours only.
LONG = Domain("of_days", ">", 2) | (Domain("of_days", "=", 0) & Domain("of_hours", ">", 14))


class ResCompany(models.Model):
    """What an organisation does, beside its programmes, decides which indicators concern it."""

    _inherit = "res.company"

    of_subcontracting = fields.Boolean(
        "Subcontracting", help="It calls on subcontractors or portage salarial (indicator 27).")
    of_alternation = fields.Boolean(
        "Alternating training", help="Training alternates with periods in a company, apprenticeship apart (13).")
    of_work_situation = fields.Boolean(
        "Periods in a work situation", help="Placements, alternation or AFEST (indicator 28).")

    def _of_quality_activity(self):
        """What the programmes and settings of this company say: an ``Activity``."""
        self.ensure_one()
        programmes = self.env["slide.channel"].sudo()  # indicators are also read by those who see no programme
        domain = Domain("of_is_programme", "=", True) & Domain("company_id", "in", [False, self.id])

        def categories(condition):
            found = programmes._read_group(domain & condition, ["of_action_category"])
            return frozenset(category for [category] in found if category)

        return Activity(
            categories(Domain.TRUE), categories(CERTIFYING), categories(LONG),
            self.of_alternation, self.of_work_situation, self.of_subcontracting)
