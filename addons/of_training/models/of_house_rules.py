from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..lib import wording
from .of_today import Line

MANAGER = "of_training.group_of_training_manager"


class ResCompany(models.Model):
    """House rules for trainees (règlement intérieur, L6352-3 and R6352-1 ff.): clauses, printed and frozen.

    They are given to each trainee before his registration (L6353-8): the published ones have a public address.
    """

    _inherit = "res.company"

    of_house_rules_id = fields.Many2one(
        "of.document", "House rules", compute="_compute_of_house_rules_id", help="Those that were published last.")

    def _compute_of_house_rules_id(self):
        published = self.env["of.document"].sudo().search([
            ("kind", "=", "house_rules"), ("company_id", "in", self.ids)])
        for company in self:
            company.of_house_rules_id = published.filtered(
                lambda document, of=company: document.company_id == of and not document.superseded_by_id)[:1]

    def _of_house_rules_url(self):
        """Public address of the house rules; False: none were published."""
        return self.of_house_rules_id and f"/reglement-interieur/{self.id}"

    def _of_house_clauses(self):
        """The articles in force today."""
        self.ensure_one()
        return self.env["of.clause"]._for("house_rules", self, fields.Date.context_today(self))

    def _of_house_rules(self):
        """``[(number, heading, text)]`` of the articles in force today."""
        return [(number, clause.name, clause._filled(self))
                for number, clause in enumerate(self._of_house_clauses(), 1)]

    def _of_unfilled_house_rules(self):
        """Names of the placeholders for which nothing is known of this company."""
        getters = self._of_clause_placeholders()
        return [name for clause in self._of_house_clauses() for name in clause._names() if not getters[name](self)]

    def _of_publish_house_rules(self):
        """Freeze the house rules as they stand; they replace those before.

        :raises UserError: something that they name isn't known
        """
        self.ensure_one()
        if blanks := self._of_unfilled_house_rules():
            raise UserError(self.env._(
                "The house rules name what isn't known of %(company)s: %(names)s. Complete the settings, or word the "
                "article otherwise.", company=self.name, names=", ".join(blanks)))
        if lacking := self._of_house_clauses()._lacking_on(fields.Date.context_today(self)):
            raise UserError("\n".join(lacking))
        day = wording.day(fields.Date.context_today(self), "fr_FR")
        before = self.of_house_rules_id
        document = self.env["of.document"]._issue(
            "of_training.report_house_rules", self, "house_rules", f"Règlement intérieur {self.name}",
            subject=f"En vigueur au {day}", text_version=f"house_rules-{fields.Date.context_today(self)}")
        before._supersede(document)
        self.invalidate_recordset(["of_house_rules_id"])
        return document

    def action_of_publish_house_rules(self):
        """Publish the house rules of these companies, and open the last."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("The head of training publishes the house rules."))
        return [company._of_publish_house_rules() for company in self][-1].action_download()


class OfClause(models.Model):
    _inherit = "of.clause"

    def action_preview_house_rules(self):
        """Print the house rules of the current company, whichever articles are selected."""
        return self.env.ref("of_training.report_house_rules_action").report_action(self.env.company)

    def action_publish_house_rules(self):
        """Publish the house rules of the current company."""
        return self.env.company.action_of_publish_house_rules()


class OfToday(models.AbstractModel):
    _inherit = "of.today"

    @api.model
    def _providers(self):
        """The head of training is told of house rules that were never published: who trains must have them."""
        lines = super()._providers()
        if self.env.user.has_group(MANAGER):
            unpublished = self.env.companies.filtered(lambda company: not company.of_house_rules_id)
            lines.append(Line(
                "house_rules", "agreements", "res.company", self.env._("House rules never published (L6352-3)"),
                domain=[("id", "in", unpublished.ids)], do="action_of_publish_house_rules",
                do_label=self.env._("Publish them")))
        return lines
