from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError

from ..models import of_trainer_paper
from .common import TrainingCase


class TestTrainerPapers(TrainingCase):
    def paper(self, days=None, kind="insurance", **vals):
        """A paper that ends in ``days``."""
        today = fields.Date.context_today(self.trainer)
        end = {"valid_until": today + timedelta(days=days)} if days is not None else {}
        return self.env["of.trainer.paper"].create(
            {"trainer_id": self.trainer.id, "kind": kind, "issued_on": "2020-01-01", **end, **vals})

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("of_training.ir_cron_trainer_papers").method_direct_trigger()
        self.env.invalidate_all()

    def test_alert_thirty_days_before_and_never_twice(self):
        soon, later, endless = self.paper(30), self.paper(31, "nda"), self.paper(kind="cv")
        self.run_cron()
        self.run_cron()
        self.assertEqual(len(soon.activity_ids), 1)
        self.assertEqual(soon.activity_ids.date_deadline, soon.valid_until)
        self.assertEqual(soon.activity_ids.user_id, soon.user_id)
        self.assertFalse((later | endless).activity_ids)

    def test_every_batch_is_done(self):
        papers = self.paper(1, "diploma") | self.paper(2, "diploma") | self.paper(3, "diploma")
        with patch.object(of_trainer_paper, "BATCH", 2):
            self.run_cron()
        self.assertEqual([len(paper.activity_ids) for paper in papers], [1, 1, 1])

    def test_done_activity_does_not_come_back(self):
        paper = self.paper(3)
        self.run_cron()
        paper.activity_ids.action_done()
        self.run_cron()
        self.assertFalse(paper.activity_ids)

    def test_renewal_ends_the_alert_of_the_old_one(self):
        old = self.paper(3)
        self.run_cron()
        new = self.paper(300)
        self.assertEqual(old.renewed_by_id, new)
        self.assertFalse(old.activity_ids)
        self.assertEqual(self.trainer.of_paper_state, "valid")

    def test_older_paper_entered_later_is_renewed_already(self):
        new, old = self.paper(300), self.paper(-3)
        self.assertEqual((old.renewed_by_id, new.renewed_by_id.id), (new, False))
        self.assertEqual(self.trainer.of_paper_state, "valid")
        self.run_cron()
        self.assertFalse(old.activity_ids)

    def test_end_that_was_corrected_says_which_is_in_force(self):
        old, new = self.paper(3), self.paper(300)
        old.valid_until = new.valid_until + timedelta(days=1)
        self.assertEqual((new.renewed_by_id, old.renewed_by_id.id), (old, False))

    def test_diplomas_add_up(self):
        first, second = self.paper(3, "diploma"), self.paper(300, "diploma")
        self.assertFalse((first | second).renewed_by_id)

    def test_a_new_end_is_alerted_anew(self):
        paper = self.paper(3)
        self.run_cron()
        paper.valid_until += timedelta(days=2)
        self.assertFalse(paper.alerted_on)

    def test_vigilance_holds_six_months(self):
        paper = self.paper(kind="vigilance", issued_on="2026-08-31")
        self.assertEqual(paper.valid_until, date(2027, 2, 28))

    def test_state_on_the_trainer(self):
        self.assertFalse(self.trainer.of_paper_state)
        for days, state in ((31, "valid"), (30, "renew"), (0, "renew"), (-1, "expired")):
            with self.subTest(days=days):
                paper = self.paper(days)
                self.trainer.invalidate_recordset()
                self.assertEqual(self.trainer.of_paper_state, state)
                paper.unlink()

    def test_papers_of_his_organisation_count(self):
        organisation = self.env["res.partner"].create({"name": "Autre OF", "is_company": True})
        self.trainer.parent_id = organisation
        self.paper(-1, trainer_id=organisation.id)
        self.assertEqual(self.trainer.of_paper_state, "expired")

    def test_alerts_are_not_written_by_hand(self):
        with self.assertRaises(UserError):
            self.paper(3).with_user(self.office_user()).alerted_on = "2020-01-01"
