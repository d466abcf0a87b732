from odoo import models
from odoo.exceptions import UserError


class OfStateMixin(models.AbstractModel):
    """States that only change as a table says; what the table doesn't name is refused."""

    _name = "of.state.mixin"
    _description = "States by table"
    _inherit = ["of.guarded.mixin"]
    _guarded_fields = ("state",)
    # {action: {state: next state}}
    _transitions = {}

    def _move(self, action):
        """Change ``state`` as the table says; UserError where it doesn't."""
        for record in self:
            target = self._transitions[action].get(record.state)
            if not target:
                state = dict(self._fields["state"]._description_selection(self.env))[record.state]
                raise UserError(self.env._("%(record)s is '%(state)s': this can't be done now.",
                                           record=record.display_name, state=state))
            record._pass().write({"state": target})
