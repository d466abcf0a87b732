from decimal import Decimal

from odoo import fields, models

from odoo.addons.of_foundation.lib.checklist import ADVISORY, Check

from ..lib import withdrawal

ARTICLE = "L221-25, code de la consommation"
# French: kept as proof, word for word.
REQUEST = (
    "Je demande expressément que la formation commence avant la fin du délai de rétractation de {days} jours. Je "
    "reconnais que, si je me rétracte ensuite, le prix de ce qui m'aura été dispensé jusque-là est dû, à due "
    "proportion, dans la mesure où la loi le permet (article L221-25 du code de la consommation). Aucune somme ne peut "
    "m'être demandée avant la fin de ce délai (article L6353-6 du code du travail).")


class OfAgreement(models.Model):
    """Express request of an individual that the training begin before the end of his withdrawal period.

    It allows no payment earlier: L6353-6 of the Labour Code knows no such request.
    """

    _inherit = "of.agreement"

    early_start = fields.Boolean(
        "Early start asked for", readonly=True, copy=False,
        help="The individual expressly asked that the training begin before the end of his withdrawal period.")

    def _guarded_names(self):
        return super()._guarded_names() | {"early_start"}

    def _early_start_text(self, day, is_distance=True):
        """What the individual who signs on ``day`` may ask for; None where the training doesn't begin so early."""
        rule = self.kind == "contract" and is_distance and self._rule("distance", is_required=False)
        if not rule or not self.date_start or self.date_start > self._withdrawal_last_day(day, is_distance):
            return None
        return REQUEST.format(days=rule.days)

    def _has_begun_on_request(self):
        """Whether what was held before the withdrawal is due, as the individual had asked."""
        return self.early_start and bool(self._owed_on_withdrawal(self.withdrawn_day or self._local_day()))

    def _of_checks(self, purpose):
        checks = super()._of_checks(purpose)
        if purpose == "keep":
            checks.append(Check(
                "early_start", self.env._(
                    "The training begins within the withdrawal period, and the individual did not expressly ask for "
                    "it: if he withdraws, nothing is due for what he followed."),
                test=lambda record: (record.kind == "contract" and record.is_distance and not record.early_start
                                     and record.withdrawal_end and record.date_start
                                     and record.date_start <= record.withdrawal_end),
                level=ADVISORY, field="early_start", article=ARTICLE))
        return checks

    def _owed_on_withdrawal(self, day):
        """What is due when the individual withdraws on ``day`` (Decimal, VAT included).

        Nothing within the period of the Labour Code (L6353-5), even where he asked for an early start.
        """
        return withdrawal.owed(
            day, free_until=withdrawal.last_day(self.signed_day, self._rule("on_site").days), asked=self.early_start,
            price=Decimal(str(self._in_force().amount_total)), delivered=self._delivered(day))

    def _payable(self, day):
        if self.state != "withdrawn":
            return super()._payable(day)
        is_over = not self.withdrawal_end or day > self.withdrawal_end
        return self._owed_on_withdrawal(self.withdrawn_day) if is_over else Decimal(0)

    def _undo_sale(self):
        owed = self.sudo()._owed_on_withdrawal(self.withdrawn_day)
        if not owed:
            return super()._undo_sale()
        self._alert_responsible(self._for_responsible().env._(
            "%(contract)s was withdrawn after the training had begun at the individual's request: %(owed)s are due for "
            "what was held (%(article)s). Invoice that, and lower the order.",
            contract=self.name, owed=self._money(float(owed)), article=ARTICLE))
        return None
