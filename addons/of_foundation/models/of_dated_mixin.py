from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class OfDatedMixin(models.AbstractModel):
    """A rule of law as data (règle datée): holds from a day to a day, both included.

    What we ship has no company, is updated with the module and can only be
    ended; a company's own record wins over it. One typed model per kind.
    """

    _name = "of.dated.mixin"
    _description = "Dated rule"
    _order = "date_from desc, id desc"
    # Fields that tell one rule from another: two with the same values never hold on one day.
    _dated_key = ()

    date_from = fields.Date("In force from", required=True, help="First day on which the rule holds.")
    date_to = fields.Date("In force until", help="Last day on which the rule holds. Empty: until further notice.")
    source = fields.Char(required=True, help="Official text or publication that says so.")
    article = fields.Char(help="Article of law or of the form.")
    verified = fields.Selection(
        [("official", "Official text read"), ("concordant", "Several sources agree"), ("to_verify", "To verify")],
        default="to_verify", required=True, help="How sure this rule is.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: holds for all companies.")

    @api.model
    def _holding_on(self, day, company=None, **case):
        """The record that holds on ``day`` for this case, empty when none does.

        Read in sudo: rules of law are nobody's secret.

        :param day: a date (a day, not an instant)
        :param company: its own record wins over the shared one
        :param case: values of fields
        """
        domain = self._holding_domain(day, company)
        domain &= Domain.AND([[(name, "=", value)] for name, value in case.items()])
        found = self.sudo().search(domain)
        return (found.filtered("company_id") or found)[:1]

    @api.model
    def _holding_domain(self, day, company=None):
        """The records that hold on ``day``: the shared ones, and those of ``company``."""
        return Domain([("date_from", "<=", day), "|", ("date_to", "=", False), ("date_to", ">=", day),
                       ("company_id", "in", [False, *(company.ids if company else [])])])

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for rule in self:
            if rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(self.env._(
                    "%(rule)s ends before it begins: correct 'In force until'.", rule=rule.display_name))

    @api.constrains(lambda self: ["date_from", "date_to", "company_id", *self._dated_key])
    def _check_overlap(self):
        for rule in self:
            if other := self.sudo().search(rule._overlapping_domain(), limit=1):
                raise ValidationError(self.env._(
                    "%(rule)s and %(other)s hold on the same day: end the older one first.",
                    rule=rule.display_name, other=other.display_name))

    def _contemporary_domain(self):
        """The records that hold on a day on which this one does."""
        domain = Domain(["|", ("date_to", "=", False), ("date_to", ">=", self.date_from)])
        return domain & Domain("date_from", "<=", self.date_to) if self.date_to else domain

    def _overlapping_domain(self):
        domain = self._contemporary_domain() & Domain([
            ("id", "!=", self.id), ("company_id", "=", self.company_id.id)])
        for name in self._dated_key:
            value = self[name]
            domain &= Domain(name, "=", value.id if isinstance(value, models.BaseModel) else value)
        return domain

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._refuse_shipped()
        return rules

    def write(self, vals):
        self._refuse_shipped(ending=set(vals) <= {"date_to"})
        result = super().write(vals)
        if "company_id" in vals:
            self._refuse_shipped()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self._refuse_shipped()

    def _refuse_shipped(self, ending=False):
        """Only the module's own data files make or change what holds for all companies; administrators end it."""
        if self.env.su or (ending and self.env.user.has_group("base.group_system")):
            return
        if any(not rule.company_id for rule in self):
            raise UserError(self.env._(
                "This rule is delivered with the software and holds for all companies: only an administrator ends "
                "it. Make one for your company, which wins over it."))
