from base64 import b64encode
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.of_training.tests.test_import import csv_file

from ..lib import edof
from .cpf import CpfCase

HEAD = ("N° de dossier", "Statut", "Nom", "Prénom", "E-mail", "Formation", "Date de début", "Prix TTC",
        "Colonne inconnue")


class TestCpfImport(CpfCase):
    def load(self, *rows, head=HEAD, user=None):
        record = self.env["of.import"].with_user(user or self.assistant).create({"kind": "cpf", "filename": "edof.csv"})
        record.file = b64encode(csv_file(head, *rows))
        record.action_read()
        record.action_ignore_unknown()
        record.action_check()
        record.invalidate_recordset(["line_ids"])
        return record

    def row(self, number="N1", state="Non traité", last="Neuf", first="Zoé", email="zoe@example.com",
            programme="Excel, bases", day="11/01/2027", price="890,00"):
        return [number, state, last, first, email, programme, day, price, "x"]

    def known_row(self, state, price="890,00"):
        return [self.file.number, state, "Particulière", "Carla", "", "", "", price, ""]

    def made(self, record):
        return self.env["of.cpf.file"].browse(record.trace["created"]["of.cpf.file"])

    def test_dry_run_says_what_each_line_does_and_writes_nothing(self):
        before = self.env["of.cpf.file"].search_count([])
        record = self.load(self.row(), self.known_row("Accepté"))
        lines = {line.title.split()[0]: line for line in record.line_ids}
        self.assertEqual({line.status for line in lines.values()}, {"new", "known"})
        labels = dict(self.file._fields["state"]._description_selection(self.env))
        self.assertIn(labels["not_processed"], lines["N1"].summary)
        self.assertIn(" → ".join(labels[state] for state in ("not_processed", "validated", "accepted")),
                      lines[self.file.number].summary)
        self.assertEqual((self.env["of.cpf.file"].search_count([]), self.file.state), (before, "not_processed"))

    def test_new_files_come_with_their_holder_session_and_amounts(self):
        record = self.load(self.row(state="Accepté"))
        record.action_import()
        file = self.made(record)
        self.assertEqual((file.learner_id.name, file.learner_id.email, file.session_id, file.price, file.state),
                         ("Zoé Neuf", "zoe@example.com", self.session, 890, "accepted"))
        self.assertTrue(file.is_order_due)
        self.assertFalse(file.date_asked)
        file.write({"learner_status": "employee", "date_accepted": "2026-11-09"})
        file.with_user(self.assistant).action_make_orders()
        self.assertEqual(file.order_id.state, "sale")

    def test_known_holder_is_used_and_a_namesake_decided_by_a_person(self):
        record = self.load(self.row(last="Stagiaire", first="Anna", email="anna@example.com"))
        record.action_import()
        self.assertEqual(self.made(record).learner_id, self.anna)
        record = self.load(self.row("N2", last="Stagiaire", first="Bruno", email=""))
        self.assertEqual(record.undecided_count, 1)
        record.action_new_all()
        record.action_import()
        self.assertNotIn(self.made(record).learner_id, self.bruno)

    def test_unknown_session_is_told_and_left_empty(self):
        record = self.load(self.row(day="12/03/2030"), self.row("N2", programme="Poterie", last="Deux"))
        self.assertFalse(record.error_count)
        summaries = " ".join(record.line_ids.mapped("summary"))
        self.assertIn("session", summaries)
        self.assertIn("Poterie", summaries)
        record.action_import()
        self.assertFalse(self.made(record).session_id)
        self.assertEqual(self.made(record).programme_id, self.programme)

    def test_known_files_follow_and_a_second_import_changes_nothing(self):
        self.accepted()
        rows = [self.known_row("En formation")]
        record = self.load(*rows)
        record.action_import()
        self.assertEqual(self.file.state, "in_training")
        self.assertTrue(self.file.order_id)
        again = self.load(*rows)
        self.assertEqual(again.line_ids.status, "known")
        again.action_import()
        self.assertFalse(again.trace["changed"])
        self.assertEqual(self.env["of.cpf.file"].search_count([("number", "=", self.file.number)]), 1)

    def test_each_code_of_edof_is_taken_as_it_is(self):
        codes = list(edof.CODES)
        record = self.load(*[self.row(f"C{n}", code, f"Nom{n}", email="") for n, code in enumerate(codes)])
        self.assertFalse(record.line_ids.filtered("error").mapped("error"))
        record.action_import()
        self.assertEqual(self.made(record).sorted("id").mapped("edof_code"), codes)

    def test_bad_rows_are_told_in_words_and_stop_everything(self):
        self.file._pass().write({"state": "terminated"})
        record = self.load(
            self.row(), self.row(last="Encore"), self.row("", last="Sans"), self.row("N4", "Perdu"),
            self.row("N5", price="=1+1"), self.row("N6", last="", first=""), self.known_row("Accepté"))
        errors = {line.number: line.error for line in record.line_ids if line.error}
        self.assertEqual(sorted(errors), [3, 4, 5, 6, 7, 8])
        for number, word in ((3, "2"), (4, "N° de dossier"), (5, "Perdu"), (6, "=1+1"), (7, "Nom"),
                             (8, self.file.number)):
            self.assertIn(word, errors[number])
        with self.assertRaises(UserError):
            record.action_import()
        record.action_skip_errors()
        record.action_import()
        self.assertEqual(len(self.made(record)), 1)

    def test_other_holder_other_price_and_known_as_new_are_refused(self):
        self.accepted()
        for row, word in ((self.known_row("En formation", "900"), "EDOF"),
                          ([self.file.number, "En formation", "Autre", "Paul", "", "", "", "", ""], "Autre")):
            self.assertIn(word, self.load(row).line_ids.error)
        record = self.load(self.known_row("En formation"))
        record.action_new_all()
        record.action_check()
        self.assertEqual(record.error_count, 1)

    def test_cancelled_in_edof_cancels_the_order_unless_it_is_invoiced(self):
        order = self.accepted().order_id
        record = self.load(self.known_row("canceledByAttendee"))
        record.action_import()
        self.assertEqual((self.file.state, self.file.ended_by, order.state), ("cancelled", "attendee", "cancel"))
        with self.assertRaises(UserError):
            record.action_undo()
        self.assertEqual(self.file.state, "cancelled")

    def test_cancelled_in_edof_and_invoiced_here_is_an_error(self):
        order = self.accepted().order_id
        self.close_slots()
        move = self.invoice(order)
        self.assertIn(move.name, self.load(self.known_row("canceledByAttendee")).line_ids.error)

    def test_undo_takes_back_files_holders_and_states(self):
        with freeze_time("2026-11-06"):
            head = [*HEAD[:8], "Date de la demande"]
            rows = [[*self.row()[:8], "06/11/2026"], [*self.known_row("Validé")[:8], "05/11/2026"]]
            record = self.load(*rows, head=head)
            record.action_import()
            file, learner = self.made(record), self.made(record).learner_id
            self.assertTrue(file.activity_ids)
            self.assertEqual((self.file.state, self.file.date_asked), ("validated", date(2026, 11, 5)))
            record.action_undo()
        self.assertFalse(file.exists() or learner.exists())
        self.assertEqual((self.file.state, self.file.date_asked), ("not_processed", date(2026, 11, 6)))

    def test_undo_is_refused_once_an_order_was_made(self):
        record = self.load(self.known_row("Validé"), self.row(state="Accepté"))
        record.action_import()
        self.file.action_accept()
        with self.assertRaises(UserError):
            record.action_undo()
        self.assertEqual(self.file.state, "accepted")

    def test_only_the_list_of_edof_is_imported_by_who_runs_funding(self):
        with self.assertRaises(AccessError):
            self.env["of.import"].with_user(self.assistant).create({"kind": "trainer"})
        trainer = self.env["of.import"].create({"kind": "trainer"})
        self.assertFalse(trainer.with_user(self.assistant).search([("id", "=", trainer.id)]))
        both = self.office_user(
            "both", "of_training.group_of_training_manager,of_funding.group_of_funding_user")
        self.assertTrue(self.env["of.import"].with_user(both).create({"kind": "trainer"}))
        plain = self.office_user("plain")
        with self.assertRaises(AccessError):
            self.env["of.import"].with_user(plain).create({"kind": "cpf"})

    def test_queries_per_line_do_not_grow(self):
        costs = []
        for count in (10, 100):
            record = self.load(*[self.row(f"Q{count}-{n}", "Validé", f"Nom{n}", email=f"q{count}-{n}@example.com")
                                 for n in range(count)])
            before = self.env.cr.sql_log_count
            record.action_import()
            self.env.flush_all()
            costs.append((self.env.cr.sql_log_count - before) / count)
        self.assertLessEqual(costs[1], costs[0])
