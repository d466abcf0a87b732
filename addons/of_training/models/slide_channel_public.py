from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..lib import wording


class SlideChannel(models.Model):
    """What the public reads about a programme (indicators 1 to 3 of the quality framework).

    Sessions, prices and contacts are read in sudo, company by company: only what the sheet shows leaves here.
    """

    _inherit = "slide.channel"

    of_duration = fields.Char("Duration of the training", compute="_compute_of_duration")

    @api.depends("of_days", "of_hours")
    @api.depends_context("lang")
    def _compute_of_duration(self):
        for programme in self:
            programme.of_duration = programme._of_duration_text()

    @api.model
    def _of_catalogue_domain(self, website):
        """Programmes that ``website`` shows to everybody; record rules come on top."""
        return (Domain("of_is_programme", "=", True) & Domain("is_published", "=", True)
                & Domain("company_id", "in", (False, website.company_id.id)) & website.website_domain())

    def _of_sheet_url(self):
        self.ensure_one()
        return f"/formations/{self.env['ir.http']._slug(self)}"

    def open_website_url(self):
        if self.of_is_programme:
            return self.env["website"].get_client_action(self._of_sheet_url(), False, self.website_id.id)
        return super().open_website_url()

    def _of_duration_text(self):
        self.ensure_one()
        return self._of_duration_label(self.of_days, self.of_hours)

    @api.model
    def _of_duration_label(self, days, hours):
        """'2 days (14 h)'."""
        if not days:
            return hours and wording.duration(hours)
        count = f"{days:g}"
        if self.env.lang and self.env.lang.startswith("fr"):
            count = count.replace(".", ",")
        label = self.env._("%(days)s days", days=count) if days > 1 else self.env._("%(days)s day", days=count)
        return f"{label} ({wording.duration(hours)})" if hours else label

    def _of_upcoming_sessions(self, company):
        """``{programme: sessions}`` open to everybody and still to come, the next one first."""
        sessions = self.env["of.session"].sudo().search(
            [("programme_id", "in", self.ids), *self.env["of.session"]._open_to_public_domain(company)],
            order="date_start, id")
        result = defaultdict(sessions.browse)
        for session in sessions:
            result[session.programme_id.id] |= session
        return {programme: result[programme.id] for programme in self}

    def _of_public_products(self, company):
        """``{programme: products}`` that state its price (tarif)."""
        products = self.env["product.template"].sudo().search(
            [("of_programme_id", "in", self.ids), ("sale_ok", "=", True),
             ("company_id", "in", (False, company.id))], order="list_price, id")
        result = defaultdict(products.browse)
        for product in products:
            result[product.of_programme_id.id] |= product
        return {programme: result[programme.id] for programme in self}

    def _of_sheet_values(self, company):
        """What the sheet shows beside the programme's own fields."""
        self.ensure_one()
        company = company.sudo()
        return {
            "company": company,
            "sessions": self._of_upcoming_sessions(company)[self],
            "products": self._of_public_products(company)[self],
            "is_vat_exempt": company._of_is_vat_exempt(fields.Date.context_today(self)),
            "mention": company._of_publicity_mention(),
            "referent": self.sudo().of_pedagogical_referent_id or company.of_pedagogical_referent_id,
            "disability_referent": company.of_disability_referent_id,
        }
