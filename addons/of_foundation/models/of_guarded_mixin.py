from odoo import api, models
from odoo.exceptions import UserError

# Only Python code can hold this object: a context that comes by RPC can't.
_PASS = object()


class OfGuardedMixin(models.AbstractModel):
    """Fields that methods change, never a form, an import or a call by RPC.

    ``readonly=True`` only hides a field from forms. Methods write a guarded
    field through ``_pass()``, after their own checks.
    """

    _name = "of.guarded.mixin"
    _description = "Guarded fields"
    _guarded_fields = ()

    def _pass(self):
        """These records, allowed to have their guarded fields written."""
        return self.with_context(of_guarded=_PASS)

    @api.model_create_multi
    def create(self, vals_list):
        self, guarded = self._without_guarded_defaults(), self._guarded_names()
        if guarded and any(guarded & set(vals) for vals in vals_list):
            defaults = self.default_get(list(guarded))
            for vals in vals_list:
                self._refuse_guarded({name for name in guarded & set(vals) if vals[name] != defaults.get(name, False)})
        return super(OfGuardedMixin, self).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(self._guarded_names() & set(vals))
        return super().write(vals)

    def _without_guarded_defaults(self):
        """A caller's context sets no guarded field either."""
        if self._may_write_guarded():
            return self
        given = {f"default_{name}" for name in self._guarded_names()} & set(self.env.context)
        return self.with_context({key: value for key, value in self.env.context.items() if key not in given})

    def _guarded_names(self):
        return set(self._guarded_fields)

    def _may_write_guarded(self):
        return self.env.su or self.env.context.get("of_guarded") is _PASS

    def _refuse_guarded(self, names):
        if not names or self._may_write_guarded():
            return
        labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
        raise UserError(self.env._("%(fields)s: this changes by the buttons alone, not by hand.", fields=labels))
