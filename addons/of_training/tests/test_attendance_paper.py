import base64
import io

from freezegun import freeze_time
from PIL import Image

from odoo import Command
from odoo.exceptions import UserError

from ..lib import scans
from .test_attendance import AttendanceCase

AFTERNOON = "2027-01-11 17:00:00"


def photo(format="JPEG", paper="white"):
    kept = io.BytesIO()
    Image.new("RGB", (3000, 2000), paper).save(kept, format)
    return kept.getvalue()


class TestPaper(AttendanceCase):
    """A sheet signed by hand, and what justifies an absence."""

    def paper(self, slots=None, content=None, user=None, **values):
        wizard = self.env["of.attendance.paper"].with_user(user or self.env.user).create({
            "session_id": self.session.id, "slot_ids": [Command.set((slots or self.slot).ids)],
            "scan": base64.b64encode(content or photo()), **values})
        return wizard

    @freeze_time(AFTERNOON)
    def test_scan_is_frozen_and_everybody_left_in_the_list_signed(self):
        wizard = self.paper(user=self.office_user())
        self.assertEqual(wizard.attendance_ids, self.slot.attendance_ids)
        wizard.attendance_ids -= self.attendance(self.bruno)
        wizard.action_record()
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.how, entry.level, entry.presence, entry.kind),
                         ("paper", "handwritten", "present", "signature"))
        self.assertEqual(entry.paper_sha256, entry.paper_id.sha256)
        self.assertTrue(entry.paper_id.attachment_id.raw.startswith(b"%PDF"))
        self.assertFalse(self.attendance(self.bruno).entry_ids)
        self.assertFalse(self.slot.closed_at)  # one is missing
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_attendance_sheet", self.session.ids)[0].decode()
        self.assertIn("signé sur papier, feuille versée le", html)
        self.assertEqual(self.session._verify_proofs(), [])

    @freeze_time(AFTERNOON)
    def test_slot_that_everybody_signed_is_closed_and_counted(self):
        self.paper().action_record()
        self.assertTrue(self.slot.closed_at)
        self.assertEqual(self.attendance(self.anna).hours, 3.5)

    @freeze_time(AFTERNOON)
    def test_one_signs_once(self):
        self.sign(self.anna)
        self.paper().action_record()
        self.assertEqual(len(self.attendance(self.anna).entry_ids), 1)

    @freeze_time(AFTERNOON)
    def test_bad_input_is_refused_and_nothing_half_written(self):
        later = self.session.slot_ids.sorted("start")[-1]
        other = self.make_session()
        for make in (lambda: self.paper(content=b"%PDF-1.7 no pdf"), lambda: self.paper(content=b"GIF89a"),
                     lambda: self.paper(content=photo()[:500]), lambda: self.paper(slots=later),
                     lambda: self.paper(attendance_ids=[Command.clear()]),
                     lambda: self.paper(session_id=other.id)):
            with self.assertRaises(UserError), self.cr.savepoint():
                make().action_record()
        self.assertFalse(self.session.attendance_ids.entry_ids)
        self.assertFalse(self.env["of.document"].search([("kind", "=", "attendance_paper")]))

    def test_picture_of_gigapixels_is_not_opened(self):
        bomb = io.BytesIO()
        Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
        with self.assertRaises(scans.NotAPaper):
            scans.as_pdf(bomb.getvalue())
        for content in (b"", b"x" * (scans.MAX_BYTES + 1)):
            with self.assertRaises(scans.NotAPaper):
                scans.as_pdf(content)

    @freeze_time(AFTERNOON)
    def test_justified_absence_keeps_its_paper_for_the_office_alone(self):
        self.env["of.attendance.correction"].create({
            "attendance_ids": [Command.set(self.attendance(self.anna).ids)], "presence": "absent_justified",
            "reason": "Arrêt de travail", "paper": base64.b64encode(photo("PNG"))}).action_correct()
        entry = self.attendance(self.anna).entry_ids
        self.assertEqual((entry.presence, bool(entry.paper_id), entry.kind), ("absent_justified", True, "correction"))
        self.assertEqual(entry._verify(), [])
        self.assertNotIn("Arrêt", entry.paper_id.subject)
        documents, kind = self.env["of.document"], [("kind", "=", "absence_paper")]
        self.assertFalse(documents.with_user(self.office_user()).search(kind))
        head = self.office_user("head", "of_training.group_of_training_manager")
        self.assertEqual(documents.with_user(head).search(kind), entry.paper_id)
        for partner in (self.anna, self.hr):
            user = self.portal_user(partner)
            self.assertFalse(documents.with_user(user).search(kind))

    @freeze_time(AFTERNOON)
    def test_paper_that_comes_later_makes_another_entry(self):
        values = {"attendance_ids": [Command.set(self.attendance(self.anna).ids)], "presence": "absent_justified",
                  "reason": "Justificatif à venir"}
        self.env["of.attendance.correction"].create(values).action_correct()
        self.env["of.attendance.correction"].create(values).action_correct()
        self.assertEqual(len(self.attendance(self.anna).entry_ids), 1)  # said already
        self.env["of.attendance.correction"].create({**values, "paper": base64.b64encode(photo())}).action_correct()
        self.assertTrue(self.attendance(self.anna).entry_ids[-1].paper_id)

    @freeze_time(AFTERNOON)
    def test_who_was_noted_absent_is_not_proposed_and_keeps_no_half_day_open(self):
        self.attendance(self.bruno)._declare("absent")
        wizard = self.paper()
        self.assertEqual(wizard.attendance_ids.partner_id, self.anna | self.trainer)
        wizard.action_record()
        self.assertTrue(self.slot.closed_at)
        self.assertEqual(self.attendance(self.bruno).state, "absent")

    @freeze_time(AFTERNOON)
    def test_exchanged_paper_is_named(self):
        self.paper().action_record()
        entry, other = self.attendance(self.anna).entry_ids, self.session._keep_paper(
            base64.b64encode(photo(paper="grey")), "attendance_paper", "Autre", "")
        entry.paper_id = other
        problem, = entry._verify()
        self.assertIn("échangée", problem)
