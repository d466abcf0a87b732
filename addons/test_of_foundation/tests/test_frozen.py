from datetime import datetime
from unittest.mock import patch

from psycopg2.errors import RaiseException

from odoo.exceptions import MissingError, UserError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger


class TestFrozen(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thing = cls.env["test.of.thing"].create({"name": "chain"})
        cls.proofs = cls.env["test.of.proof"]
        cls.first, cls.second, cls.third = [cls.proof(name) for name in ("one", "two", "three")]

    @classmethod
    def proof(cls, name, **vals):
        return cls.proofs._archive(name.encode(), f"{name}.pdf", name=name, thing_id=cls.thing.id, amount=1.5,
                                   day="2028-02-29", **vals)

    def problems(self):
        self.env.invalidate_all()
        return list(self.proofs._verify_all())

    def sql(self, query, *args):
        """What an intruder with the database in hand does: the trigger is dropped first."""
        for name in ("update", "delete", "truncate"):
            self.env.cr.execute(f"DROP TRIGGER IF EXISTS of_frozen_{name} ON test_of_proof")
        self.env.cr.execute(query, args)

    def test_untouched_records_verify(self):
        self.assertEqual(self.problems(), [])

    def test_each_digest_covers_the_one_before(self):
        self.assertFalse(self.first.previous_digest)
        self.assertEqual(self.third.previous_digest, self.second.digest)

    def test_orm_refuses_change_and_deletion(self):
        for change in (lambda: self.first.write({"name": "x"}), lambda: self.first.write({"digest": "x"}),
                       self.first.unlink):
            with self.assertRaises(UserError):
                change()

    def test_what_is_not_frozen_may_change(self):
        self.first.write({"note": "sent", "thing_id": False})
        self.assertEqual(self.first.note, "sent")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_update_delete_and_truncate(self):
        for query in ("UPDATE test_of_proof SET name = 'x'", "UPDATE test_of_proof SET salt = NULL",
                      "UPDATE test_of_proof SET sha256 = 'x'", "DELETE FROM test_of_proof", "TRUNCATE test_of_proof"):
            with self.subTest(query), self.assertRaises(RaiseException), self.cr.savepoint():
                self.env.cr.execute(query)

    def test_altered_value_is_named_even_without_trigger(self):
        self.sql("UPDATE test_of_proof SET amount = 2 WHERE id = %s", self.second.id)
        self.assertEqual(len(self.problems()), 1)
        self.assertIn(f"{self.second.id})", self.problems()[0])

    def test_removed_entry_is_noticed_in_the_middle_and_at_the_end(self):
        for victim in (self.second, self.third):
            with self.subTest(victim.name), self.cr.savepoint() as savepoint:
                self.sql("DELETE FROM test_of_proof WHERE id = %s", victim.id)
                self.assertTrue(self.problems())
                savepoint.rollback()

    def test_emptied_chain_is_noticed(self):
        self.sql("DELETE FROM test_of_proof")
        self.assertEqual(len(self.problems()), 1)

    def test_inserted_row_is_noticed(self):
        self.sql("INSERT INTO test_of_proof (name, thing_id) VALUES ('false', %s)", self.thing.id)
        self.assertGreaterEqual(len(self.problems()), 2)

    def test_deleted_reference_is_told_and_the_others_are_looked_at(self):
        self.sql("UPDATE test_of_proof SET name = 'x' WHERE id = %s", self.third.id)
        gone = MissingError("gone")
        with patch.object(type(self.proofs), "_verify_file", side_effect=[gone, gone, [], []]):
            problems = self.problems()
        self.assertEqual(len(problems), 2)
        self.assertIn("gone", problems[0])

    def test_altered_file_is_named(self):
        self.sql("UPDATE ir_attachment SET store_fname = NULL, db_datas = 'other' WHERE id = %s",
                 self.first.attachment_id.id)
        self.assertEqual(len(self.problems()), 1)

    def test_file_of_a_frozen_record_is_guarded(self):
        attachment = self.first.attachment_id.sudo()
        for change in (lambda: attachment.write({"raw": b"x"}), lambda: attachment.write({"res_id": 0}),
                       attachment.unlink):
            with self.assertRaises(UserError):
                change()

    def test_caller_chooses_neither_time_nor_digest(self):
        forged = self.proofs.with_context(of_take_over=True).create(
            [{"name": "f", "frozen_at": "2020-01-01", "digest": "x", "is_taken_over": True}])
        self.assertGreater(forged.frozen_at, datetime(2026, 1, 1))
        self.assertFalse(forged.is_taken_over)
        self.assertNotEqual(forged.digest, "x")

    def test_taken_over_record_keeps_its_time_and_says_so(self):
        past = self.proof("past", taken_over_at=datetime(2024, 5, 2, 8))
        self.assertEqual((past.frozen_at, past.is_taken_over), (datetime(2024, 5, 2, 8), True))
        self.assertEqual(self.problems(), [])

    def test_append_in_a_cursor_of_its_own(self):
        with self.enter_registry_test_mode():
            added = self.proofs._append([{"name": "four", "thing_id": self.thing.id, "filename": "f", "sha256": "0"}])
        self.assertEqual(added.previous_digest, self.third.digest)

    def test_module_with_proofs_is_not_uninstalled(self):
        module = self.env["ir.module.module"].search([("name", "=", "of_foundation")])
        with self.assertRaises(UserError):
            module.button_uninstall()
        self.assertEqual(module.state, "installed")
