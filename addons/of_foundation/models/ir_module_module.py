from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        self._of_refuse_while_proofs_exist()
        return super().button_uninstall()

    def _of_refuse_while_proofs_exist(self):
        """Proofs under retention would go with the module's tables."""
        names = set((self | self.downstream_dependencies()).mapped("name"))
        mixin = self.env.registry["of.frozen.mixin"]
        lost = []
        for model in self.env.registry.values():
            if issubclass(model, mixin) and not model._abstract and model._original_module in names:
                records = self.env[model._name].sudo()  # whoever uninstalls may not read them all
                if count := records.search_count([]):
                    lost.append(f"- {self.env['ir.model']._get(model._name).name}: {count}")
        if lost:
            raise UserError(self.env._(
                "These proofs would be lost. The law has them kept: leave the module installed, or export them and "
                "keep a copy of this database before it is emptied.") + "\n" + "\n".join(sorted(lost)))
