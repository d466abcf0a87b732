from odoo import models
from odoo.tools import format_date, formatLang


class OfCap(models.Model):
    """The sentences of answers: which rule, which amount, which day decides, what remains for whom."""

    _inherit = "of.cap"

    def _answer_text(self, answer, cap):
        """One sentence for the person who mends it."""
        values = {"limit": cap._limit_text(), "total": self._euros(answer.limit), "rest": self._euros(answer.rest),
                  "names": ", ".join(filter(None, answer.names)) or self.env._("the learner"),
                  "reason": dict(cap.exception_ids._fields["kind"]._description_selection(self.env)).get(answer.reason),
                  "day": answer.free_on and format_date(self.env, answer.free_on)}
        return getattr(self, f"_text_{answer.code}")(values)

    def _text_within(self, values):
        return self.env._("Within the limit of %(total)s.", total=values["total"])

    def _text_exceeded(self, values):
        return self.env._("%(rest)s above the limit of %(total)s.", rest=values["rest"], total=values["total"])

    def _text_lifted(self, values):
        return self.env._("Does not apply: %(reason)s.", reason=values["reason"])

    def _text_unknown(self, values):
        return self.env._("Can't be told yet: hours, days or amounts are missing.")

    def _text_flat_share(self, values):
        return self.env._("The holder pays %(rest)s himself, on the platform.", rest=values["rest"])

    def _text_condition_met(self, values):
        return self.env._("Fulfilled: %(reason)s.", reason=values["reason"])

    def _text_condition_failed(self, values):
        return self.env._("Can't be funded for %(names)s: the condition is not fulfilled.", names=values["names"])

    def _text_kept(self, values):
        return self.env._("Kept.")

    def _text_too_short(self, values):
        return self.env._("Can't be funded for %(names)s: at least %(limit)s are needed.",
                          names=values["names"], limit=values["limit"])

    def _text_too_long(self, values):
        return self.env._("The hours above %(limit)s can't be funded for %(names)s: %(rest)s.",
                          names=values["names"], limit=values["limit"], rest=values["rest"])

    def _text_too_soon(self, values):
        return self.env._("%(names)s has had a skills assessment paid by public or pooled funds: "
                          "another is funded from %(day)s.", names=values["names"], day=values["day"])

    def _text_undeclared(self, values):
        return self.env._("Ask %(names)s for the day of the last skills assessment and who paid it.",
                          names=values["names"])

    def _text_reduced(self, values):
        return self.env._("The amount of the branch is reduced by %(limit)s.", limit=values["limit"])

    def _text_remote_unknown(self, values):
        return self.env._("Check the part at a distance: it may reduce the amount.")

    def _text_employer_share(self, values):
        return self.env._("The employer pays %(rest)s; the OPCO deducts it.", rest=values["rest"])

    def _text_average(self, values):
        return self.env._("An average over the funder's files, not a limit of this one.")

    def _text_announced(self, values):
        return self.env._("Announced, not law: changes nothing yet.")

    # -- parts -----------------------------------------------------------------

    def _limit_text(self):
        """'1 500,00 € per person', '13 hours'; nothing for a condition."""
        if self.kind == "condition":
            return ""
        label = self._label("unit")
        if self.unit.startswith("eur"):
            return " ".join([self._euros(self.amount), *label.split()[1:]])
        amount = formatLang(self.env, self.amount, digits=0 if self.amount.is_integer() else 2)
        return f"{amount} {label}"

    def _day_text(self, answer):
        """Which day decided, and that it is only assumed."""
        label, day = self._label("decides"), format_date(self.env, answer.day)
        if answer.is_assumed:
            return self.env._("%(label)s: not known, as of %(day)s", label=label, day=day)
        return self.env._("%(label)s: %(day)s", label=label, day=day)

    def _remains_text(self, answer):
        """'100,00 €: the holder'."""
        if not answer.rest:
            return ""
        who = dict(self._fields["rest_for"]._description_selection(self.env)).get(answer.rest_for)
        return self.env._("%(amount)s: %(who)s", amount=self._euros(answer.rest), who=who)

    def _euros(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.env.company.currency_id)
