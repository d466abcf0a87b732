import base64
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from unittest import TestCase

import pytz
from PIL import Image, ImageDraw

from odoo.addons.of_training.lib import attendance, drawing
from odoo.addons.of_training.lib.attendance import Moment

START, END = datetime(2027, 1, 11, 8, 0), datetime(2027, 1, 11, 11, 30)
MINUTE = timedelta(minutes=1)


def png(width=600, height=200, ink=True, mode="RGBA"):
    """Data URL of a signature as a phone draws it."""
    picture = Image.new(mode, (width, height))
    if ink:
        ImageDraw.Draw(picture).line([(20, 150), (200, 30), (300, 170), (560, 60)], fill=(10, 20, 60, 255), width=4)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return drawing.PREFIX + base64.b64encode(content.getvalue()).decode()


class TestWindow(TestCase):
    def moments(self, role, instants, before=30, after=60):
        opens, closes = attendance.window(role, START, END, before, after)
        return [attendance.moment(instant, opens, closes, closes + 2 * MINUTE) for instant in instants]

    def test_learner_signs_from_before_the_start_to_after_the_end(self):
        first, last = START - 30 * MINUTE, END + 60 * MINUTE
        self.assertEqual(
            self.moments("learner", [first - MINUTE, first, START, last, last + MINUTE, last + 3 * MINUTE]),
            [Moment.EARLY, Moment.OPEN, Moment.OPEN, Moment.OPEN, Moment.LATE, Moment.OVER])

    def test_trainer_signs_when_the_slot_ends(self):
        self.assertEqual(
            self.moments("trainer", [START, END - 31 * MINUTE, END - 30 * MINUTE, END + 60 * MINUTE]),
            [Moment.EARLY, Moment.EARLY, Moment.OPEN, Moment.OPEN])

    def test_no_tolerance_leaves_the_slot_itself(self):
        self.assertEqual(self.moments("learner", [START - MINUTE, START, END, END + MINUTE], 0, 0),
                         [Moment.EARLY, Moment.OPEN, Moment.OPEN, Moment.LATE])


class TestCode(TestCase):
    def test_code_changes_every_ten_seconds_and_holds_for_twenty_more(self):
        second = timedelta(seconds=1)
        step = attendance.qr_step(START)
        self.assertEqual([attendance.qr_step(START + n * second) - step for n in (0, 9, 10, 25)], [0, 0, 1, 2])
        self.assertEqual([attendance.is_fresh(step, START + n * second) for n in (-1, 0, 29, 30, 86400)],
                         [False, True, True, False, False])


class TestHours(TestCase):
    def hours(self, state, **times):
        return attendance.hours_followed(state, START, END, **times)

    def test_states_without_presence_count_nothing(self):
        for state in ("expected", "absent", "absent_justified"):
            self.assertEqual(self.hours(state), 0, state)

    def test_whole_slot(self):
        self.assertEqual(self.hours("present"), Decimal("3.50"))

    def test_late_and_early(self):
        self.assertEqual(self.hours("late", arrived=START + 20 * MINUTE), Decimal("3.17"))
        self.assertEqual(self.hours("left_early", left=END - 30 * MINUTE), Decimal("3.00"))
        self.assertEqual(self.hours("late", arrived=START + 60 * MINUTE, left=END - 30 * MINUTE), Decimal("2.00"))

    def test_never_more_than_the_slot_nor_less_than_nothing(self):
        self.assertEqual(self.hours("late", arrived=START - 60 * MINUTE, left=END + 60 * MINUTE), Decimal("3.50"))
        self.assertEqual(self.hours("late", arrived=END + MINUTE), Decimal("0.00"))

    def test_night_when_the_clock_goes_back_has_an_hour_more(self):
        zone = pytz.timezone("Europe/Paris")
        start, end = (zone.localize(datetime(2026, 10, day, hour)).astimezone(pytz.utc).replace(tzinfo=None)
                      for day, hour in ((24, 22), (25, 6)))
        self.assertEqual(attendance.hours_followed("present", start, end), Decimal("9.00"))

    def test_what_counts_follows_from_the_entries_in_their_order(self):
        def entry(kind, presence="present", **vals):
            return {"kind": kind, "presence": presence, "reason": None, "is_remote": False, "arrived_at": None,
                    "left_at": None, "how": "link", **vals}
        signed, seen_late = entry("signature"), entry("presence", "late", arrived_at=START + MINUTE)
        for entries, expected in (
                ([], attendance.Followed()), ([signed], attendance.Followed("present")),
                ([signed, seen_late], attendance.Followed("late", arrived_at=START + MINUTE)),
                ([seen_late, signed], attendance.Followed("late", arrived_at=START + MINUTE)),
                ([seen_late, entry("correction")], attendance.Followed("present")),
                ([entry("presence", is_remote=True), signed], attendance.Followed("present", is_remote=True)),
                ([entry("presence", "absent"), signed], attendance.Followed("absent", awaits_word=True)),
                ([entry("presence", "absent"), entry("signature", how="tablet")], attendance.Followed("present")),
                ([entry("presence", "absent"), signed, entry("presence", "late", arrived_at=START + MINUTE)],
                 attendance.Followed("late", arrived_at=START + MINUTE)),
                ([seen_late, entry("signature", reason="Oubli")],
                 attendance.Followed("late", is_late=True, arrived_at=START + MINUTE)),
                ([entry("signature", reason="Oubli")], attendance.Followed("expected", is_late=True, awaits_word=True)),
                ([entry("signature", reason="Oubli"), entry("presence")], attendance.Followed("present", is_late=True)),
                ([signed, entry("correction", "absent")], attendance.Followed("absent"))):
            self.assertEqual(attendance.followed(entries, "learner"), expected)
        self.assertEqual(attendance.followed([entry("signature", reason="Oubli")], "trainer").state, "present")

    def test_months_of_an_apprenticeship(self):
        for first, last, months in (((2027, 1, 15), (2027, 1, 15), 1), ((2027, 1, 15), (2027, 2, 14), 1),
                                    ((2027, 1, 15), (2027, 2, 15), 2), ((2026, 9, 1), (2027, 8, 31), 12)):
            self.assertEqual(attendance.months_done(date(*first), date(*last)), months)


class TestDrawing(TestCase):
    def test_drawing_becomes_a_small_png(self):
        kept = drawing.clean(png())
        self.assertEqual(Image.open(io.BytesIO(kept)).format, "PNG")
        self.assertLess(len(kept), 10_000)
        self.assertLessEqual(max(Image.open(io.BytesIO(drawing.clean(png(1600, 500)))).size), 600)

    def test_what_is_no_signature_is_refused(self):
        bomb = png(2001, 10)
        for name, data in (("blank", png(ink=False)), ("text", "hello"), ("not base64", drawing.PREFIX + "é"),
                           ("broken", png()[:200]), ("too large", bomb), ("heavy", drawing.PREFIX + "A" * 300_000),
                           ("svg", "data:image/svg+xml;base64,PHN2Zy8+")):
            with self.subTest(name), self.assertRaises(drawing.NotASignature):
                drawing.clean(data)
