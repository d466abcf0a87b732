from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import TrainingCase


class TestRefusals(TrainingCase):
    """What nobody may do beside the methods that check it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.client, [cls.anna]).action_confirm()
        cls.record = cls.session.enrolment_ids
        cls.assistant = cls.office_user()
        cls.company.phone = "04 00 00 00 00"

    def test_hours_and_states_are_not_typed(self):
        for record, values in (
            (self.record, {"hours_done": 99}), (self.record, {"state": "done"}), (self.session, {"state": "closed"}),
            (self.session.slot_ids[0], {"closed_at": "2027-01-11 12:00:00"}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                record.with_user(self.assistant).write(values)

    def test_session_is_not_born_closed(self):
        with self.assertRaises(UserError):
            self.env["of.session"].with_user(self.assistant).create(
                {"programme_id": self.programme.id, "state": "closed"})

    def test_context_of_a_caller_opens_nothing(self):
        for key in ("of_guarded", "of_take_over", "install_mode", "module"):
            with self.subTest(key=key), self.assertRaises(UserError):
                self.record.with_user(self.assistant).with_context(**{key: True}).write({"state": "done"})

    def test_portal_user_prints_no_office_document(self):
        learner = self.portal_user(self.anna)
        for report, record in (("of_training.report_certificate", self.record),
                               ("of_training.report_attestation", self.record),
                               ("of_training.report_attendance_sheet", self.session)):
            with self.subTest(report), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(learner)._render_qweb_html(report, record.ids)

    def test_price_and_internal_note_are_not_for_the_portal(self):
        learner = self.portal_user(self.anna)
        with self.assertRaises(AccessError):
            self.record.with_user(learner).read(["price"])
        with self.assertRaises(AccessError):
            self.session.with_user(learner).read(["note"])

    def test_individual_is_not_invoiced_beside_his_order(self):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.carla.id,
            "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": 890})]})
        with self.assertRaises(UserError):
            move.action_post()
        move.partner_id = self.client
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_company_rule_may_only_protect_more(self):
        rules = self.env["of.agreement.rule"]
        vals = {"company_id": self.company.id, "date_from": "2026-01-01", "source": "house"}
        for case in ({"kind": "distance", "days": 13}, {"kind": "deposit", "percent": 31}):
            with self.subTest(case), self.assertRaises(ValidationError):
                rules.create({**vals, **case})
        self.assertTrue(rules.create({**vals, "kind": "distance", "days": 21}))

    def test_company_rule_protects_on_each_of_its_days(self):
        rules = self.env["of.agreement.rule"]
        law = rules._holding_on(fields.Date.to_date("2026-01-01"), kind="on_site")
        own = rules.create({"company_id": self.company.id, "kind": "on_site", "days": law.days, "source": "house",
                            "date_from": "2026-01-01", "date_to": "2026-12-31"})
        law.date_to = "2026-12-31"
        stricter = law.copy({"date_from": "2027-01-01", "date_to": False, "days": law.days + 5})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            own.date_to = False
        law.date_to = "2026-11-30"
        stricter.date_from = "2026-12-01"  # as an update of the module brings it
        found = rules._holding_on(fields.Date.to_date("2026-12-15"), self.company, kind="on_site")
        self.assertEqual(found, stricter)

    def test_slots_of_a_session_do_not_overlap(self):
        with self.assertRaises(ValidationError):
            self.session.slot_ids[1].start = "2027-01-11 11:00:00"

    def test_learner_gets_no_parent_company_afterwards(self):
        with self.assertRaises(ValidationError):
            self.anna.parent_id = self.client
        self.bruno.parent_id = self.client  # nobody's learner yet
        with self.assertRaises(ValidationError):
            self.record.learner_id = self.bruno

    def test_rule_for_all_companies_is_ended_by_an_administrator_alone(self):
        manager = self.office_user("manager", "of_training.group_of_training_manager")
        rule = self.env["of.agreement.rule"].search([("company_id", "=", False)], limit=1)
        with self.assertRaises(UserError):
            rule.with_user(manager).date_to = "2026-12-31"
        rule.with_user(self.env.ref("base.user_admin")).date_to = "2026-12-31"
        self.assertTrue(rule.date_to)

    def test_places_are_whole_and_at_least_one(self):
        for line in ({"quantity": 2.5}, {"of_seats": 0}):
            with self.subTest(line), self.assertRaises(ValidationError):
                self.make_order(self.client, **line)
