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
            record._pass().write({"state": record._next_state(action)})

    def _next_state(self, action, name="state", transitions=None):
        """The state that ``action`` leads to; UserError where it can't be done now.

        :param name: field of another state beside the main one, with a table of its own
        """
        target = (transitions or self._transitions)[action].get(self[name])
        if not target:
            state = dict(self._fields[name]._description_selection(self.env))[self[name]]
            raise UserError(self.env._("%(record)s is '%(state)s': this can't be done now.",
                                       record=self.display_name, state=state))
        return target
