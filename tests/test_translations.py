"""Every term of every module has its French translation."""
import os
import subprocess

import pytest
from toolbox import databases, paths, postgres

MODULES = [name for name in paths.our_modules() if not name.startswith("test_")]


@pytest.mark.parametrize("module", MODULES)
def test_french_is_complete(module, tmp_path):
    import polib

    exported = tmp_path / "fr.po"
    subprocess.run(
        databases.odoo_command("i18n", "export", "-d", os.environ["OF_DATABASE"], "-l", "fr", "-o", str(exported),
                               module),
        check=True, capture_output=True)
    # Odoo exports no translation that is the same word: SIREN, Contact. Any other that is not exported never reached
    # the database: its entry names no place where the term stands.
    done = {entry.msgid for entry in polib.pofile(str(paths.ADDONS / module / "i18n" / "fr.po"))
            if entry.msgstr == entry.msgid}
    missing = [entry.msgid for entry in polib.pofile(str(exported)) if not entry.msgstr and entry.msgid not in done]
    assert missing == []


def test_no_choice_is_left_in_english():
    """A choice inherited from a mixin belongs to the mixin's module, but is translated by the heir's file."""
    with postgres.Cluster() as cluster:
        missing = cluster.query(
            "SELECT d.name FROM ir_model_data d JOIN ir_model_fields_selection s ON s.id = d.res_id "
            "WHERE d.model = 'ir.model.fields.selection' AND d.module LIKE 'of\\_%' "
            "AND d.name NOT LIKE 'selection\\_\\_test\\_%' AND NOT s.name ? 'fr_FR'",
            os.environ["OF_DATABASE"])
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_placeholders_survive_the_translation(module):
    import re

    import polib

    for entry in polib.pofile(str(paths.ADDONS / module / "i18n" / "fr.po")):
        wanted, found = (sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text)) for text in (entry.msgid, entry.msgstr))
        assert wanted == found, entry.msgid
