from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import TrainingCase


@freeze_time("2026-11-28 10:00:00")
class TestAgreementVerifying(TrainingCase):
    """What whoever holds the database changes in a signed agreement is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "04 00 00 00 00"
        cls.contract = cls.make_agreement(cls.carla)
        cls.contract.action_issue()

    def sign(self):
        self.contract._sign_on_line(self.env["res.users"], "Carla Particulière", "")

    def problems(self, model="of.agreement"):
        self.env.invalidate_all()
        return list(self.env[model]._verify_all())

    def sql(self, query, table="of_agreement"):
        self.env.flush_all()
        self.env.cr.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        self.env.cr.execute(query, {"id": self.contract.id, "document": self.contract.document_id.id})
        self.env.cr.execute("SET session_replication_role = origin")

    def test_nothing_is_wrong_with_what_was_signed_withdrawn_or_cancelled(self):
        self.assertEqual(self.problems(), [])
        self.sign()
        self.assertEqual(self.problems(), [])
        with self.cr.savepoint() as savepoint:
            self.contract._withdraw(self.contract.signed_day, "letter")
            self.assertEqual(self.problems(), [])
            savepoint.rollback()
        self.contract.action_cancel()
        self.assertEqual(self.problems(), [])

    def test_changed_column_is_named(self):
        self.sign()
        for column, value, label in (
                ("withdrawal_end", "'2026-11-30'", "rétractation"), ("signed_day", "'2026-11-01'", "signature"),
                ("amount_total", "9", "Prix"), ("signer_name", "'Personne'", "Signé par"),
                ("is_distance", "FALSE", "distance")):
            with self.subTest(column), self.cr.savepoint() as savepoint:
                self.sql(f"UPDATE of_agreement SET {column} = {value} WHERE id = %(id)s")
                problem, = self.problems()
                self.assertIn(self.contract.name, problem)
                self.assertIn(label.lower(), problem.lower())
                savepoint.rollback()

    def test_changed_state_is_named(self):
        for state in ("signed", "withdrawn"):
            with self.subTest(state), self.cr.savepoint() as savepoint:
                self.sql(f"UPDATE of_agreement SET state = '{state}' WHERE id = %(id)s")
                self.assertEqual(len(self.problems()), 1)
                savepoint.rollback()
        self.sign()
        self.sql("UPDATE of_agreement SET state = 'cancelled' WHERE id = %(id)s")
        self.assertEqual(len(self.problems()), 1)

    def test_deleted_signature_is_noticed(self):
        self.sign()
        self.assertEqual(self.problems("of.agreement.signature"), [])
        self.sql("DELETE FROM of_agreement_signature WHERE agreement_id = %(id)s")
        self.assertEqual(len(self.problems("of.agreement.signature")), 1)
        self.assertEqual(len(self.problems()), 1)

    def test_deleted_document_is_noticed_and_stops_nothing(self):
        self.sign()
        self.assertEqual(self.problems("of.document"), [])
        self.sql("DELETE FROM of_document WHERE id = %(document)s")
        self.assertTrue(self.problems("of.document"))
        self.assertEqual(len(self.problems()), 1)

    # -- guarded ----------------------------------------------------------------------

    def test_number_and_link_are_nobody_s_to_write_nor_the_link_to_read(self):
        assistant = self.office_user()
        contract = self.contract.with_user(assistant)
        with self.assertRaises(UserError), self.cr.savepoint():
            contract.name = "C1"
        for act in (lambda: contract.read(["access_token"]), lambda: contract.write({"access_token": "x"})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
        self.assertNotIn("access_token", contract._get_share_url())
        contract.action_rework()
        contract.action_issue()
        self.assertTrue(self.contract.access_token)
