from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..lib import edof
from .cpf import CpfCase


class TestCpfFile(CpfCase):
    def test_no_state_is_typed_and_every_move_is_the_tables(self):
        for state in edof.STATES:
            for action, moves in edof.TRANSITIONS.items():
                self.file._pass().write({"state": state})
                with self.subTest(state=state, action=action):
                    if state in moves:
                        self.file._move(action)
                        self.assertEqual(self.file.state, moves[state])
                    else:
                        with self.assertRaises(UserError):
                            self.file._move(action)
        for name in ("state", "billing_state", "control_state", "ended_by", "request_id"):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.file.with_user(self.assistant).write({name: self.file[name]})

    def test_who_may_end_it_depends_on_the_state(self):
        for state in edof.STATES:
            for (action, who), states in edof.ENDINGS.items():
                self.file._pass().write({"state": state, "ended_by": False})
                with self.subTest(state=state, action=action, who=who):
                    if state in states:
                        self.file._end(action, who, "Motif")
                        code = edof.CODE_OF[edof.ENDS_IN[action], who]
                        self.assertEqual((self.file.edof_code, self.file.reason), (code, "Motif"))
                    else:
                        with self.assertRaises(UserError):
                            self.file._end(action, who)

    def test_billing_and_control_follow_their_tables(self):
        for name, table in (("billing_state", edof.BILLING), ("control_state", edof.CONTROL)):
            for state in dict(self.file._fields[name].selection):
                for action, moves in table.items():
                    self.file._pass().write({name: state})
                    with self.subTest(name=name, state=state, action=action):
                        if state in moves:
                            self.file._turn(name, action)
                            self.assertEqual(self.file[name], moves[state])
                        else:
                            with self.assertRaises(UserError):
                                self.file._turn(name, action)

    def test_the_whole_way_by_a_funding_user(self):
        file = self.accepted(self.file.with_user(self.assistant))
        self.waive(file, "absent")
        with freeze_time("2027-01-11 17:00:00"):
            file.action_enter()
        self.assertEqual(str(file.date_entry), "2027-01-11")
        self.close_slots()
        with freeze_time("2027-01-13 10:00:00"):
            with self.assertRaises(UserError):  # why he left is not said
                file.action_leave()
            file.exit_reason = "completed"
            file.action_leave()
            self.assertEqual((str(file.date_exit), file.hours_planned, file.hours_done + file.hours_absent),
                             ("2027-01-12", 14, 14))
            file.action_declare()
            file.action_approve()
            self.assertEqual((file.state, file.billing_state), ("service_validated", "to_bill"))
            self.invoice(self.file.order_id)
            file.action_bill()
            file.action_pay()
        self.assertEqual((file.billing_state, str(file.date_paid)), ("paid", "2027-01-13"))

    def test_acceptance_makes_one_order_to_the_platform_once(self):
        file = self.accepted()
        request, order = file.request_id, file.order_id
        self.assertEqual((request.state, request.mode, request.number, request.amount_granted),
                         ("granted", "platform", file.number, 890))
        self.assertEqual((order.state, order.partner_id, order.amount_untaxed), ("sale", self.cdc, 890))
        self.assertEqual((file.enrolment_id.learner_id, file.enrolment_id.status, file.is_order_due),
                         (self.carla, "employee", False))
        for again in (file.action_accept, file.action_make_orders):
            with self.assertRaises(UserError):
                again()
        self.assertEqual(self.env["sale.order"].search_count([("of_funding_request_id.learner_id", "=", self.carla.id)]), 1)
        self.close_slots()
        self.assertInvoiced(self.invoice(order), {self.cdc: 890})

    def test_vat_is_taken_out_of_the_price_that_the_platform_shows(self):
        self.product.taxes_id = self.env["account.tax"].search([
            ("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 20),
            ("price_include", "=", False)], limit=1)
        self.file.price = 1200
        self.waive(self.file, "public_price")
        file = self.accepted()
        self.assertEqual((file.request_id.amount_granted, file.order_id.amount_total), (1000, 1200))

    def test_what_was_waived_on_the_file_is_waived_on_its_request(self):
        self.file.learner_status = False
        with self.assertRaises(UserError):
            self.accepted()
        self.waive(self.file, "learner_status")
        self.accepted()
        self.assertTrue(self.file.order_id)

    def test_session_that_is_not_known_is_told_and_the_order_made_later(self):
        self.file.session_id = False
        self.file._pass().write({"state": "accepted", "date_accepted": "2026-11-09"})
        self.assertTrue(self.file.is_order_due)
        self.assertIn("session", self.codes(self.file, "order"))
        self.file.session_id = self.session
        self.file.action_make_orders()
        self.assertEqual((self.file.order_id.state, self.file.is_order_due), ("sale", False))

    def test_price_is_locked_by_acceptance_and_holder_and_session_by_the_order(self):
        file = self.accepted()
        for change in ({"price": 900}, {"amount_rights": 10}, {"number": "X"}, {"learner_id": self.anna.id},
                       {"session_id": False}):
            with self.subTest(change=change), self.assertRaises(UserError):
                file.with_user(self.assistant).write(change)
        file.with_user(self.assistant).write({"price": 890, "learner_id": self.carla.id, "note": "x"})

    def test_session_follows_the_learner_record(self):
        file, other = self.accepted(), self.make_session()
        file.enrolment_id.session_id = other
        self.assertEqual(file.session_id, other)

    def test_cancelling_takes_back_request_order_and_record(self):
        file = self.accepted()
        record, request, order = file.enrolment_id, file.request_id, file.order_id
        wizard = Form(self.env["of.cpf.end"].with_user(self.assistant).with_context(
            default_file_id=file.id, default_action="cancel"))
        self.assertEqual((wizard.ended_by, "no_follow_up" in wizard.allowed), ("organism", False))
        wizard.ended_by = "attendee"
        wizard.save().action_end()
        self.assertEqual((file.state, request.state, order.state, record.state), ("cancelled",) + ("cancelled", "cancel", "cancelled"))
        self.assertEqual(file.edof_code, "canceledByAttendee")

    def test_a_reopened_file_is_ordered_anew(self):
        file = self.accepted()
        first = file.order_id
        file._end("cancel", "attendee")
        file.action_reopen()
        self.assertFalse(file.ended_by)
        self.accepted()
        self.assertNotEqual(file.order_id, first)
        self.assertEqual(file.enrolment_id.state, "confirmed")

    def test_what_is_invoiced_is_credited_first(self):
        file = self.accepted()
        self.close_slots()
        move = self.invoice(file.order_id)
        with self.assertRaises(UserError) as refused:
            file._end("cancel", "attendee")
        self.assertIn(move.name, str(refused.exception))
        self.assertEqual((file.state, file.order_id.state), ("accepted", "sale"))
        move._reverse_moves([{"invoice_date": move.invoice_date}], cancel=True)
        file._end("cancel", "attendee")
        self.assertEqual(file.state, "cancelled")

    def test_a_step_clicked_too_early_is_taken_back_with_its_day(self):
        file = self.entered()
        file.action_back()
        self.assertEqual((file.state, file.date_entry, str(file.date_accepted)), ("accepted", False, "2026-11-09"))
        with self.assertRaises(UserError):  # an order hangs on it: it is cancelled
            file.action_back()
        file._pass().write({"state": "service_validated", "billing_state": "to_bill"})
        file.action_back()
        self.assertEqual((file.state, file.billing_state), ("service_declared", "not_billable"))
        file._pass().write({"state": "service_validated", "billing_state": "paid"})
        with self.assertRaises(UserError):
            file.action_back()

    def test_funding_user_types_a_file_on_its_form(self):
        with Form(self.env["of.cpf.file"].with_user(self.assistant)) as form:
            form.number = "F1"
            form.learner_id = self.anna
            form.session_id = self.session
            self.assertEqual(form.programme_id, self.programme)
            form.price = 890
            form.amount_employer = 100
            self.assertEqual(form.exemption, "top_up")
        self.assertEqual((form.record.state, form.record.user_id), ("not_processed", self.assistant))

    def test_number_is_unique_in_a_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_file(self.anna, number=self.file.number)

    def test_amounts_and_hours_hold_together(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.file.write({"amount_other": -1})
            self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.file.write({"hours_absent": 2, "hours_force_majeure": 3})

    def test_exemption_from_the_flat_share_is_proposed(self):
        self.assertFalse(self.file.exemption)
        self.file.learner_status = "job_seeker"
        self.assertEqual(self.file.exemption, "job_seeker")
        self.file.write({"learner_status": "employee", "amount_opco": 100})
        self.assertEqual(self.file.exemption, "top_up")
        self.file.amount_opco = 0
        self.file.exemption = "c2p"
        self.file.learner_status = "other"
        self.assertEqual(self.file.exemption, "c2p")

    def test_answered_files_are_not_deleted(self):
        self.file.action_validate()
        with self.assertRaises(UserError):
            self.file.with_user(self.assistant).unlink()
        self.make_file(self.anna).with_user(self.assistant).unlink()

    def test_others_read_and_write_nothing(self):
        for group in ("of_training.group_of_training_user", "sales_team.group_sale_salesman",
                      "account.group_account_invoice", "account.group_account_readonly"):
            file = self.file.with_user(self.office_user(group, group))
            self.assertTrue(file.read(["number", "price"]))
            for act in (file.action_validate, lambda file=file: file.write({"note": "x"}), file.unlink):
                with self.subTest(group=group), self.assertRaises(AccessError):
                    act()


class TestCpfChecks(CpfCase):
    def test_answer_with_everything_in_order_lacks_nothing(self):
        self.assertFalse(self.codes(self.file, "validate"))

    def test_price_beyond_the_public_one_and_session_over(self):
        self.file.price = 900
        self.assertEqual(self.codes(self.file, "validate"), {"public_price": "advisory"})
        self.session._pass().write({"state": "cancelled"})
        self.assertEqual(self.codes(self.file, "validate")["session_over"], "blocking")

    def test_our_certificate_and_the_certifiers_habilitation(self):
        self.company.of_certified_training = False
        self.programme.write({"of_recognition": "rs", "of_certification_code": "RS5801",
                              "of_habilitation_to": "2027-01-10"})
        codes = self.codes(self.file, "validate")
        self.assertEqual({name: codes[name] for name in ("quality", "habilitation", "no_habilitation")},
                         {"quality": "blocking", "habilitation": "blocking", "no_habilitation": "advisory"})
        self.programme.write({"of_habilitation": "H1", "of_habilitation_to": "2027-01-11"})
        self.assertFalse({"habilitation", "no_habilitation"} & self.codes(self.file, "validate").keys())

    def test_caps_of_the_law_are_told_on_the_file(self):
        self.programme.write({"of_recognition": "rs", "of_certification_code": "RS5801"})
        self.file.price = 2000
        [price] = [answer for answer in self.file.cap_answers if answer["kind"] == "cpf_price"]
        self.assertEqual((price["rest"], price["rest_for"]), (500, "holder"))

    def test_a_request_with_this_number_is_told(self):
        self.env["of.funding.request"].create({"funder_id": self.cdc.id, "number": self.file.number})
        self.assertEqual(self.codes(self.file, "accept"), {"request": "blocking"})

    def test_parts_that_do_not_come_to_the_price(self):
        self.file.write({"amount_rights": 700, "amount_flat": 150})
        self.assertIn("parts", self.codes(self.file, "accept"))
        self.file.amount_employer = 40
        self.assertNotIn("parts", self.codes(self.file, "accept"))

    def test_entry_is_not_declared_before_it_is_and_absence_is_told(self):
        file = self.accepted()
        with freeze_time("2027-01-10 10:00:00"):
            self.assertEqual(self.codes(file, "enter"), {"early": "blocking", "absent": "advisory"})
        with freeze_time("2027-01-11 17:00:00"):
            self.assertEqual(self.codes(file, "enter"), {"absent": "advisory"})

    def test_service_done_waits_for_the_last_half_day(self):
        file = self.entered()
        with freeze_time("2027-01-13 10:00:00"):
            file.exit_reason = "completed"
            file.action_leave()
            self.assertIn("open_slots", self.codes(file, "declare"))
            self.close_slots()
            file.action_propose_hours()
            self.assertFalse(self.codes(file, "declare"))

    def test_examination_of_a_certifying_programme(self):
        file = self.accepted()
        self.programme.write({"of_recognition": "rs", "of_certification_code": "RS5801",
                              "of_certification_title": "Tableur", "of_certifier": "Certif"})
        self.assertEqual(self.codes(file, "leave")["examination"], "advisory")
        examination = self.env["of.examination"].create({
            "programme_id": self.programme.id, "date": "2027-02-01 08:00:00", "session_ids": self.session.ids})
        examination.action_add_learners()
        examination.action_register()
        file.invalidate_recordset(["candidate_ids"])
        self.assertEqual(file.candidate_ids.learner_id, self.carla)
        self.assertNotIn("examination", self.codes(file, "leave"))
        self.assertNotIn("not_sat", self.codes(file, "bill"))
        examination.candidate_ids.presence = "absent"
        self.assertIn("not_sat", self.codes(file, "bill"))
