from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ..lib import clauses
from .of_agreement_kinds import BLOCKS, DERIVED, DOCUMENTS

# What a company may word otherwise, but not leave out, of a text that the law demands.
TEXT_FIELDS = ("document", "code", "name", "body", "block", "mention", "condition", "programme_id")


class OfClause(models.Model):
    """A text of agreements and of the règlement intérieur (clause): an article with placeholders, dated.

    What we ship holds for all companies. A company's own with the same code wins, one for a programme
    above both. An empty text leaves the article out, unless the law demands it.
    """

    _name = "of.clause"
    _description = "Clause"
    _inherit = ["of.dated.mixin", "of.guarded.mixin"]
    _guarded_fields = ("agreement_ids", "is_mandatory")
    _order = "document, sequence, date_from desc, id"
    _dated_key = ("document", "code", "programme_id")

    # What users write is their company's; only the module's own data hold for all.
    company_id = fields.Many2one(default=lambda self: not self.env.su and self.env.company)
    document = fields.Selection(DOCUMENTS, required=True, default="convention", index=True)
    code = fields.Char(required=True, help="Short name: one of your own with the code of a shipped clause replaces it.")
    name = fields.Char("Heading", required=True)
    has_heading = fields.Boolean("Print the heading", default=True)
    sequence = fields.Integer(default=100)
    body = fields.Html("Text", help="French, as it is printed; {{ name }} stands for what is known on issue.")
    block = fields.Selection(BLOCKS, help="Table printed below the text.")
    mention = fields.Selection(
        [("payment_terms", "Terms of payment"), ("early_end_terms", "Early end or abandonment")], "Proposed as",
        help="The text is proposed in each agreement, where it may be reworded, and printed from there.")
    programme_id = fields.Many2one(
        "slide.channel", "For the programme alone", domain=[("of_is_programme", "=", True)], ondelete="restrict",
        check_company=True)
    condition = fields.Char("Only where", default="[]", help="Which agreements it is for, beyond its kind.")
    is_mandatory = fields.Boolean(
        "Demanded by law", readonly=True, help="A text of your own keeps its placeholders and its table.")
    agreement_ids = fields.Many2many("of.agreement", string="Agreements issued with it", readonly=True, copy=False)
    agreement_count = fields.Integer(compute="_compute_agreement_count", string="Number of agreements issued")

    placeholders = fields.Char("Placeholders at hand", compute="_compute_placeholders")
    preview_agreement_id = fields.Many2one(
        "of.agreement", "Preview for", compute="_compute_preview_agreement_id", readonly=False, store=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("document", "name")
    def _compute_display_name(self):
        documents = dict(self._fields["document"]._description_selection(self.env))
        for clause in self:
            clause.display_name = f"{documents.get(clause.document, '')} - {clause.name or ''}"

    def _compute_agreement_count(self):
        for clause in self:
            clause.agreement_count = len(clause.sudo().agreement_ids)

    # -- what a text may say ---------------------------------------------------------

    def _subject(self):
        """Model of what the document is about: the company's rules, or an agreement."""
        return self.env["res.company" if self.document == "house_rules" else "of.agreement"]

    @api.depends("document")
    def _compute_placeholders(self):
        for clause in self:
            clause.placeholders = "  ".join(
                f"{{{{ {name} }}}}" for name in clause._subject()._of_clause_placeholders())

    @api.constrains("body", "document")
    def _check_body(self):
        for clause in self:
            known = clause._subject()._of_clause_placeholders()
            if wrong := [name for name in clauses.names(clause.body) if name not in known]:
                raise ValidationError(self.env._(
                    "%(clause)s: '%(names)s' stands for nothing. Correct the placeholder in its text; these are known: "
                    "%(known)s.", clause=clause.display_name, names="', '".join(wrong), known=", ".join(known)))
            if clauses.is_torn(clause.body):
                raise ValidationError(self.env._(
                    "%(clause)s: a placeholder of its text isn't closed: it is written {{ name }}.",
                    clause=clause.display_name))

    @api.constrains("condition", "document")
    def _check_condition(self):
        for clause in self:
            try:
                clause._condition().validate(clause._subject())
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._("%(clause)s: its condition can't be read (%(error)s): correct it.",
                                                 clause=clause.display_name, error=error))

    def _condition(self):
        return Domain(literal_eval(self.condition or "[]"))

    @api.constrains("document", "code", "body", "block", "mention", "company_id", "date_from", "date_to")
    def _check_mandatory(self):
        """A company words what the law demands as it likes, but says it all, on each day on which its text holds."""
        for clause in self.filtered("company_id"):
            if sentence := clause._lacking(clause._contemporary_domain()):
                raise ValidationError(sentence)

    def _lacking(self, when):
        """What this text of a company lacks of those that the law demands ``when`` (domain), in a sentence; or None."""
        laws = self.sudo().search(when & Domain([
            ("company_id", "=", False), ("is_mandatory", "=", True), ("code", "=", self.code),
            ("document", "in", [self.document, DERIVED.get(self.document, self.document)])]))
        for law in laws if self.company_id else ():
            missing = [f"{{{{ {name} }}}}" for name in law._names() if name not in self._names()]
            is_empty = is_html_empty(self.body) and not is_html_empty(law.body)
            if missing or is_empty or self.block != law.block or self.mention != law.mention:
                return self.env._(
                    "%(clause)s: the law demands this clause (%(article)s). Keep a text, its table and these "
                    "placeholders: %(missing)s.", clause=self.display_name, article=law.article or law.source,
                    missing=", ".join(missing) or "-")
        return None

    def _lacking_on(self, day):
        """Sentences on the texts among these that say less than the law demands on ``day``."""
        return list(filter(None, (clause._lacking(clause._holding_domain(day)) for clause in self)))

    # -- versions --------------------------------------------------------------------

    def write(self, vals):
        if set(vals) & {*TEXT_FIELDS} and any(clause.sudo().agreement_ids for clause in self) and not self.env.su:
            raise UserError(self.env._(
                "Agreements were issued with this text: make a new version instead, so that they stay explained."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(clause.sudo().agreement_ids for clause in self):
            raise UserError(self.env._(
                "Agreements were issued with this text: end it instead, so that they stay explained."))

    def action_new_version(self):
        """Open the text that replaces this one: the company's own, from today, or from tomorrow when it began today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        start = max(today, self.date_from + timedelta(days=1)) if self.company_id else today
        if self.company_id:
            self.date_to = start - timedelta(days=1)
        version = self.copy({
            "company_id": (self.company_id or self.env.company).id, "date_from": start, "date_to": False,
            "verified": "to_verify", "source": self.source if self.company_id else self.env.company.name,
            "is_mandatory": False})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": version.id, "view_mode": "form"}

    # -- which texts a document has, and what they say -----------------------------------

    @api.model
    def _for(self, document, record, day):
        """The clauses of ``document`` for ``record`` (agreement or company) on ``day``, in order.

        For each code: the document's own, else that of the document it derives from; of these the
        programme's, else the company's, else the shipped one.
        """
        company = record if record._name == "res.company" else record.company_id
        programme = record.programme_id if "programme_id" in record else self.env["slide.channel"]
        found = self.sudo().search(self._holding_domain(day, company) & Domain([
            ("document", "in", [document, DERIVED.get(document, document)]),
            ("programme_id", "in", [False, *programme.ids])]))
        winners = {}
        for clause in found.sorted(
                lambda one: (one.document == document, bool(one.programme_id), bool(one.company_id))):
            if record.filtered_domain(clause._condition()):
                winners[clause.code] = clause
        return self.sudo().union(*winners.values()).filtered(
            lambda one: one.block or not is_html_empty(one.body)).sorted(
            lambda one: (one.sequence, one.id))

    def _filled(self, record, blank=None):
        """The text for ``record`` (Markup).

        :param blank: stands for what isn't known yet
        :raises NothingToSay: something isn't known, and no ``blank``
        """
        self.ensure_one()
        getters = record._of_clause_placeholders()
        values = {name: getters[name](record) or blank for name in clauses.names(self.body) if name in getters}
        return clauses.fill(self.body, values)

    def _names(self):
        """Placeholders of the text."""
        return clauses.names(self.body)

    # -- preview -----------------------------------------------------------------------

    @api.depends("document", "programme_id", "company_id")
    def _compute_preview_agreement_id(self):
        for clause in self:
            domain = [("kind", "=", clause.document)]
            if clause.programme_id:
                domain.append(("programme_id", "=", clause.programme_id.id))
            clause.preview_agreement_id = clause.document != "house_rules" and self.env["of.agreement"].search(
                domain, limit=1)

    @api.depends("body", "preview_agreement_id", "document")
    def _compute_preview(self):
        for clause in self:
            record = (self.env.company if clause.document == "house_rules" else clause.preview_agreement_id).sudo()
            try:
                clause.preview = record and clause._filled(record.with_context(lang="fr_FR"), blank="……")
            except clauses.UnknownPlaceholder as unknown:
                clause.preview = self.env._("'%(name)s' stands for nothing.", name=unknown.args[0])
