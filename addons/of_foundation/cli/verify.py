import argparse
import sys

import odoo
from odoo.cli import Command
from odoo.tools import config


class Verify(Command):
    """Check every frozen record and chain of a database, and what must agree with them; name what differs.

    ``--session NAME``: what proves the attendance of one session alone.
    """

    def run(self, args):
        parser = argparse.ArgumentParser(add_help=False)
        parser.add_argument("--session")
        own, args = parser.parse_known_args(args)
        config.parser.prog = self.prog
        config.parse_config([*args, "--no-http"], setup_logging=True)
        names = config["db_name"]
        name = names[0] if isinstance(names, list) else names
        registry = odoo.modules.registry.Registry(name)
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "fr_FR"})
            if own.session:
                problems = self._report_session(env, own.session)
            else:
                problems = sum(self._report(env[model]) for model in self._proving_models(env))
        sys.exit(1 if problems else 0)

    @staticmethod
    def _proving_models(env):
        return sorted(name for name, model in env.registry.items()
                      if hasattr(model, "_verify_all") and not model._abstract)

    @staticmethod
    def _report(model):
        return Verify._tell(f"{model._name}: {model.sudo().search_count([])}", list(model._verify_all()))

    @staticmethod
    def _report_session(env, name):
        session = env["of.session"].search([("name", "=", name)], limit=1) if "of.session" in env else None
        if not session:
            sys.exit(f"No session is called {name}.")
        return Verify._tell(name, session._verify_proofs())

    @staticmethod
    def _tell(what, problems):
        out = sys.stdout
        out.write(f"{what}, {'intact' if not problems else f'{len(problems)} to look at'}\n")
        out.writelines(f"    {problem}\n" for problem in problems)
        return len(problems)
