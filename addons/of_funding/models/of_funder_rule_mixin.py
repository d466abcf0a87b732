from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import FUNDER_KINDS

SCHEMES = [
    ("plan", "Skills development plan"), ("collective", "Collective action of the OPCO"),
    ("conventional", "Conventional or voluntary funds"), ("professionalisation", "Professionalisation contract"),
    ("reconversion", "Reconversion period"), ("apprenticeship", "Apprenticeship"), ("cpf", "CPF"),
    ("transition", "Professional transition project (PTP)"), ("aif", "Individual aid to a job seeker (AIF)"),
    ("poei", "Preparation for a job (POEI, POEC)"), ("afc", "Training bought by France Travail (AFC)"),
    ("fse", "European Social Fund (FSE+)"), ("market", "Public market"), ("other", "Other"),
]

# What is usually asked of a kind of funder.
SCHEME_OF = {"opco": "plan", "faf": "plan", "cpf": "cpf", "transitions_pro": "transition", "france_travail": "aif",
             "region": "market", "fiphfp": "other", "agefiph": "other"}


class OfFunderRuleMixin(models.AbstractModel):
    """A dated rule of a funder or of its kind, for one scheme or all; empty criteria hold for all.

    The rule that names most wins, a company's own before it.
    """

    _name = "of.funder.rule.mixin"
    _description = "Rule of funders"
    _inherit = ["of.dated.mixin"]

    funder_kind = fields.Selection(FUNDER_KINDS, "Kind of funder", required=True)
    funder_id = fields.Many2one("res.partner", ondelete="cascade", help="Empty: all of this kind.")
    scheme = fields.Selection(SCHEMES, help="Empty: all schemes.")

    @api.depends("funder_kind", "funder_id", "scheme")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = ", ".join(filter(None, [rule.funder_id.name or rule._label("funder_kind"),
                                                        rule._label("scheme")]))

    def _label(self, name):
        """What the reader calls the value of the selection ``name``."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    @api.model
    def _holding_for(self, day, company, funder, scheme, **case):
        """The rule for this case on ``day``; empty when none is known.

        :param funder: res.partner with a kind
        :param case: values of the model's further criteria
        """
        if not funder.of_funder_kind:
            return self.browse()
        domain = self._holding_domain(day, company) & Domain([
            ("funder_kind", "=", funder.of_funder_kind), ("funder_id", "in", [False, funder.id]),
            ("scheme", "in", [False, scheme]), *((name, "in", [False, value]) for name, value in case.items())])
        found = self.sudo().search(domain)  # nobody's secret
        return found.sorted(lambda rule: rule._precision(), reverse=True)[:1].sudo(False)

    @api.model
    def _concerning(self, day, company, funders):
        """The rules that hold on ``day`` for any of these funders or their kinds, whatever the case; in sudo."""
        funders = funders.filtered("of_funder_kind")
        domain = self._holding_domain(day, company) & Domain([
            ("funder_kind", "in", funders.mapped("of_funder_kind")), ("funder_id", "in", [False, *funders.ids])])
        return self.sudo().search(domain)  # nobody's secret

    @api.model
    def _holding_for_each(self, day, company, funders):
        """``{funder: rule}`` for no scheme in particular, by one search; who has no rule is left out."""
        found = self._concerning(day, company, funders).filtered(lambda rule: not rule.scheme)
        rules = found.sorted(lambda rule: rule._precision())
        by_kind = {rule.funder_kind: rule for rule in rules if not rule.funder_id}
        own = {rule.funder_id.id: rule for rule in rules if rule.funder_id}
        # A company's rule for all of a kind comes before what is delivered for one funder.
        return {funder: max(candidates, key=lambda rule: rule._precision()).sudo(False) for funder in funders
                if (candidates := [one for one in (by_kind.get(funder.of_funder_kind), own.get(funder.id)) if one])}

    def action_own(self):
        """Make it the company's own, to change; what is delivered stays as it is."""
        self.ensure_one()
        own = self.copy({"company_id": self.env.company.id, "verified": "to_verify"})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": own.id, "view_mode": "form"}

    def _precision(self):
        """How much a rule names: the company's own first."""
        return bool(self.company_id), bool(self.funder_id), bool(self.scheme)
