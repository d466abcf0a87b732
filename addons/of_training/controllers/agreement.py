from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..lib import codes


class AgreementPortal(CustomerPortal):
    """Agreements in the portal: read, sign, refuse."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "of_agreement_count" in counters:
            values["of_agreement_count"] = request.env["of.agreement"].search_count([])
        if "of_agreement_to_sign_count" in counters:
            # Rules chose the agreements; who else signs them is read in sudo.
            issued = request.env["of.agreement"].search([("state", "=", "issued")]).sudo()
            signatories = [agreement._signatory_for(request.env.user.partner_id) for agreement in issued]
            values["of_agreement_to_sign_count"] = len([one for one in signatories if one and not one.has_signed])
        return values

    @http.route(["/my/agreements", "/my/agreements/page/<int:page>"], type="http", auth="user", website=True)
    def portal_agreements(self, page=1, **kwargs):
        agreements = request.env["of.agreement"]
        pager = portal_pager("/my/agreements", agreements.search_count([]), page, self._items_per_page)
        found = agreements.search([], limit=self._items_per_page, offset=pager["offset"])
        return request.render("of_training.portal_agreements", {
            **self._prepare_portal_layout_values(), "agreements": found.sudo(), "pager": pager,
            "partner": request.env.user.partner_id,
            "page_name": "of_agreement", "default_url": "/my/agreements"})

    def _of_agreement(self, agreement_id, access_token):
        """``(agreement, for whom this visitor signs or None)``, in sudo; AccessError or MissingError otherwise.

        A personal link says for whom; without one the login does.
        """
        agreement = request.env["of.agreement"].with_user(SUPERUSER_ID).browse(agreement_id).exists()
        signatory = agreement and agreement._signatory_by_link(access_token)
        if not signatory:
            agreement = self._document_check_access("of.agreement", agreement_id)
            signatory = agreement._signatory_for(request.env.user.partner_id)
        if agreement.state in ("draft", "cancelled") and request.env.user.share:
            raise MissingError(request.env._("This document does not exist."))
        lang = request.env.context.get("lang")
        return agreement.with_context(lang=lang), signatory and signatory.with_context(lang=lang)

    @http.route("/my/agreements/<int:agreement_id>", type="http", auth="public", website=True)
    def portal_agreement(self, agreement_id, access_token=None, **kwargs):
        try:
            agreement, signatory = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        return self._of_agreement_page(agreement, signatory, access_token)

    def _of_agreement_page(self, agreement, signatory, access_token, error=None, **values):
        return request.render("of_training.portal_agreement", {
            "agreement": agreement, "signatory": signatory, "error": error, **self._of_signing_values(signatory),
            "may_refuse": bool(signatory) and signatory._may_refuse() and not agreement._is_too_late(),
            "may_withdraw": self._of_may_withdraw(signatory),
            "page_name": "of_agreement", "access_token": access_token, "object": agreement,
            "res_company": agreement.company_id, "no_breadcrumbs": request.env.user._is_public(),
            "values": values})

    def _of_may_withdraw(self, signatory):
        """Only the individual whose contract it is withdraws, no further party."""
        return bool(signatory) and not signatory._party() and signatory._agreement()._may_withdraw()

    def _of_signing_values(self, signatory):
        """What the form of signature shows: whether there is one, and the code that comes first."""
        agreement = signatory and signatory._agreement()
        is_open = agreement and agreement.state == "issued" and agreement._is_signed_here()
        if not is_open or agreement._is_too_late() or signatory.has_signed:
            return {"may_sign": False}
        values = {"may_sign": True, "needs_code": False, "early_start_offer": signatory._early_start_offer()}
        if agreement.signing != "strengthened":
            return values
        address = signatory._code_address(request.env.user.partner_id)
        return {**values, "needs_code": True, "is_code_awaited": signatory._is_code_awaited(),
                "code_address": address and codes.masked(address)}

    @http.route("/my/agreements/<int:agreement_id>/pdf", type="http", auth="public", website=True)
    def portal_agreement_pdf(self, agreement_id, access_token=None, download=None, which=None, **kwargs):
        try:
            agreement, signatory = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        document = agreement.signed_document_id or agreement.document_id
        if which == "acknowledgement":
            document = agreement._acknowledgement()
        if not document:
            return request.not_found()
        if signatory:
            visitor = request.env.user
            request.env["of.document"].browse(document.id)._record_opened(
                signatory.partner_id if visitor._is_public() else visitor.partner_id)
        stream = request.env["ir.binary"]._get_stream_from(document.attachment_id)
        return stream.get_response(as_attachment=bool(download))

    @http.route("/my/agreements/<int:agreement_id>/code", type="http", auth="public", website=True, methods=["POST"])
    def portal_agreement_code(self, agreement_id, access_token=None, **kwargs):
        """Mail the code that is typed to sign."""
        def send(signatory):
            signatory._send_code(request.env.user.partner_id)
        return self._of_answer(agreement_id, access_token, send)

    @http.route("/my/agreements/<int:agreement_id>/sign", type="http", auth="public", website=True, methods=["POST"])
    def portal_agreement_sign(self, agreement_id, access_token=None, name=None, title=None, signature=None,
                              consent=None, code=None, early_start=None, **kwargs):
        def identify(signatory):
            agreement = signatory._agreement()
            is_open = agreement.state == "issued" and agreement._is_signed_here() and not signatory.has_signed
            return signatory._spend_code(code) if is_open and agreement.signing == "strengthened" else None

        def sign(signatory, code_address):
            if not consent:
                raise UserError(request.env._("Tick that you have read the document and agree."))
            user = request.env.user
            signatory._sign_on_line(
                user if not user._is_public() else user.browse(), name, title, signature,
                request.httprequest.remote_addr, request.httprequest.user_agent.string, code_address=code_address,
                early_start=bool(early_start))
        return self._of_answer(agreement_id, access_token, sign, identify, name=name, title=title,
                               early_start=early_start)

    @http.route("/my/agreements/<int:agreement_id>/refuse", type="http", auth="public", website=True,
                methods=["POST"])
    def portal_agreement_refuse(self, agreement_id, access_token=None, name=None, reason=None, **kwargs):
        def refuse(signatory):
            user = request.env.user
            signatory._refuse(signatory.partner_id.name if user._is_public() else user.name, reason)
        return self._of_answer(agreement_id, access_token, refuse)

    @http.route("/my/agreements/<int:agreement_id>/withdrawal", type="http", auth="public", website=True,
                methods=["GET"])
    def portal_agreement_withdrawal(self, agreement_id, access_token=None, **kwargs):
        """Second step of the function of L221-21: what is declared, and 'confirmer la rétractation'."""
        try:
            agreement, signatory = self._of_agreement(agreement_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not self._of_may_withdraw(signatory):
            return request.redirect(agreement.get_portal_url() if access_token else agreement.access_url)
        return request.render("of_training.portal_agreement_withdrawal", {
            "agreement": agreement, "page_name": "of_agreement", "access_token": access_token, "object": agreement,
            "res_company": agreement.company_id, "no_breadcrumbs": request.env.user._is_public()})

    @http.route("/my/agreements/<int:agreement_id>/withdraw", type="http", auth="public", website=True,
                methods=["POST"])
    def portal_agreement_withdraw(self, agreement_id, access_token=None, name=None, **kwargs):
        def withdraw(signatory):
            if signatory._party():
                raise UserError(request.env._("Only the individual himself withdraws from his contract."))
            signatory._withdraw_on_line(name)
        return self._of_answer(agreement_id, access_token, withdraw)

    def _of_answer(self, agreement_id, access_token, act, identify=None, **values):
        """Do ``act(signatory)`` for whoever may sign, and show the page again, with what was wrong.

        :param identify: ``identify(signatory)`` comes first, outside of what is undone when ``act`` refuses, and gives
            it a second argument
        """
        try:
            agreement, signatory = self._of_agreement(agreement_id, access_token)
            if not signatory:
                raise AccessError(request.env._("Only who is named in the document signs."))
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            identity = [identify(signatory)] if identify else []
            with request.env.cr.savepoint():
                act(signatory, *identity)
        except UserError as refused:
            agreement.invalidate_recordset()
            return self._of_agreement_page(agreement, signatory, access_token, error=refused.args[0], **values)
        return request.redirect(signatory.get_portal_url() if access_token else agreement.access_url)
