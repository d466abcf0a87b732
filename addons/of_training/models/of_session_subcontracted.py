from types import SimpleNamespace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from .of_agreement import LIVE

LETTERHEAD = ("name", "street", "zip", "city", "phone", "email", "company_registry", "vat", "country_id")


class OfSession(models.Model):
    """A session held for another training organisation (donneur d'ordre): its papers are that organisation's."""

    _inherit = "of.session"

    ordering_of_id = fields.Many2one(
        "res.partner", "Ordering organisation", tracking=True, domain=[("is_company", "=", True)],
        index="btree_not_null",
        help="Another training organisation that subcontracts this session to us: its name stands on the attendance "
             "sheet, and it makes the agreements and certificates.")

    @api.constrains("ordering_of_id")
    def _check_ordering_of(self):
        for session in self.filtered("ordering_of_id"):
            if live := session.agreement_ids.filtered(
                    lambda a: a.state in LIVE and a.basis != "subcontract"):
                raise ValidationError(self.env._(
                    "%(agreement)s is ours: cancel it before naming an ordering organisation, who makes its own.",
                    agreement=live[0].display_name))

    def _sender(self):
        """Who heads the attendance sheet: the company, or the partner who ordered the session."""
        return self.ordering_of_id or self.company_id

    def _letterhead(self):
        """What the page layout asks of a company: the company itself, or the organisation that ordered."""
        sender = self._sender()
        if sender._name == "res.company":
            return sender
        return SimpleNamespace(
            partner_id=sender, logo=sender.with_context(bin_size=False).image_512, uses_default_logo=False,
            primary_color=None, secondary_color=None, **{name: sender[name] for name in LETTERHEAD})


class OfEnrolment(models.Model):
    _inherit = "of.enrolment"

    def _of_agreement_kind(self):
        return "subcontracted" if self.session_id.ordering_of_id else super()._of_agreement_kind()

    def _certificate_checks(self):
        return [Check(
            "subcontracted", self.env._("The organisation that ordered the session issues its certificates: send it "
                                        "the attendance sheet."),
            domain=[("session_id.ordering_of_id", "!=", False)], field="session_id"), *super()._certificate_checks()]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _of_line_agreement_kind(self):
        """With the organisation that orders, a convention of subcontracting; it makes those with its clients."""
        ordered = self.of_session_id.sudo().ordering_of_id
        return "subcontracted" if ordered else super()._of_line_agreement_kind()

    def _prepare_of_employer(self, client):
        """The organisation that ordered is not the employer of its learners, whom it counts in its own BPF."""
        return {} if self.of_session_id.sudo().ordering_of_id else super()._prepare_of_employer(client)


class OfAgreement(models.Model):
    _inherit = "of.agreement"

    def _of_checks(self, purpose):
        _ = self.env._
        return [*super()._of_checks(purpose), Check(
            "subcontracted", _("This session is ordered by another organisation, who makes the agreement with its "
                               "clients: cancel this one."),
            domain=[("session_id.ordering_of_id", "!=", False), ("basis", "!=", "subcontract")], field="session_id"),
            Check("ordering", _("Name on the session the organisation that orders it."), field="session_id",
                  domain=[("session_id.ordering_of_id", "=", False), ("kind", "=", "subcontracted")]),
            Check("ordering_nda", _("The activity declaration number of the organisation that orders is missing."),
                  domain=[("kind", "=", "subcontracted"), ("partner_id.commercial_partner_id.of_nda", "in",
                                                           (False, ""))],
                  level=ADVISORY, field="partner_id", article="R6333-6-2")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    of_nda = fields.Char(
        "Activity declaration number", help="Of another training organisation: printed on what we do in its name.")
