import sys

import odoo
from odoo.cli import Command
from odoo.tools import config


class Verify(Command):
    """Check every frozen record and chain of a database, and what must agree with them; name what differs."""

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config([*args, "--no-http"], setup_logging=True)
        names = config["db_name"]
        name = names[0] if isinstance(names, list) else names
        registry = odoo.modules.registry.Registry(name)
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "fr_FR"})
            problems = sum(self._report(env[model]) for model in self._proving_models(env))
        sys.exit(1 if problems else 0)

    @staticmethod
    def _proving_models(env):
        return sorted(name for name, model in env.registry.items()
                      if hasattr(model, "_verify_all") and not model._abstract)

    @staticmethod
    def _report(model):
        count = model.sudo().search_count([])
        problems = list(model._verify_all())
        out = sys.stdout
        out.write(f"{model._name}: {count}, {'intact' if not problems else f'{len(problems)} to look at'}\n")
        out.writelines(f"    {problem}\n" for problem in problems)
        return len(problems)
