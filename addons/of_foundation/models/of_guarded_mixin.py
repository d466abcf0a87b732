from odoo import api, models, tools
from odoo.exceptions import UserError

# Only Python code can hold this object: a context that comes by RPC can't.
_PASS = object()


class OfGuardedMixin(models.AbstractModel):
    """Fields that methods change, never a form, an import or a call by RPC; what is computed is never typed.

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
        if not self._may_write_guarded():
            own = self._own_defaults()
            for vals in vals_list:
                self._refuse_guarded({name for name in own.keys() & vals if vals[name] != own[name]})
                self._refuse_guarded(self._computed_names() & vals.keys())
            vals_list = [{**own, **vals} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded((self._guarded_names() | self._computed_names()) & vals.keys())
        return super().write(vals)

    def _own_defaults(self):
        """Of guarded fields, as the code has them: neither a context nor a user's default sets them."""
        fields = {name: self._fields[name] for name in self._guarded_names()}
        return {name: field.convert_to_write(field.default(self), self) if field.default else False
                for name, field in fields.items() if not field.compute}

    def _guarded_names(self):
        return set(self._guarded_fields)

    @tools.ormcache()
    def _computed_names(self):
        """Stored fields that follow from others; Odoo would let a call overwrite them."""
        return frozenset(name for name, field in self._fields.items()
                         if field.store and field.compute and field.readonly and not field.inverse)

    def _may_write_guarded(self):
        return self.env.su or self.env.context.get("of_guarded") is _PASS

    def _refuse_guarded(self, names):
        if not names or self._may_write_guarded():
            return
        labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
        raise UserError(self.env._("%(fields)s: this changes by the buttons alone, not by hand.", fields=labels))
