from odoo import fields, models


class OfPaperKind(models.Model):
    """A paper that learners are asked for (pièce demandée): for all programmes, or for some."""

    _name = "of.paper.kind"
    _description = "Kind of paper"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: asked for by all companies.")
    programme_ids = fields.Many2many(
        "slide.channel", "of_paper_kind_programme_rel", "kind_id", "programme_id", "Programmes", check_company=True,
        domain=[("of_is_programme", "=", True)], help="Empty: asked for in every programme.")
    note = fields.Char("What for", help="Why it is needed: ask for no paper that you can't name a reason for.")

    def _asked_for(self, enrolments):
        """``{enrolment: kinds}`` by programme and company."""
        kinds = self.search([("company_id", "in", [False, *enrolments.company_id.ids])])
        return {
            enrolment: kinds.filtered(
                lambda kind, of=enrolment: kind.company_id in (of.company_id, of.company_id.browse())
                and (not kind.programme_ids or of.programme_id in kind.programme_ids))
            for enrolment in enrolments}
