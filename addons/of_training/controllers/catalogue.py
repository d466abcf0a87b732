from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .pdf import pdf_response

PER_PAGE = 24
SEARCHED = ("name", "of_code", "of_objectives", "of_audience", "of_certification_code", "of_certification_title")


def _not_found(exception, **kwargs):
    """An unpublished programme does not exist for whoever may not read it."""
    raise request.not_found()


def _sitemap(env, rule, qs):
    if not qs or qs.lower() in "/formations":
        yield {"loc": "/formations"}
    website = env["website"].get_current_website()
    for programme in env["slide.channel"].search(env["slide.channel"]._of_catalogue_domain(website)):
        loc = programme._of_sheet_url()
        if not qs or qs.lower() in loc:
            yield {"loc": loc}


class Catalogue(http.Controller):
    """The public catalogue of training programmes."""

    @http.route(["/formations", "/formations/page/<int:page>"], type="http", auth="public", website=True,
                sitemap=_sitemap, readonly=True)
    def catalogue(self, page=1, search="", modality="", certifying="", **kwargs):
        programmes, company = request.env["slide.channel"], request.website.company_id
        filters = {"search": search.strip()[:100], "modality": modality, "certifying": certifying}
        domain = programmes._of_catalogue_domain(request.website) & self._filter_domain(**filters)
        pager = request.website.pager(
            url="/formations", total=programmes.search_count(domain), page=page, step=PER_PAGE,
            url_args={name: value for name, value in filters.items() if value})
        programmes = programmes.search(domain, order="sequence, name, id", limit=PER_PAGE, offset=pager["offset"])
        return request.render("of_training.catalogue", {
            **filters,
            "programmes": programmes,
            "pager": pager,
            "sessions": programmes._of_upcoming_sessions(company),
            "products": programmes._of_public_products(company),
            "company": company.sudo(),  # its name and registration are public
            "modalities": programmes._fields["of_modality"]._description_selection(request.env),
        })

    @http.route('/formations/<model("slide.channel"):programme>', type="http", auth="public", website=True,
                sitemap=False, readonly=True, handle_params_access_error=_not_found)
    def sheet(self, programme, **kwargs):
        company = self._company_of(programme)
        if not company:
            return request.not_found()
        return request.render("of_training.programme_page", {
            "programme": programme, "main_object": programme, "sheet": programme._of_sheet_values(company)})

    @http.route('/formations/<model("slide.channel"):programme>/pdf', type="http", auth="public", website=True,
                sitemap=False, handle_params_access_error=_not_found)
    def sheet_pdf(self, programme, **kwargs):
        """The published programme to keep; the office prints what is not published from its own screens."""
        company = self._company_of(programme)
        if not company or not programme.is_published:
            return request.not_found()
        return pdf_response(*programme._of_programme_pdf(company))

    def _company_of(self, programme):
        """The company in whose name this website shows ``programme``; empty where it doesn't."""
        company = request.website.company_id
        shown = (programme.of_is_programme and programme.company_id in (company.browse(), company)
                 and programme.filtered_domain(request.website.website_domain()))
        return company if shown else company.browse()

    def _filter_domain(self, search, modality, certifying):
        domain = Domain.AND([Domain.OR([[(name, "ilike", word)] for name in SEARCHED]) for word in search.split()])
        if modality:
            domain &= Domain("of_modality", "=", modality)
        if certifying:
            domain &= Domain("of_recognition", "in", ("rncp", "rs"))
        return domain
