from odoo import models


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    def _of_added_to(self, distribution):
        """``distribution`` (as on lines: ids joined by commas -> percentage) with this account in its own plan."""
        self.ensure_one()
        plan = self.plan_id.root_id
        kept = {}
        for key, percentage in (distribution or {}).items():
            others = self.browse(int(account) for account in key.split(",")).exists()
            others = others.filtered(lambda account: account.root_plan_id != plan)
            new_key = ",".join(str(account) for account in [*others.ids, self.id])
            kept[new_key] = kept.get(new_key, 0) + percentage
        return kept or {str(self.id): 100}
