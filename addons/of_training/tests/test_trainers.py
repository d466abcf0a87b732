from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import TrainingCase

MANAGER = "of_training.group_of_training_manager"


class TrainersCase(TrainingCase):
    """A second trainer who invoices; everything happens on 4 January 2027, a week before the session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time("2027-01-04 09:00:00", tick=True)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.omar = cls.make_trainer("Omar Indépendant", of_trainer_kind="freelance", of_trainer_price=400,
                                    of_trainer_price_unit="day")
        cls.slots = cls.session.slot_ids

    @classmethod
    def make_trainer(cls, name, programme=True, **vals):
        trainer = cls.env["res.partner"].create({
            "name": name, "of_is_trainer": True, "email": f"{name.split()[0].lower()}@example.com",
            "of_trainer_titles": "Ingénieur", **vals})
        if programme:
            cls.qualify(trainer)
        return trainer

    @classmethod
    def qualify(cls, trainer, **vals):
        return cls.env["of.trainer.qualification"].create(
            {"trainer_id": trainer.id, "programme_ids": cls.programme.ids, **vals})

    def paper(self, trainer, kind="insurance", **vals):
        return self.env["of.trainer.paper"].create(
            {"trainer_id": trainer.id, "kind": kind, "issued_on": "2026-01-15", **vals})

    def absence(self, trainer, start, end):
        return self.env["of.trainer.absence"].create({"trainer_id": trainer.id, "start": start, "end": end})

    def codes(self, slot):
        return [obstacle.code for obstacle in slot._trainer_obstacles().get((slot, slot.trainer_id), [])]


class TestObstacles(TrainersCase):
    def test_a_qualified_and_free_trainer_has_none(self):
        self.assertFalse(self.slots[0].trainer_obstacles)

    def test_shown_at_once_in_the_form(self):
        absent = self.make_trainer("Zoé Absente")
        self.absence(absent, "2027-01-11 00:00:00", "2027-01-11 23:00:00")
        with Form(self.slots[0]) as form:
            form.trainer_id = absent
            self.assertTrue(form.trainer_obstacles)
            form.trainer_id = self.omar
            self.assertFalse(form.trainer_obstacles)

    def test_absent_in_one_half_day_only(self):
        self.absence(self.trainer, "2027-01-11 12:00:00", "2027-01-11 18:00:00")
        self.assertEqual([self.codes(slot) for slot in self.slots], [[], ["absent"], [], []])

    def test_busy_in_another_company(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.env["of.session"].create({
            "programme_id": self.programme.id, "company_id": other.id, "slot_ids": [Command.create(
                {"start": "2027-01-12 09:00:00", "end": "2027-01-12 10:00:00", "trainer_id": self.trainer.id})]})
        self.assertEqual([self.codes(slot) for slot in self.slots], [[], [], ["busy"], []])

    def test_a_cancelled_session_keeps_nobody_busy(self):
        self.make_session(trainer=self.trainer)._move("cancel")
        self.assertFalse(self.codes(self.slots[0]))

    def test_closed_slots_are_judged_no_more(self):
        self.env["of.trainer.qualification"].search([]).unlink()
        self.slots[0]._pass().closed_at = "2027-01-11 12:00:00"
        self.assertFalse(self.slots[0].trainer_obstacles)
        self.assertTrue(self.slots[1].trainer_obstacles)

    def test_expired_paper_until_it_is_renewed(self):
        self.paper(self.trainer, valid_until="2027-01-03")
        self.assertEqual(self.codes(self.slots[0]), ["paper_expired"])
        self.paper(self.trainer, issued_on="2027-01-02", valid_until="2028-01-01")
        self.assertFalse(self.codes(self.slots[0]))

    def test_vigilance_counts_what_the_year_costs(self):
        self.slots.trainer_id = self.omar
        self.omar.of_trainer_price = 2500  # 14 hours are two days: 5 000 EUR
        self.assertEqual(self.codes(self.slots[0]), ["vigilance_missing"])
        self.omar.of_trainer_price = 2499
        self.assertFalse(self.codes(self.slots[0]))
        self.omar.write({"of_trainer_price": 2500, "of_trainer_kind": "employee"})
        self.assertFalse(self.codes(self.slots[0]))

    def test_vigilance_of_the_organisation_counts_for_its_trainer(self):
        organisation = self.env["res.partner"].create({"name": "Autre OF", "is_company": True})
        self.omar.write({"parent_id": organisation.id, "of_trainer_kind": "subcontractor", "of_trainer_price": 9000})
        self.slots.trainer_id = self.omar
        self.assertEqual(self.codes(self.slots[0]), ["vigilance_missing"])
        self.paper(organisation, "vigilance", issued_on="2026-12-01")
        self.assertFalse(self.codes(self.slots[0]))


class TestChecklist(TrainersCase):
    def setUp(self):
        super().setUp()
        self.env["of.trainer.qualification"].search([("trainer_id", "=", self.trainer.id)]).unlink()
        self.code = f"trainer-{self.trainer.id}-unqualified"

    def waive(self, user):
        self.env["of.checklist.waiver"].with_user(user).create(
            {"res_model": "of.session", "res_id": self.session.id, "code": self.code, "reason": "Seul disponible"})

    def test_confirming_is_refused_with_the_reason(self):
        self.assertIn(self.code, [item["code"] for item in self.session.of_checklist])
        with self.assertRaisesRegex(UserError, self.trainer.name):
            self.session.action_confirm()

    def test_a_manager_waives_it_and_only_it(self):
        self.waive(self.office_user("boss", MANAGER))
        self.make_order(self.client, [self.anna]).action_confirm()
        self.absence(self.trainer, "2027-01-11 00:00:00", "2027-01-12 23:00:00")
        with self.assertRaises(UserError):
            self.session.action_confirm()
        self.env["of.trainer.absence"].search([]).unlink()
        self.session.action_confirm()
        self.assertEqual(self.session.state, "confirmed")

    def test_an_assistant_does_not(self):
        with self.assertRaises(UserError):
            self.waive(self.office_user())


class TestQualifications(TrainersCase):
    def test_programme_and_qualification_say_the_same(self):
        self.assertEqual(self.programme.of_trainer_ids, self.trainer | self.omar)
        self.programme.of_trainer_ids -= self.omar
        self.assertFalse(self.omar.of_qualification_ids)
        self.programme.of_trainer_ids += self.omar
        self.assertEqual(self.omar.of_qualification_ids.programme_ids, self.programme)

    def test_ended_and_not_begun_are_not_able_today(self):
        self.omar.of_qualification_ids.until = "2027-01-03"
        self.assertEqual(self.programme.of_trainer_ids, self.trainer)
        self.qualify(self.omar, since="2027-01-05")
        self.programme.invalidate_recordset()
        self.assertEqual(self.programme.of_trainer_ids, self.trainer)

    def test_a_speciality_covers_its_programmes_and_is_ended_on_the_trainer(self):
        self.programme.of_nsf_code = "326"
        zoe = self.make_trainer("Zoé Large", programme=False)
        self.qualify(zoe, programme_ids=False, nsf_code="32")
        self.assertIn(zoe, self.programme.of_trainer_ids)
        with self.assertRaises(UserError):
            self.programme.of_trainer_ids -= zoe

    def test_a_qualification_for_nothing_is_refused(self):
        with self.assertRaises(ValidationError):
            self.qualify(self.omar, programme_ids=False)

    def test_an_assistant_reads_but_does_not_decide(self):
        assistant = self.office_user()
        self.assertIn(self.omar, self.programme.with_user(assistant).of_trainer_ids)
        with self.assertRaises(AccessError):
            self.omar.of_qualification_ids.with_user(assistant).until = "2030-01-01"


class TestProposals(TrainersCase):
    def propose(self, name="", limit=8):
        wanted = {"id": self.slots[0].id, "start": "2027-01-11 08:00:00", "end": "2027-01-11 11:30:00",
                  "session_id": self.session.id, "programme_id": self.programme.id}
        return self.env["res.partner"].with_context(of_teach=wanted).web_name_search(
            name, {"display_name": {}}, [("of_is_trainer", "=", True)], limit=limit)

    def test_free_and_qualified_first_the_others_with_the_reason(self):
        self.make_trainer("Aaron Premier", programme=False)
        found = [item["display_name"] for item in self.propose()]
        self.assertGreater(found.index("Aaron Premier"), found.index("Omar Indépendant"))
        shown = {item["display_name"]: item["__formatted_display_name"] for item in self.propose()}
        self.assertIn("--", shown["Aaron Premier"])
        self.assertNotIn("--", shown["Omar Indépendant"])

    def test_the_limit_cuts_after_sorting(self):
        for number in range(8):
            self.make_trainer(f"Aa {number}", programme=False)
        self.assertIn("Omar Indépendant", [item["display_name"] for item in self.propose()])

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.propose(limit=50)
        return self.env.cr.sql_log_count - before

    def test_thirty_trainers_cost_no_more_queries_than_one(self):
        (self.trainer | self.omar).of_is_trainer = False
        self.make_hindered("T 0")
        self.queries()
        few = self.queries()
        for number in range(1, 30):
            self.make_hindered(f"T {number}")
        self.queries()
        self.assertEqual(self.queries(), few)

    def make_hindered(self, name):
        trainer = self.make_trainer(name)
        self.paper(trainer, valid_until="2027-01-03")
        self.absence(trainer, "2027-01-11 00:00:00", "2027-01-12 00:00:00")


class TestCost(TrainersCase):
    def test_cost_follows_trainer_and_hours_and_keeps_the_past(self):
        self.slots.trainer_id = self.omar
        self.assertEqual(self.slots.mapped("trainer_cost"), [200.0] * 4)
        self.slots[0]._pass().closed_at = "2027-01-11 12:00:00"
        self.omar.of_trainer_price = 600
        self.assertEqual(self.slots.mapped("trainer_cost"), [200, 300, 300, 300])
        self.assertEqual((self.session.trainer_cost, self.session.trainer_hours_done), (1100, 3.5))

    def test_cost_that_was_agreed_stays_when_the_slot_moves_and_follows_its_length(self):
        self.slots.trainer_id = self.omar
        self.slots[0].trainer_cost = 150
        self.session._postpone(7)
        self.assertEqual(self.slots.mapped("trainer_cost"), [150, 200, 200, 200])
        self.slots[0].end = "2027-01-18 09:45:00"  # half as long
        self.assertEqual(self.slots[0].trainer_cost, 75)

    def test_hours_of_the_year_on_the_trainer(self):
        self.slots[0]._pass().closed_at = "2027-01-11 12:00:00"
        self.assertEqual((self.trainer.of_trainer_hours, self.trainer.of_trainer_hours_done), (14, 3.5))

    def test_cost_is_read_by_managers_and_accountants_alone(self):
        self.slots.trainer_id = self.omar
        for login, groups, reads in [
                ("boss", MANAGER, True), ("accountant", "account.group_account_invoice", True),
                ("assistant", "of_training.group_of_training_user", False),
                ("seller", "sales_team.group_sale_salesman", False)]:
            for record, field in ((self.omar, "of_trainer_price"), (self.slots, "trainer_cost")):
                with self.subTest(login=login, field=field):
                    user = self.env["res.users"].search([("login", "=", login)]) or self.office_user(login, groups)
                    if reads and record == self.omar:
                        self.assertEqual(record.with_user(user).of_trainer_price, 400)
                    elif not reads:
                        with self.assertRaises(AccessError):
                            record.with_user(user).read([field])

    def test_portal_reads_no_cost_nor_reason(self):
        user = self.portal_user(self.trainer)
        for field in ("trainer_cost", "trainer_obstacles"):
            with self.assertRaises(AccessError):
                self.slots.with_user(user).read([field])
        for model in ("of.trainer.paper", "of.trainer.absence", "of.trainer.qualification"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])

    def test_a_price_belongs_to_its_company(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.assertFalse(self.omar.with_company(other).of_trainer_price)

    def test_other_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[(6, 0, other.ids)])
        paper, absence = self.paper(self.omar), self.absence(self.omar, "2027-01-11 08:00:00", "2027-01-11 09:00:00")
        for record in (paper, absence):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["trainer_id"])
