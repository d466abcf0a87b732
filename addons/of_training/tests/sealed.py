import base64
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tools import SQL

from odoo.addons.of_foundation.lib import digest as lib_digest

from . import test_lib_sealing as lib
from .authority import Authority
from .test_attendance import AttendanceCase


class SealedSession(AttendanceCase):
    """A session that everybody signed: sealed and stamped by half-days, closed, its sheet under the company's seal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.startClassPatcher(patch.dict(os.environ, {"OF_SEAL_DIR": folder}))
        lib.install(Path(folder), "essai")
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.stop)
        cls.company.write({"of_seal_name": "essai", "of_timestamp_url": cls.authority.url,
                           "of_timestamp_roots": base64.b64encode(cls.authority.root)})

    def setUp(self):
        super().setUp()
        self.follow()
        self.seal()
        with freeze_time("2027-01-13 09:00:00"):
            self.session.action_start()
            self.session.action_finish()
            self.session.action_close()

    def seal(self):
        self.env.ref("of_training.ir_cron_slot_seal").method_direct_trigger()
        self.env.ref("of_foundation.ir_cron_flow").method_direct_trigger()
        self.env.ref("of_training.ir_cron_slot_seal").method_direct_trigger()

    def sql(self, table, query, *values):
        """What whoever holds the database does: the triggers are dropped first."""
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def redigest(self, record):
        """Give an altered record the digest that fits."""
        self.env.invalidate_all()
        digest = lib_digest.digest(record._frozen_payload(record.previous_digest or None), record.salt)
        self.sql(record._table, f"UPDATE {record._table} SET digest = %s WHERE id = %s", digest, record.id)
        return digest
