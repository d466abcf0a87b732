from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common import TrainingData
from .test_lib_attendance import png


@tagged("post_install", "-at_install")
class TestSigningPages(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        now = fields.Datetime.now()
        hour = timedelta(hours=1)
        cls.session.slot_ids = [Command.clear()] + [
            Command.create({"start": start, "end": end, "trainer_id": cls.trainer.id}) for start, end in (
                (now - 3 * hour, now - hour / 60), (now + 24 * hour, now + 27 * hour), (now - 72 * hour, now - 70 * hour))]
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.session.action_confirm()
        cls.past, cls.slot, cls.future = cls.session.slot_ids.sorted("start")
        cls.training, cls.session = cls.session, None  # HttpCase keeps its own session under this name

    def attendance(self, partner, slot=None):
        return (slot or self.slot).attendance_ids.filtered(lambda a: a.partner_id == partner)

    def link(self, partner, slot=None):
        return f"/of/sign/{self.attendance(partner, slot)._sign_token()}"

    def sign(self, url, **data):
        return self.url_open(url, data={"typed": "Anna Stagiaire", **data})

    def log_in(self, partner):
        self.portal_user(partner)
        self.authenticate(partner.email, partner.email)

    def csrf(self, page):
        return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def test_personal_link_signs_without_login(self):
        page = self.url_open(self.link(self.anna))
        self.assertIn("Anna Stagiaire", page.text)
        self.assertNotIn("/web/assets/", page.text)
        answer = self.sign(self.link(self.anna), drawn=png(), device_time="2027-01-11T08:10:00Z")
        self.assertEqual(answer.status_code, 200)
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.how, entry.ip, entry.device_time), ("link", "127.0.0.1", "2027-01-11T08:10:00Z"))
        self.assertIn(entry.digest[:12], answer.text)
        self.assertNotIn("<form", answer.text)

    def test_signing_twice_is_told_politely(self):
        self.sign(self.link(self.anna))
        answer = self.sign(self.link(self.anna), typed="Bruno")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.attendance(self.anna).entry_ids.typed_name, "Anna Stagiaire")

    def test_empty_signature_leaves_the_form_with_a_reason(self):
        answer = self.sign(self.link(self.anna), typed="")
        self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.attendance(self.anna).entry_ids)

    def test_too_early_and_too_late_show_no_form(self):
        self.company.of_sign_late_days = 0
        for slot in (self.future, self.past):
            self.assertNotIn("<form", self.url_open(self.link(self.anna, slot)).text)
            self.sign(self.link(self.anna, slot))
            self.assertFalse(self.attendance(self.anna, slot).entry_ids)

    def test_late_signature_tells_why_and_the_trainer_confirms_it(self):
        link, attendance = self.link(self.anna, self.past), self.attendance(self.anna, self.past)
        self.assertIn('name="reason"', self.url_open(link).text)
        self.assertIn('role="alert"', self.sign(link).text)
        self.assertFalse(attendance.entry_ids)
        self.sign(link, reason="Plus de batterie")
        self.assertEqual((attendance.entry_ids.reason, attendance.state), ("Plus de batterie", "expected"))
        self.log_in(self.trainer)
        page = self.url_open(f"/my/slots/{self.past.id}")
        self.assertIn("Plus de batterie", page.text)
        self.url_open(f"/my/slots/{self.past.id}/presence", {
            "csrf_token": self.csrf(page), "attendance_id": attendance.id, "presence": "present"})
        attendance.invalidate_recordset()
        self.assertEqual(attendance.state, "present")

    # -- kept on the phone while there was no network --------------------------------------

    def send_kept(self, slot, device_time, **data):
        return self.url_open(self.link(self.anna, slot), headers={"Accept": "application/json"}, data={
            "typed": "Anna Stagiaire", "kept": "1", "device_time": device_time.isoformat() + ".000Z", **data}).json()

    def test_kept_signature_is_sent_once_and_answered_in_few_words(self):
        now = fields.Datetime.now()
        self.assertEqual(self.send_kept(self.slot, now), {"state": "signed"})
        self.assertEqual(self.send_kept(self.slot, now), {"state": "signed"})
        self.assertEqual(len(self.attendance(self.anna).entry_ids), 1)
        self.assertFalse(self.attendance(self.anna).entry_ids.reason)
        self.assertEqual(self.send_kept(self.future, now)["state"], "refused")

    def test_kept_signature_that_comes_late_says_when_it_was_given(self):
        attendance = self.attendance(self.anna, self.past)
        self.assertEqual(self.send_kept(self.past, self.past.start), {"state": "signed"})
        self.assertIn("sans réseau", attendance.entry_ids.reason)
        self.assertTrue(attendance.awaits_word)

    def test_device_s_time_outside_the_slot_is_no_reason(self):
        self.assertEqual(self.send_kept(self.past, fields.Datetime.now())["state"], "refused")
        self.assertFalse(self.attendance(self.anna, self.past).entry_ids)

    def test_worker_may_serve_the_pages_of_signing(self):
        answer = self.url_open("/of/worker.js")
        self.assertEqual(answer.headers["Service-Worker-Allowed"], "/")
        self.assertIn("javascript", answer.headers["Content-Type"])

    def test_wrong_link_is_refused_and_logged(self):
        wrong = self.link(self.anna)[:-4] + "0000"
        for url in (wrong, "/of/sign/x", "/of/sign/1-", "/of/sign/%C3%A9"):
            with self.assertLogs("odoo.addons.of_training.controllers.signing", "WARNING"):
                self.assertEqual(self.url_open(url).status_code, 404)
        self.assertFalse(self.attendance(self.anna).entry_ids)

    def test_learner_signs_his_own_and_no_other(self):
        self.log_in(self.anna)
        own = f"/my/attendance/{self.attendance(self.anna).id}"
        self.sign(own, csrf_token=self.csrf(self.url_open(own)))
        self.assertEqual(self.attendance(self.anna).entry_ids.how, "portal")
        with self.assertLogs("odoo.addons.of_training.controllers.signing", "WARNING"):
            self.assertEqual(self.url_open(f"/my/attendance/{self.attendance(self.bruno).id}").status_code, 403)
        for url in (f"/my/slots/{self.slot.id}", f"/my/slots/{self.slot.id}/sign/{self.attendance(self.bruno).id}"):
            with self.assertLogs("odoo.addons.of_training.controllers.signing", "WARNING"):
                self.assertEqual(self.url_open(url).status_code, 404)

    def test_portal_shows_the_way_when_it_is_time(self):
        self.log_in(self.anna)
        record = self.training.enrolment_ids.filtered(lambda e: e.learner_id == self.anna)
        page = self.url_open(record.access_url).text
        self.assertIn(f"/my/attendance/{self.attendance(self.anna).id}", page)
        self.assertNotIn(f"/my/attendance/{self.attendance(self.anna, self.future).id}", page)
        self.assertIn(f"/my/attendance/{self.attendance(self.anna).id}", self.url_open("/my/attendance").url)

    def test_portal_form_without_csrf_token_is_refused(self):
        self.log_in(self.anna)
        self.assertEqual(self.sign(f"/my/attendance/{self.attendance(self.anna).id}").status_code, 400)
        self.assertFalse(self.attendance(self.anna).entry_ids)

    def test_visitor_is_sent_to_log_in(self):
        self.assertIn("/web/login", self.url_open("/my/slots").url)

    def test_trainer_passes_the_phone_round_notes_absents_and_countersigns(self):
        self.log_in(self.trainer)
        page = self.url_open("/my/slots")
        self.assertIn(f"/my/slots/{self.slot.id}/sign/{self.attendance(self.anna).id}", page.text)
        token = self.csrf(page)
        self.sign(f"/my/slots/{self.slot.id}/sign/{self.attendance(self.anna).id}", csrf_token=token)
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.how, entry.author, entry.person), ("tablet", "Nadia Formatrice", "Anna Stagiaire"))
        self.url_open(f"/my/slots/{self.slot.id}/presence", data={
            "csrf_token": token, "attendance_id": self.attendance(self.bruno).id, "presence": "absent"})
        self.assertEqual(self.attendance(self.bruno).state, "absent")
        self.sign(f"/my/attendance/{self.attendance(self.trainer).id}", csrf_token=token, typed="Nadia Formatrice")
        self.env.invalidate_all()
        self.assertTrue(self.slot.closed_at)
        page = self.url_open(f"/my/slots/{self.slot.id}").text
        self.assertFalse("/presence" in page or "/close" in page)
        done = {e.learner_id: e.hours_done for e in self.training.enrolment_ids}
        self.assertAlmostEqual(done[self.anna], self.slot.hours, 1)
        self.assertEqual(done[self.bruno], 0)

    def test_slot_that_waits_for_the_trainer_comes_first(self):
        self.log_in(self.trainer)
        before = self.url_open("/my/slots").text
        self.assertIn(f'href="/my/attendance/{self.attendance(self.trainer).id}"', before)
        self.assertIn(f'href="/my/slots/{self.future.id}"', before)
        with self.enter_registry_test_mode():
            self.attendance(self.trainer)._sign("portal", typed="Nadia Formatrice")
        after = self.url_open("/my/slots").text
        self.assertNotIn(f'href="/my/slots/{self.slot.id}"', after)
        self.assertIn(f'/my/slots/{self.past.id}"', after)

    def test_wrong_time_is_told_on_the_page(self):
        self.log_in(self.trainer)
        token = self.csrf(self.url_open("/my/slots"))
        for at in ("", "25:00", "x"):
            answer = self.url_open(f"/my/slots/{self.slot.id}/presence", data={
                "csrf_token": token, "attendance_id": self.attendance(self.bruno).id, "presence": "late", "at": at})
            self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.attendance(self.bruno).entry_ids)

    def test_trainer_of_another_company_finds_nothing(self):
        other = self.env["res.partner"].create({"name": "Omar", "email": "omar@example.com", "of_is_trainer": True})
        company = self.env["res.company"].create({"name": "Autre OF"})
        self.portal_user(other).write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.authenticate(other.email, other.email)
        self.assertNotIn("Anna", self.url_open("/my/slots").text)
        with self.assertLogs("odoo.addons.of_training.controllers.signing", "WARNING"):
            self.assertEqual(self.url_open(f"/my/slots/{self.slot.id}").status_code, 404)

    def test_pages_are_light(self):
        self.authenticate(None, None)
        page = self.url_open(self.link(self.anna))
        size = len(page.content) + sum(
            len(self.url_open(f"/of_training/static/src/signing/signing.{kind}").content) for kind in ("css", "js"))
        self.assertLess(size, 40_000)

    def test_retry_after_a_lost_answer_finds_the_signature(self):
        with patch.object(self.registry["of.attendance"], "_follow"):  # the server stopped after the entry
            self.sign(self.link(self.anna))
        self.sign(self.link(self.anna))
        self.assertEqual(len(self.attendance(self.anna).entry_ids), 1)
        self.assertEqual(self.attendance(self.anna).state, "present")
