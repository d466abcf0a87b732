from odoo.tests import HttpCase, tagged

from .common import TrainingData


@tagged("post_install", "-at_install")
class TestTrainerAbsences(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.portal_user(cls.trainer).tz = "Europe/Paris"
        cls.portal_user(cls.anna)

    def post(self, path, **values):
        page = self.url_open("/my/absences")
        self.assertEqual(page.status_code, 200)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(path, data={"csrf_token": token, **values})

    def test_a_trainer_types_and_removes_his_absence(self):
        self.authenticate(self.trainer.email, self.trainer.email)
        self.post("/my/absences/add", start="2030-01-11T09:00", end="2030-01-12T18:00", reason="Congés")
        absence = self.trainer.of_absence_ids
        self.assertEqual((str(absence.start), str(absence.end)), ("2030-01-11 08:00:00", "2030-01-12 17:00:00"))
        self.post(f"/my/absences/{absence.id}/remove")
        self.assertFalse(absence.exists())

    def test_nonsense_is_told_and_changes_nothing(self):
        self.authenticate(self.trainer.email, self.trainer.email)
        for start, end in (("", ""), ("2030-01-12T09:00", "2030-01-11T09:00"), ("2020-01-01T09:00", "2020-01-02T09:00")):
            with self.subTest(start=start):
                self.assertIn("note bad", self.post("/my/absences/add", start=start, end=end).text)
        self.assertFalse(self.trainer.of_absence_ids)

    def test_another_trainers_absence_is_out_of_reach(self):
        other = self.env["of.trainer.absence"].create({
            "trainer_id": self.env["res.partner"].create({"name": "X", "of_is_trainer": True}).id,
            "start": "2030-01-11 08:00:00", "end": "2030-01-12 08:00:00"})
        self.authenticate(self.trainer.email, self.trainer.email)
        self.assertEqual(self.post(f"/my/absences/{other.id}/remove").status_code, 404)
        self.assertTrue(other.exists())

    def test_a_learner_has_no_such_page(self):
        self.authenticate(self.anna.email, self.anna.email)
        self.assertEqual(self.url_open("/my/absences").status_code, 404)
