"""Rules of every test run: no skip without a known reason, and pure rules without a database."""
import os

import pytest

# A skip whose reason is not here fails the run: HttpCase skips quietly without a server.
KNOWN_SKIPS = ("official samples are not on this machine",)


def pytest_configure(config):
    if os.environ.get("OF_LIB_ONLY"):
        _find_addons_without_database()


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    unexplained = [report for report in reporter.stats.get("skipped", [])
                   if not any(known in str(report.longrepr) for known in KNOWN_SKIPS)]
    if unexplained and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(unexplained)} skipped without a known reason", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _find_addons_without_database():
    """Let ``odoo.addons.*`` be imported, as pytest-odoo does, but connect to nothing."""
    import pytest_odoo

    import odoo
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config as odoo_config

    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "addons")
    odoo_config.parse_config([f"--addons-path={folder}", "--http-interface=127.0.0.1"])
    initialize_sys_path()
    assert odoo.addons
    pytest_odoo.monkey_patch_resolve_pkg_root_and_module_name()
