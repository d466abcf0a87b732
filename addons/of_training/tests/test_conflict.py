from odoo import Command

from .common import TrainingCase


class TestConflict(TrainingCase):
    """What is expected at two places at the same time is told, and never refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls.env["of.room"].create({"name": "Salle Saône", "place_id": cls.place.id, "seats": 1})
        cls.paul = cls.env["res.partner"].create({"name": "Paul Formateur", "of_is_trainer": True})
        cls.session.slot_ids.trainer_id = cls.paul
        cls.other = cls.make_session()  # Nadia, at the same hours
        cls.slot = cls.session.slot_ids[0]

    def kinds(self, slot=None):
        return (slot or self.slot).conflict_kinds

    def enrol(self, session, learner):
        return self.env["of.enrolment"].create({"session_id": session.id, "learner_id": learner.id})

    def test_nothing_in_common(self):
        self.assertFalse(self.slot.is_conflicting)
        self.assertFalse(self.slot.conflicts)

    def test_trainer_room_and_learner(self):
        self.slot.trainer_id = self.trainer
        self.assertEqual(self.kinds(), "trainer")
        self.assertIn(self.other.name, self.slot.conflicts)
        self.session.room_id = self.other.room_id = self.room
        self.assertEqual(self.kinds(), "room,trainer")
        self.assertEqual(self.kinds(self.session.slot_ids[1]), "room")
        for session in (self.session, self.other):
            self.enrol(session, self.anna)
        self.session.slot_ids.invalidate_recordset(["conflict_kinds"])
        self.assertEqual(self.kinds(), "learner,room,trainer")

    def test_what_was_cancelled_takes_nobody(self):
        self.slot.trainer_id = self.trainer
        self.other._move("cancel")
        self.slot.invalidate_recordset(["conflict_kinds"])
        self.assertFalse(self.kinds())
        first, second = self.enrol(self.session, self.anna), self.enrol(self.make_session(), self.anna)
        self.assertEqual(self.kinds(self.session.slot_ids[1]), "learner")
        (first | second)[1].action_cancel()
        self.session.slot_ids.invalidate_recordset(["conflict_kinds"])
        self.assertFalse(self.kinds(self.session.slot_ids[1]))

    def test_past_conflicts_are_not_told(self):
        self.slot.trainer_id = self.trainer
        for session in (self.session, self.other):
            for slot in session.slot_ids.sorted("start"):
                slot.write({"start": slot.start.replace(year=2024), "end": slot.end.replace(year=2024)})
        self.assertFalse(self.kinds())

    def test_told_before_it_is_saved(self):
        new = self.env["of.session.slot"].new({
            "session_id": self.session.id, "start": "2027-01-12 08:00:00", "end": "2027-01-12 09:00:00",
            "trainer_id": self.trainer.id})
        self.assertEqual(new.conflict_kinds, "trainer")
        self.slot.trainer_id = self.trainer
        self.assertTrue(self.slot.conflicts_if_moved("2027-01-12 08:00:00", "2027-01-12 10:00:00"))
        self.assertFalse(self.slot.conflicts_if_moved("2027-01-13 08:00:00", "2027-01-13 10:00:00"))
        self.assertEqual(str(self.slot.start), "2027-01-11 08:00:00")

    def test_learner_of_the_session_is_told_for_a_new_slot(self):
        for session in (self.session, self.other):
            self.enrol(session, self.anna)
        new = self.env["of.session.slot"].new({
            "session_id": self.session.id, "start": "2027-01-12 08:00:00", "end": "2027-01-12 09:00:00"})
        self.assertEqual(new.conflict_kinds, "learner")

    def test_session_of_another_company_takes_people_and_is_not_named(self):
        company = self.env["res.company"].create({"name": "Autre OF"})
        assistant = self.office_user()
        foreign = self.make_session(self.trainer, company_id=company.id, place_id=False)
        slot = self.session.slot_ids[1]
        slot.trainer_id = self.trainer
        self.other._move("cancel")
        told = slot.with_user(assistant).conflicts
        self.assertIn(self.trainer.name, told)
        self.assertNotIn(foreign.name, told)
        self.assertIn(foreign.name, slot.with_context(
            allowed_company_ids=(self.company | company).ids).with_user(self.env.user).conflicts)

    def test_checklist_advises_and_a_waiver_answers_for_one_kind(self):
        self.session.slot_ids.trainer_id = self.trainer
        self.enrol(self.session, self.bruno)
        codes = [item["code"] for item in self.session._of_missing("confirm")]
        self.assertEqual(codes, ["conflict_trainer"])
        self.env["of.checklist.waiver"].create({
            "res_model": "of.session", "res_id": self.session.id, "code": "conflict_trainer", "reason": "Co-animation"})
        self.session.action_confirm()
        self.assertEqual(self.session.state, "confirmed")

    def test_search(self):
        self.slot.trainer_id = self.trainer
        slots = self.env["of.session.slot"]
        found = slots.search([("is_conflicting", "=", True)])
        self.assertEqual(found & (self.session | self.other).slot_ids, self.slot | self.other.slot_ids[0])
        self.assertNotIn(self.slot, slots.search([("is_conflicting", "=", False)]))

    def test_query_count_does_not_grow_with_the_slots(self):
        def queries(count):
            sessions = self.env["of.session"].concat(*(self.make_session(self.trainer) for _number in range(count)))
            for session in sessions:
                session.enrolment_ids = [Command.create({"learner_id": learner.id})
                                         for learner in (self.anna, self.bruno)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(slot.conflicts for slot in sessions.slot_ids))
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(15))
