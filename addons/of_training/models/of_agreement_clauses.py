from odoo import fields, models
from odoo.tools import html2plaintext

from ..lib import clauses, wording
from .of_agreement_kinds import WORDS

BLANK = "……"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _of_clause_placeholders(self):
        """``{name: function of a company}``: what clauses may name of the organisation, in French as they are."""
        return {
            "organisme": lambda company: company.name,
            "adresse_organisme": lambda company: ", ".join(filter(None, [
                company.street, company.street2, " ".join(filter(None, [company.zip, company.city]))])),
            "siret": lambda company: company.company_registry,
            "contact_organisme": lambda company: " · ".join(filter(None, [company.phone, company.email])),
            "numero_declaration": lambda company: company.of_nda,
            "region_declaration": lambda company: company.of_nda_region,
            "representant": lambda company: company.of_representative_id.name,
            "qualite_representant": lambda company: company.of_representative_title,
            "referent_handicap": lambda company: company.of_disability_referent_id.name,
            "mediateur": lambda company: company.of_mediator,
            "adresse_mediateur": lambda company: company.of_mediator_address,
        }


class OfAgreement(models.Model):
    """The articles of an agreement: clauses filled with what is known of it."""

    _inherit = "of.agreement"

    clause_ids = fields.Many2many(
        "of.clause", string="Clauses as issued", readonly=True, copy=False,
        help="The versions that the issued document holds.")

    def _words(self):
        """French words of this kind of agreement."""
        return WORDS[self.kind]

    def _clauses(self):
        """The articles of this document, in order: as issued, or as they stand today."""
        if self.clause_ids:
            return self.sudo().clause_ids.sorted(lambda clause: (clause.sequence, clause.id))
        return self.env["of.clause"]._for(self.kind, self, self.date_issued or fields.Date.context_today(self))

    def _article(self, clause):
        """What is printed of ``clause``: the text as reworded for this agreement, or the filled clause."""
        if clause.mention:
            return self[clause.mention] or BLANK
        return clause._filled(self, blank=BLANK)

    def _text_version(self):
        return f"{self.kind}-{max(self._clauses().mapped('date_from'))}"

    def _proposed_text(self, mention):
        """The clause that proposes ``mention``, as plain text; False: none, or something in it isn't known."""
        clause = self.env["of.clause"]._for(self.kind, self, fields.Date.context_today(self)).filtered(
            lambda one: one.mention == mention)[:1]
        try:
            return bool(clause) and html2plaintext(clause._filled(self)).strip()
        except clauses.NothingToSay:
            return False

    def _unfilled_names(self):
        """Names of the placeholders of this document for which nothing is known."""
        getters = self._of_clause_placeholders()
        texts = self._clauses().filtered(lambda clause: not clause.mention)
        return [name for clause in texts for name in clauses.names(clause.body) if not getters[name](self)]

    def _of_clause_placeholders(self):
        """``{name: function of an agreement}``; those of its company too."""
        def of_company(getter):
            return lambda agreement: getter(agreement.company_id.sudo())
        return {
            **{name: of_company(getter)
               for name, getter in self.env["res.company"]._of_clause_placeholders().items()},
            "reference": lambda one: one.name,
            "client": lambda one: one.partner_id.sudo().commercial_partner_id.name,
            "signataire": lambda one: one.partner_id.sudo().name,
            "intitule": lambda one: one.title,
            "nature": lambda one: one.nature,
            "duree": lambda one: one.hours and wording.duration(one.hours),
            "periode": lambda one: one.date_start and one._period_label(),
            "lieu": lambda one: one._place_label(),
            "effectif": lambda one: one.headcount and str(one.headcount),
            "prerequis": lambda one: one.prerequisites,
            "formateurs": lambda one: one.trainer_references,
            "prix": lambda one: one._money(one.amount_total),
            "prix_hors_taxes": lambda one: one._money(one.amount_untaxed),
            "acompte": lambda one: one._rule("deposit", is_required=False) and one._money(one.deposit_cap),
            "taux_acompte": lambda one: one._rule_figure("deposit", "percent"),
            "delai_sur_place": lambda one: one._rule_figure("on_site", "days"),
            "delai_a_distance": lambda one: one._rule_figure("distance", "days"),
            "reglement": lambda one: one._payment_term().with_context(lang="fr_FR").name or "à réception de la facture",
            "devis": lambda one: one.order_id.sudo().name,
            "accord_initial": lambda one: one.amended_id and one.amended_id._signed_label(),
        }

    def _payment_term(self):
        return self.order_id.sudo().payment_term_id

    def _rule_figure(self, kind, name):
        rule = self._rule(kind, is_required=False)
        return rule and f"{rule[name]:g}"

    def _signed_label(self):
        """'la convention C2026-0001 du 3 novembre 2026'."""
        words, day = self._words(), self._day_label(self.signed_day)
        the = "la" if words.signed == "signée" else "le"
        return f"{the} {words.name[0].lower()}{words.name[1:]} {self.name}" + (f" du {day}" if day else "")
