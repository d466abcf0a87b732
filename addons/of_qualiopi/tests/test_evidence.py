from datetime import datetime

from psycopg2 import Error as DatabaseError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestEvidence(QualityCase):
    # -- made by the work itself --------------------------------------------------

    def test_publishing_a_programme(self):
        self.programme.action_of_publish()
        found = self.of_source(self.programme)
        self.assertEqual(self.numbers(found), [1, 5, 6])
        self.assertEqual(found.framework_id, self.framework)
        self.assertEqual(set(found.mapped("level")), {"programme"})
        sheet = found[0].attachment_id.raw.decode()
        for expected in ("Construire un tableau", "<dd>14</dd>", "<p>Programme</p>", "/formations/"):
            self.assertIn(expected, sheet)
        self.assertFalse(found._verify())

    def test_published_results_and_certification(self):
        self.programme.write({"of_results": "92 % de réussite", "of_recognition": "rncp",
                              "of_certification_code": "RNCP1", "of_certifier": "Certificateur",
                              "of_further_study": "Blocs 1 et 2, licence professionnelle"})
        self.programme.action_of_publish()
        self.assertEqual(self.numbers(self.of_source(self.programme)), [1, 2, 3, 5, 6])

    def test_a_refused_publication_proves_nothing(self):
        self.programme.of_objectives = False
        with self.assertRaises(UserError):
            self.programme.action_of_publish()
        self.programme.with_context(of_checklist_dialog=True).action_of_publish()
        self.assertFalse(self.of_source(self.programme))

    def test_the_same_content_is_evidence_once_and_another_one_anew(self):
        for _time in range(2):
            self.programme.action_of_publish()
        self.assertEqual(len(self.of_source(self.programme)), 3)
        self.programme.of_hours = 21
        self.programme.action_of_publish()
        self.assertEqual(len(self.of_source(self.programme)), 6)

    def test_confirming_a_session(self):
        self.session.action_confirm()
        self.assertEqual(self.numbers(self.of_source(self.session)), [10, 17, 18])
        trainer = self.of_source(self.trainer)
        self.assertEqual((self.numbers(trainer), trainer.level, trainer.company_id), ([21], "trainer", self.company))

    def test_a_trainer_of_two_sessions_is_evidence_once(self):
        second = self.make_session()
        self.waive(second, "learners")
        for session in self.session | second:
            self.waive(session, "conflict_trainer")
        (self.session | second).action_confirm()
        self.assertEqual(len(self.of_source(self.trainer)), 1)

    def test_a_trainer_without_titles_proves_nothing(self):
        self.trainer.of_trainer_titles = ""
        self.session.action_confirm()
        self.assertFalse(self.of_source(self.trainer))

    def test_issuing_documents(self):
        for kind, numbers in (("agreement", [6]), ("attendance_sheet", [10, 12]), ("certificate", [10]), ("other", [])):
            with self.subTest(kind=kind):
                document = self.issue(kind)
                found = self.of_source(document)
                self.assertEqual(self.numbers(found), numbers)
                for evidence in found:
                    self.assertEqual((evidence.sha256, evidence.attachment_id, evidence.document_id),
                                     (document.sha256, document.attachment_id, document))

    def test_a_document_of_the_past_proves_under_the_framework_of_its_day(self):
        found = self.of_source(self.issue(taken_over_at=datetime(2026, 10, 31, 12)))
        self.assertEqual(set(found.mapped("reference")), {"rnq2019/10", "rnq2019/12"})
        self.assertEqual(set(found.mapped("date")), {fields.Date.to_date("2026-10-31")})

    def test_a_rule_switched_off_gathers_nothing(self):
        self.env["of.qualiopi.rule"].search([("event", "=", "programme_published")]).active = False
        self.programme.action_of_publish()
        self.assertFalse(self.of_source(self.programme))

    def test_validity_counts_from_the_event(self):
        self.env.ref("of_qualiopi.rule_publish_01").validity_months = 12
        self.programme.action_of_publish()
        found = self.of_source(self.programme).filtered("valid_to")
        self.assertEqual((found.valid_to - found.date).days // 30, 12)

    def test_many_sessions_take_as_many_searches_as_one(self):
        sessions = self.env["of.session"].concat(*(self.make_session() for _n in range(4)))
        self.env.flush_all()
        searches = []
        original = type(self.env["of.qualiopi.evidence"])._without_known

        def counted(model, entries):
            searches.append(len(entries))
            return original(model, entries)

        self.patch(type(self.env["of.qualiopi.evidence"]), "_without_known", counted)
        sessions._give_evidence("session_confirmed")
        self.assertEqual(searches, [12])

    # -- rules that people write ---------------------------------------------------

    def test_a_rule_must_be_readable(self):
        rule = self.env.ref("of_qualiopi.rule_publish_01")
        for vals in ({"condition": "[('nothing', '=', 1)]"}, {"condition": "__import__('os')"}, {"number": 99}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                rule.write(vals)

    # -- frozen ----------------------------------------------------------------------

    def test_nobody_changes_or_deletes_it(self):
        evidence = self.upload()
        for vals in ({"name": "x"}, {"indicator_id": self.indicator(1).id}, {"company_id": 1}, {"is_partial": True}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                evidence.sudo().write(vals)
        with self.assertRaises(UserError):
            evidence.sudo().unlink()
        with self.assertRaises(UserError):
            evidence.attachment_id.sudo().raw = b"other"

    def test_the_database_refuses_too(self):
        evidence = self.upload()
        for query in ("UPDATE of_qualiopi_evidence SET indicator_id = %s WHERE id = %s",
                      "DELETE FROM of_qualiopi_evidence WHERE id <> %s AND id = %s"):
            with (self.subTest(query=query), mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError),
                  self.env.cr.savepoint()):
                self.env.cr.execute(query, (self.indicator(1).id, evidence.id))

    def test_moving_it_behind_the_trigger_is_found(self):
        evidence = self.upload()
        self.env.cr.execute("ALTER TABLE of_qualiopi_evidence DISABLE TRIGGER of_frozen_update")
        self.env.cr.execute("UPDATE of_qualiopi_evidence SET indicator_id = %s WHERE id = %s",
                            (self.indicator(1).id, evidence.id))
        evidence.invalidate_recordset()
        self.assertEqual(len(evidence._verify()), 1)

    # -- uploaded by hand -------------------------------------------------------------

    def test_an_uploaded_file_names_who_and_when(self):
        evidence = self.upload(note="Réseau local")
        self.assertEqual((evidence.author, evidence.filename, evidence.attachment_id.raw),
                         (self.quality.name, "partenaires.pdf", b"preuve"))
        self.assertFalse(evidence._verify())

    def test_what_can_not_be_uploaded(self):
        for vals in ({"file": b"%%%"}, {"date": "2999-01-01"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.upload(**vals)
