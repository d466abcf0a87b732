from odoo import models


class PortalWizard(models.TransientModel):
    _inherit = "portal.wizard"

    def action_of_grant_all(self):
        """Invite at once all who have a valid address and no access yet."""
        self.ensure_one()
        invited = self.user_ids.filtered(
            lambda user: user.email_state == "ok" and not user.is_portal and not user.is_internal)
        for user in invited:
            user.action_grant_access()
        return self._action_open_modal()
