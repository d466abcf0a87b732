from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class AgreementPortal(CustomerPortal):
    """Agreements in the portal: read, sign, refuse."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "of_agreement_count" in counters:
            values["of_agreement_count"] = request.env["of.agreement"].search_count([])
        if "of_agreement_to_sign_count" in counters:
            values["of_agreement_to_sign_count"] = request.env["of.agreement"].search_count([("state", "=", "issued")])
        return values

    @http.route(["/my/agreements", "/my/agreements/page/<int:page>"], type="http", auth="user", website=True)
    def portal_agreements(self, page=1, **kwargs):
        agreements = request.env["of.agreement"]
        pager = portal_pager("/my/agreements", agreements.search_count([]), page, self._items_per_page)
        found = agreements.search([], limit=self._items_per_page, offset=pager["offset"])
        return request.render("of_training.portal_agreements", {
            **self._prepare_portal_layout_values(), "agreements": found.sudo(), "pager": pager,
            "page_name": "of_agreement", "default_url": "/my/agreements"})

    def _of_agreement(self, agreement_id, access_token):
        """``(agreement in sudo, whether this visitor may sign)``; AccessError or MissingError otherwise."""
        agreement = self._document_check_access("of.agreement", agreement_id, access_token=access_token)
        if agreement.state in ("draft", "cancelled") and request.env.user.share:
            raise MissingError(request.env._("This document does not exist."))
        lang = request.env.context.get("lang")
        agreement = agreement.with_context(lang=lang)
        has_link = bool(access_token and agreement.access_token and consteq(agreement.access_token, access_token))
        return agreement, has_link or agreement._may_sign(request.env.user.partner_id)

    @http.route("/my/agreements/<int:agreement_id>", type="http", auth="public", website=True)
    def portal_agreement(self, agreement_id, access_token=None, **kwargs):
        try:
            agreement, may_sign = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        return self._of_agreement_page(agreement, may_sign, access_token)

    def _of_agreement_page(self, agreement, may_sign, access_token, error=None, **values):
        return request.render("of_training.portal_agreement", {
            "agreement": agreement, "may_sign": may_sign and agreement.state == "issued", "error": error,
            "may_withdraw": may_sign and agreement._may_withdraw(),
            "page_name": "of_agreement", "access_token": access_token, "object": agreement,
            "res_company": agreement.company_id, "no_breadcrumbs": request.env.user._is_public(),
            "values": values})

    @http.route("/my/agreements/<int:agreement_id>/pdf", type="http", auth="public", website=True)
    def portal_agreement_pdf(self, agreement_id, access_token=None, download=None, **kwargs):
        try:
            agreement, may_sign = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        document = agreement.signed_document_id or agreement.document_id
        if not document:
            return request.not_found()
        if may_sign:
            visitor = request.env.user
            request.env["of.document"].browse(document.id)._record_opened(
                agreement.partner_id if visitor._is_public() else visitor.partner_id)
        stream = request.env["ir.binary"]._get_stream_from(document.attachment_id)
        return stream.get_response(as_attachment=bool(download))

    @http.route("/my/agreements/<int:agreement_id>/sign", type="http", auth="public", website=True, methods=["POST"])
    def portal_agreement_sign(self, agreement_id, access_token=None, name=None, title=None, signature=None,
                              consent=None, **kwargs):
        def sign(agreement):
            if not consent:
                raise UserError(request.env._("Tick that you have read the document and agree."))
            user = request.env.user
            agreement._sign_on_line(
                user if not user._is_public() else user.browse(), name, title, signature,
                request.httprequest.remote_addr, request.httprequest.user_agent.string)
        return self._of_answer(agreement_id, access_token, sign, name=name, title=title)

    @http.route("/my/agreements/<int:agreement_id>/refuse", type="http", auth="public", website=True,
                methods=["POST"])
    def portal_agreement_refuse(self, agreement_id, access_token=None, name=None, reason=None, **kwargs):
        def refuse(agreement):
            user = request.env.user
            agreement._refuse(agreement.partner_id.name if user._is_public() else user.name, reason)
        return self._of_answer(agreement_id, access_token, refuse)

    @http.route("/my/agreements/<int:agreement_id>/withdrawal", type="http", auth="public", website=True,
                methods=["GET"])
    def portal_agreement_withdrawal(self, agreement_id, access_token=None, **kwargs):
        """Second step of the function of L221-21: what is declared, and 'confirmer la rétractation'."""
        try:
            agreement, may_act = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not (may_act and agreement._may_withdraw()):
            return request.redirect(agreement.get_portal_url() if access_token else agreement.access_url)
        return request.render("of_training.portal_agreement_withdrawal", {
            "agreement": agreement, "page_name": "of_agreement", "access_token": access_token, "object": agreement,
            "res_company": agreement.company_id, "no_breadcrumbs": request.env.user._is_public()})

    @http.route("/my/agreements/<int:agreement_id>/withdraw", type="http", auth="public", website=True,
                methods=["POST"])
    def portal_agreement_withdraw(self, agreement_id, access_token=None, name=None, **kwargs):
        return self._of_answer(agreement_id, access_token, lambda agreement: agreement._withdraw_on_line(name))

    def _of_answer(self, agreement_id, access_token, act, **values):
        """Do ``act(agreement)`` for whoever may sign, and show the page again, with what was wrong."""
        try:
            agreement, may_sign = self._of_agreement(agreement_id, access_token)
            if not may_sign:
                raise AccessError(request.env._("Only the client signs."))
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                act(agreement)
        except UserError as refused:
            agreement.invalidate_recordset()
            return self._of_agreement_page(agreement, may_sign, access_token, error=refused.args[0], **values)
        return request.redirect(agreement.get_portal_url() if access_token else agreement.access_url)
