import csv
import io
from base64 import b64encode
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TrainingCase

SIRET = "73282932000074"


def csv_file(*rows, encoding="cp1252"):
    """A file as a French Excel saves it."""
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue().encode(encoding)


class ImportCase(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.office_user("manager", "of_training.group_of_training_manager")

    def load(self, kind, *rows, user=None, **more):
        """An import, its columns read and its lines checked."""
        record = self.env["of.import"].with_user(user or self.manager).create({
            "kind": kind, "filename": f"{kind}.csv", **more})
        record.file = b64encode(csv_file(*rows))
        record.action_read()
        record.action_ignore_unknown()
        record.action_check()
        record.invalidate_recordset(["line_ids"])  # errors first
        return record

    def imported(self, kind, *rows, **more):
        record = self.load(kind, *rows, **more)
        self.assertFalse(record.line_ids.filtered("error").mapped("error"))
        record.action_import()
        return record

    def created(self, record, model):
        return self.env[model].browse(record.trace["created"][model])

    def learners(self, count, **more):
        head = ["Prénom", "Nom", "E-mail", "Ville", "Employeur", "SIRET", "Session", "Statut", "Prix HT"]
        return [head] + [
            [f"Prénom{n}", f"Nom{n}", f"l{n}@example.com", "Lyon", f"Société {n % 5}", "", self.session.name, "salarié",
             "890,00"] for n in range(count)]


class TestImport(ImportCase):
    def test_a_line_makes_the_learner_his_employer_and_his_confirmed_record(self):
        record = self.imported("learner", *self.learners(3))
        enrolments = self.created(record, "of.enrolment")
        self.assertEqual(enrolments.mapped("state"), ["confirmed"] * 3)
        self.assertEqual(enrolments.session_id, self.session)
        self.assertEqual(enrolments[0].learner_id.name, "Prénom0 Nom0")
        self.assertEqual(enrolments.employer_id.mapped("name"), ["Société 0", "Société 1", "Société 2"])
        self.assertEqual((enrolments[0].status, enrolments[0].price), ("employee", 890))
        self.assertFalse(enrolments.sale_line_id)
        self.assertEqual(record.done_by_id, self.manager)

    def test_an_employer_named_by_many_lines_is_one_company(self):
        record = self.imported("learner", *self.learners(30))
        self.assertEqual(len(self.created(record, "of.enrolment").employer_id), 5)

    def test_nothing_is_written_while_a_line_is_wrong_and_the_error_says_where_and_what(self):
        before = self.env["res.partner"].search_count([])
        record = self.load("learner", *self.learners(3), ["Zoé", "Faux", "zoe", "", "", "123", self.session.name])
        self.assertEqual((record.error_count, record.new_count), (1, 3))
        wrong = record.line_ids[0]
        self.assertEqual(wrong.number, 5)
        for word in ("SIRET", "123", "E-mail", "zoe"):
            self.assertIn(word, wrong.error)
        with self.assertRaises(UserError):
            record.action_import()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        record.action_skip_errors()
        record.action_import()
        self.assertEqual(len(self.created(record, "of.enrolment")), 3)

    def test_an_error_in_writing_leaves_nothing(self):
        record = self.load("learner", *self.learners(3))
        before = self.env["res.partner"].search_count([])
        self.patch(type(self.env["of.enrolment"]), "_count_hours_done", lambda self: self._refuse_guarded({"state"}))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            record.action_import()
        self.assertEqual((self.env["res.partner"].search_count([]), record.state), (before, "checked"))

    def test_somebody_known_is_proposed_and_used_updated_or_made_anew(self):
        rows = [["Nom complet", "E-mail", "Ville"], ["Stagiaire Anna", "anna@example.com", "Bron"]]
        record = self.load("learner", *rows)
        line = record.line_ids
        self.assertEqual((line.match_id, line.decision, line.status), (self.anna.id, "use", "known"))
        record.action_import()
        self.assertEqual((line.res_id, self.anna.city), (self.anna.id, "Lyon"))
        record = self.load("learner", *rows)
        record.action_update_all()
        record.action_import()
        self.assertEqual(self.anna.city, "Bron")
        record.action_undo()
        self.assertEqual(self.anna.city, "Lyon")
        record = self.load("learner", *rows)
        record.action_new_all()
        record.action_import()
        self.assertNotEqual(record.line_ids.res_id, self.anna.id)

    def test_a_namesake_is_decided_by_a_person(self):
        record = self.load("learner", ["Nom complet", "Ville"], ["Anna Stagiaire", "LYON"])
        self.assertEqual(record.undecided_count, 1)
        with self.assertRaises(UserError):
            record.action_import()
        record.line_ids.decision = "new"
        record.action_import()
        self.assertEqual(len(self.created(record, "res.partner")), 1)

    def test_what_somebody_changed_since_is_not_put_back(self):
        record = self.load("learner", ["Nom complet", "E-mail", "Ville", "Téléphone"],
                           ["Anna Stagiaire", "anna@example.com", "Bron", "0612345678"])
        record.action_update_all()
        record.action_import()
        self.anna.city = "Nice"
        record.action_undo()
        self.assertEqual((self.anna.city, self.anna.phone), ("Nice", False))

    def test_undo_deletes_all_that_was_created(self):
        record = self.imported("learner", *self.learners(30))
        made = [self.created(record, model) for model in ("of.enrolment", "res.partner")]
        record.action_undo()
        self.assertFalse([records for records in made if records.exists()])
        self.assertEqual(record.state, "undone")

    def test_undo_is_refused_whole_when_something_hangs_on_a_record(self):
        record = self.imported("learner", *self.learners(3))
        partner = self.created(record, "res.partner")[0]
        order = self.make_order(partner)
        with self.assertRaises(UserError) as refusal:
            record.action_undo()
        self.assertIn("1 × ", str(refusal.exception))
        self.assertEqual(len(self.created(record, "of.enrolment").exists()), 3)
        order.unlink()
        record.action_undo()

    def test_undo_keeps_what_somebody_wrote_or_attached(self):
        record = self.imported("trainer", ["Nom", "Prénom"], ["Benali", "Omar"])
        partner = self.env["res.partner"].browse(record.line_ids.res_id)
        added = self.env["ir.attachment"].create({"name": "CV.pdf", "raw": b"x", "res_model": "res.partner", "res_id": partner.id})
        with self.assertRaises(UserError):
            record.action_undo()
        added.unlink()
        partner.message_post(body="Rappelé", message_type="comment")
        with self.assertRaises(UserError):
            record.action_undo()

    def test_the_mapping_is_remembered(self):
        record = self.env["of.import"].with_user(self.manager).create({"kind": "trainer"})
        field = self.env.ref("of_training.of_import_field_trainer_full_name")
        rows = [["Qui", "Couleur"], ["Omar Benali", "bleu"]]
        record.file = b64encode(csv_file(*rows))
        record.action_read()
        self.assertFalse(record.column_ids.field_id)
        with self.assertRaises(UserError):
            record.action_check()
        record.column_ids[0].field_id = field
        record.action_ignore_unknown()
        record.action_check()
        record.action_import()
        self.assertFalse(record.file)  # people's data are kept once, in their records
        again = self.env["of.import"].with_user(self.manager).create({"kind": "trainer", "file": b64encode(csv_file(*rows))})
        again.action_read()
        self.assertEqual((again.column_ids[0].field_id, again.column_ids[1].is_ignored), (field, True))

    def test_queries_per_line_do_not_grow(self):
        """The same number for each line of a file of 300 as of one of 30."""
        costs = []
        for count in (30, 300):
            record = self.load("learner", *[[cell.replace("@", f"{count}@") for cell in row] for row in self.learners(count)])
            before = self.env.cr.sql_log_count
            record.action_import()
            self.env.flush_all()
            costs.append((self.env.cr.sql_log_count - before) / count)
        self.assertLessEqual(costs[1], costs[0])


class TestImportKinds(ImportCase):
    def test_a_company_with_its_hr_contact(self):
        record = self.imported("company", ["Raison sociale", "N° SIRET", "CP", "Ville", "Contact RH", "E-mail du contact"],
                               ["Scierie Noire", "732 829 320 00074", "69100", "Villeurbanne", "Luc Noir", "luc@example.com"])
        company = self.env["res.partner"].browse(record.line_ids.res_id)
        self.assertEqual((company.company_registry, company.is_company, company.country_id.code), (SIRET, True, "FR"))
        self.assertEqual(company.of_hr_contact_ids.mapped("name"), ["Luc Noir"])
        self.assertEqual(company.of_hr_contact_ids.parent_id, company)
        record.action_undo()
        self.assertFalse(company.exists())

    def test_a_company_twice_in_a_file_is_an_error(self):
        record = self.load("company", ["Raison sociale", "SIRET"], ["Scierie", SIRET], ["La scierie", SIRET])
        self.assertIn("2", record.line_ids[0].error)
        self.assertEqual(record.line_ids[0].number, 3)

    def test_a_contact_of_a_known_company(self):
        self.client.company_registry = SIRET
        record = self.imported("contact", ["Nom", "Prénom", "SIRET", "Contact RH"], ["Petit", "Jean", SIRET, "oui"])
        contact = self.env["res.partner"].browse(record.line_ids.res_id)
        self.assertEqual(contact.parent_id, self.client)
        self.assertIn(contact, self.client.of_hr_contact_ids)

    def test_a_programme(self):
        record = self.imported("programme", ["Intitulé", "Code", "Durée (h)", "Modalités", "Objectifs", "Code RNCP"],
                               ["Word", "WD1", "10h30", "FOAD", "Rédiger\nMettre en page", "rncp 38596"])
        programme = self.env["slide.channel"].browse(record.line_ids.res_id)
        self.assertEqual((programme.of_hours, programme.of_modality, programme.of_recognition), (10.5, "distance", "rncp"))
        self.assertEqual((programme.of_certification_code, programme.company_id), ("RNCP38596", self.company))
        self.assertIn("<br", programme.of_objectives)
        self.assertTrue(programme.of_is_programme)

    def test_a_programme_comes_with_its_tariffs_and_both_are_undone(self):
        self.company.of_vat_exempt_from = "2020-01-01"
        head = ["Intitulé", "Code", "Tarif HT", "Prix groupe"]
        record = self.imported("programme", head, ["Word", "WD1", "890,50", "1450"])
        person, group = self.env["slide.channel"].browse(record.line_ids.res_id).of_product_ids.sorted("of_tariff")[::-1]
        self.assertEqual((person.of_tariff, person.list_price, person.name), ("person", 890.5, "Word"))
        self.assertEqual((group.of_tariff, group.list_price, group.company_id), ("group", 1450, self.company))
        self.assertEqual(person.taxes_id, self.company._of_exempt_tax())
        self.assertEqual(person.taxes_id.amount, 0)
        again = self.load("programme", head[:3], ["Word", "WD1", "900"])
        again.line_ids.decision = "update"
        again.action_check()
        again.action_import()
        self.assertEqual(person.list_price, 900)
        self.assertEqual(len(person.of_programme_id.of_product_ids), 2)
        again.action_undo()
        self.assertEqual(person.list_price, 890.5)
        record.action_undo()
        self.assertFalse((person | group).exists())

    def test_a_tariff_that_was_sold_keeps_the_import(self):
        record = self.imported("programme", ["Intitulé", "Tarif HT"], ["Word", "890"])
        product = self.created(record, "product.product")
        self.env["sale.order"].create({
            "partner_id": self.client.id, "order_line": [Command.create({"product_id": product.id})]})
        with self.assertRaises(UserError):
            record.action_undo()

    def test_learners_take_the_places_that_their_employer_bought_without_names(self):
        order = self.make_order(self.client, [self.anna], quantity=3)
        order.action_confirm()
        places = order.of_enrolment_ids.filtered(lambda one: not one.learner_id)
        head = ["Nom complet", "Session", "Employeur", "Prix HT"]
        rows = [[name, self.session.name, self.client.name, "1"] for name in ("Zoé Un", "Yves Deux", "Ugo Trois")]
        record = self.load("learner", head, *rows)
        record.action_use_all()
        self.assertIn(places.sorted("id")[0].name, record.line_ids[0].summary)
        record.action_import()
        self.assertEqual(set(places.mapped("learner_id.name")), {"Zoé Un", "Yves Deux"})
        self.assertEqual(set(places.mapped("price")), {890.0})
        self.assertEqual(len(self.created(record, "of.enrolment")), 1)  # the third one was not sold
        record.action_undo()
        self.assertFalse(places.learner_id)
        self.assertEqual(order.of_enrolment_ids.learner_id, self.anna)

    def test_birth_data_of_a_learner(self):
        record = self.imported("learner", ["Nom", "Prénom", "Né(e) le", "Né(e) à", "Nom de naissance"],
                               ["Petit", "Zoé", "29/02/1992", "Lyon (69)", "Grand"])
        learner = self.env["res.partner"].browse(record.line_ids.res_id)
        self.assertEqual((learner.of_birth_date, learner.of_birth_place, learner.of_birth_name),
                         (date(1992, 2, 29), "Lyon (69)", "Grand"))

    def session_rows(self, reference, *rows):
        head = ["Référence", "Programme", "État", "Date", "Date de fin", "Début matin", "Fin matin",
                "Début après-midi", "Fin après-midi", "Formateur", "Lieu", "Salle"]
        return [head, *([reference, "XL1", *row] for row in rows)]

    def test_a_running_session_comes_with_its_state_and_slots(self):
        record = self.imported("session", *self.session_rows(
            "2020-7", ["en cours", "07/12/2020", "08/12/2020", "9h", "12h30", "13h30", "17h00", "Nadia Formatrice",
                       "Centre Part-Dieu", "Saône"],
            ["", "14/12/2099", "", "9h", "12h30", "", "", "Nadia Formatrice"]))
        session = self.created(record, "of.session")
        self.assertEqual((session.name, session.state, len(session.slot_ids)), ("2020-7", "running", 5))
        self.assertEqual(session.slot_ids[0].start, datetime(2020, 12, 7, 8))
        self.assertEqual((session.trainer_ids, session.place_id), (self.trainer, self.place))
        self.assertEqual((session.room_id.name, session.room_id.company_id), ("Saône", self.company))
        self.assertTrue(all(slot.closed_at for slot in session.slot_ids[:4]))
        self.assertEqual(session.attendance_ids.slot_id, session.slot_ids[4])  # the past is not asked again
        learners = self.imported("learner", ["Nom complet", "Session", "Heures réalisées"], ["Marc Neuf", "2020-7", "14"])
        enrolment = self.created(learners, "of.enrolment")
        self.assertEqual((enrolment.state, enrolment.hours_done), ("confirmed", 14))
        self.assertEqual(session.attendance_ids.filtered("enrolment_id").slot_id, session.slot_ids[4])
        enrolment._count_hours_done()
        self.assertEqual(enrolment.hours_done, 14)

    def test_states_are_taken_over_by_no_call_from_outside(self):
        with self.assertRaises(UserError):
            self.env["of.session"].with_user(self.manager).create({"programme_id": self.programme.id, "state": "running"})

    def test_programmes_and_sessions_are_undone_in_their_order(self):
        programmes = self.imported("programme", ["Intitulé", "Code"], ["Word", "WD1"])
        sessions = self.imported("session", ["Référence", "Programme", "Date", "Heure de début", "Heure de fin", "Statut"],
                                 ["W-1", "wd1", "07/12/2020", "9h", "12h", "Terminée"])
        with self.assertRaises(UserError):
            programmes.action_undo()
        sessions.action_undo()
        programmes.action_undo()
        self.assertFalse(self.env["slide.channel"].search([("of_code", "=", "WD1")]))

    def test_a_person_known_and_written_in_two_ways_is_one_person(self):
        record = self.load("learner", ["Nom complet", "E-mail", "Ville", "Session"],
                           ["Anna Stagiaire", "anna@example.com", "", self.session.name],
                           ["STAGIAIRE Anna", "", "Lyon", self.make_session().name])
        record.action_use_all()
        record.action_check()
        record.action_import()
        self.assertEqual(self.created(record, "of.enrolment").learner_id, self.anna)

    def test_unknown_programme_trainer_and_session_are_named(self):
        record = self.load("session", *self.session_rows(
            "A", ["", "07/12/2026", "", "9h", "12h30", "", "", "Inconnu"]))
        self.assertIn("Inconnu", record.line_ids.error)
        record = self.load("learner", ["Nom", "Session"], ["Durand", "X-404"])
        self.assertIn("X-404", record.line_ids.error)

    def test_slots_that_overlap_are_named(self):
        record = self.load("session", *self.session_rows(
            "A", ["", "07/12/2026", "", "9h", "12h30"], ["", "07/12/2026", "", "12h", "13h"]))
        self.assertEqual(record.error_count, 1)

    def test_the_same_learner_twice_in_a_session_is_an_error(self):
        record = self.load("learner", *self.learners(1), self.learners(1)[1])
        self.assertEqual(record.error_count, 1)

    def test_one_person_with_two_employers_is_one_person(self):
        second = self.make_session()
        one, two = self.learners(1)[1], self.learners(1)[1]
        two[4], two[6] = "Autre employeur", second.name
        record = self.imported("learner", self.learners(0)[0], one, two)
        enrolments = self.created(record, "of.enrolment")
        self.assertEqual((len(enrolments), len(enrolments.learner_id), len(enrolments.employer_id)), (2, 1, 2))


@tagged("post_install", "-at_install")
class TestImportWalls(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})
        cls.stranger = cls.office_user("stranger", "of_training.group_of_training_manager", company_id=cls.other.id,
                                       company_ids=[(6, 0, cls.other.ids)])

    def test_an_assistant_imports_nothing(self):
        with self.assertRaises(AccessError):
            self.env["of.import"].with_user(self.office_user()).create({"kind": "company"})

    def test_records_of_another_company_are_neither_matched_nor_changed(self):
        self.anna.company_id = self.company
        record = self.load("learner", ["Nom complet", "E-mail"], ["Anna Stagiaire", "anna@example.com"], user=self.stranger)
        self.assertFalse(record.line_ids.match_id)
        wrong = self.load("learner", ["Nom", "Session"], ["Durand", self.session.name], user=self.stranger)
        self.assertEqual(wrong.error_count, 1)

    def test_an_import_is_seen_in_its_company_alone(self):
        record = self.imported("trainer", ["Nom"], ["Omar"])
        with self.assertRaises(AccessError):
            record.with_user(self.stranger).action_undo()

    def test_company_state_and_trace_are_not_written_from_outside(self):
        record = self.load("trainer", ["Nom"], ["Omar"])
        for vals in ({"state": "done"}, {"trace": {"created": {}}}, {"company_id": self.other.id}):
            with self.assertRaises(UserError):
                record.write(vals)
        with self.assertRaises(UserError):
            self.env["of.import"].with_user(self.manager).create({"kind": "company", "company_id": self.other.id})


@tagged("post_install", "-at_install")
class TestImportTemplate(HttpCase):
    def test_each_kind_has_a_template_that_it_can_read_itself(self):
        new_test_user(self.env, "manager", groups="of_training.group_of_training_manager", password="manager-12345")
        self.authenticate("manager", "manager-12345")
        for kind in ("company", "contact", "trainer", "programme", "session", "learner"):
            answer = self.url_open(f"/of/import/template/{kind}")
            record = self.env["of.import"].create({"kind": kind, "file": b64encode(answer.content)})
            record.action_read()
            self.assertFalse(record.unknown_columns, kind)
            record.action_check()
            known = {field.key: field for field in record._fields_of_kind()}
            self.assertFalse(record.line_ids._parse(known)[1], kind)

    def test_an_assistant_gets_none(self):
        new_test_user(self.env, "assistant", groups="of_training.group_of_training_user", password="assistant-12345")
        self.authenticate("assistant", "assistant-12345")
        self.assertNotEqual(self.url_open("/of/import/template/company").status_code, 200)
