from .sealed import SealedSession


class TestVerifying(SealedSession):
    """What whoever holds the database can change without touching an entry's content is named too."""

    def setUp(self):
        super().setUp()
        self.one, self.other = self.attendance(self.anna), self.attendance(self.bruno)

    def problems(self):
        self.env.invalidate_all()
        return self.session._verify_proofs()

    def test_untouched_session_has_none(self):
        self.assertEqual(self.problems(), [])
        self.assertEqual(list(self.env["of.attendance"]._verify_all()), [])

    def test_attendance_that_no_longer_follows_from_its_entries_is_named(self):
        for change in ("state = 'absent'", "signed_at = NULL", "signed_at = signed_at - interval '1 day'", "arrived_at = start", "is_late = TRUE", "hours = 7",
                       "is_remote = TRUE"):
            with self.subTest(change), self.cr.savepoint() as savepoint:
                self.sql("of_attendance", f"UPDATE of_attendance SET {change} WHERE id = %s", self.one.id)
                problem, = [one for one in self.problems() if f"of.attendance, {self.one.id})" in one]
                self.assertEqual(list(self.env["of.attendance"]._verify_all()), [problem])
                savepoint.rollback()

    def test_entry_of_another_person_or_half_day_is_named(self):
        entry, later = self.one.entry_ids, self.attendance(self.anna, self.session.slot_ids.sorted("start")[1])
        self.sql("of_attendance_entry", "DROP INDEX of_attendance_entry_one_signature")
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET attendance_id = %s WHERE id = %s",
                 later.id, entry.id)
        self.assertTrue([one for one in self.problems() if f"of.attendance.entry, {entry.id})" in one])

    def test_entries_whose_attendances_were_exchanged_are_named(self):
        mine, theirs = self.one.entry_ids, self.other.entry_ids
        self.sql("of_attendance_entry", "DROP INDEX of_attendance_entry_one_signature")
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET attendance_id = CASE id WHEN %s THEN %s ELSE %s "
                 "END WHERE id IN (%s, %s)", mine.id, self.other.id, self.one.id, mine.id, theirs.id)
        self.assertEqual(len(self.problems()), 2)

    def test_entry_moved_to_another_session_is_named(self):
        other = self.make_session()
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET session_id = %s WHERE id = %s",
                 other.id, self.one.entry_ids.id)
        self.assertTrue(self.problems())
        self.assertTrue(list(self.env["of.attendance.entry"]._verify_all()))

    def test_attendance_of_somebody_else_is_named(self):
        record = self.other.enrolment_id
        for change in (f"partner_id = {self.carla.id}", f"enrolment_id = {record.id}", "role = 'trainer'"):
            with self.subTest(change), self.cr.savepoint() as savepoint:
                self.sql("of_attendance", f"UPDATE of_attendance SET {change} WHERE id = %s", self.one.id)
                self.assertTrue([one for one in self.problems()
                                 if f"of.attendance.entry, {self.one.entry_ids.id})" in one])
                savepoint.rollback()

    def test_half_day_and_hours_that_were_stretched_are_named(self):
        for query in ("UPDATE of_session_slot SET \"end\" = \"end\" + interval '2 hours' WHERE id = %s",
                      "UPDATE of_session_slot SET closed_at = NULL WHERE id = %s",
                      "UPDATE of_enrolment SET hours_done = 99 WHERE id IN (SELECT enrolment_id FROM of_attendance "
                      "WHERE slot_id = %s)",
                      "UPDATE of_attendance SET session_id = NULL WHERE slot_id = %s"):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.sql("of_session_slot", query, self.slot.id)
                self.assertTrue(self.problems())
                savepoint.rollback()

    def test_what_was_removed_altogether_is_named(self):
        entries = "(SELECT id FROM of_attendance_entry WHERE session_id = %s)"
        for tables, queries in (
                (("of_document",), ["UPDATE of_document SET session_id = NULL WHERE session_id = %s"]),
                (("of_slot_seal",), ["DELETE FROM of_slot_seal WHERE session_id = %s",
                                     "DELETE FROM of_chain_head WHERE key = 'of.slot.seal,of.session,' || %s"]),
                (("of_attendance_entry", "of_slot_seal"), [
                    f"DELETE FROM of_attendance_entry WHERE id IN {entries}",
                    "DELETE FROM of_attendance WHERE session_id = %s", "DELETE FROM of_slot_seal WHERE session_id = %s",
                    "DELETE FROM of_chain_head WHERE key LIKE '%%of.session,' || %s"])):
            with self.subTest(queries), self.cr.savepoint() as savepoint:
                for table in tables:
                    self.sql(table, "SELECT 1")
                for query in queries:
                    self.env.cr.execute(query, [self.session.id])
                self.assertTrue(self.problems())
                savepoint.rollback()

    def test_forged_correction_with_digests_that_fit_is_named_by_the_seal(self):
        entry = self.one.entry_ids.copy_data()[0] | {"kind": "correction", "presence": "absent", "signature": False,
                                                     "signature_sha256": False}
        forged = self.env["of.attendance.entry"].sudo().create({
            **entry, "attendance_id": self.one.id, "session_id": self.session.id, "reason": "Faux",
            "corrects": self.one.entry_ids.digest, "corrects_id": self.one.entry_ids.id, "seat": self.one.id,
            "partner_number": self.anna.id, "record_number": self.one.enrolment_id.id, "person": "Anna Stagiaire",
            "role": "learner", "how": "office", "start": self.slot.start, "end": self.slot.end})
        self.one._follow()
        self.assertTrue(self.slot.to_seal)
        self.sql("of_session_slot", "UPDATE of_session_slot SET to_seal = FALSE WHERE id = %s", self.slot.id)
        self.sql("of_session", "UPDATE of_session SET to_issue_sheet = FALSE WHERE id = %s", self.session.id)
        self.assertTrue([one for one in self.problems() if f"of.attendance.entry, {forged.id})" in one])

    def test_drawing_put_in_and_what_can_not_be_read_are_named(self):
        for table, query, record in (
                ("of_attendance_entry", "UPDATE of_attendance_entry SET signature_sha256 = NULL WHERE id = %s",
                 self.one.entry_ids),
                ("of_attendance_entry", "UPDATE of_attendance_entry SET signature = 'a' WHERE id = %s",
                 self.one.entry_ids),
                ("of_slot_seal", "UPDATE of_slot_seal SET manifest = 'x' WHERE id = %s", self.slot.seal_ids),
                ("of_slot_seal", "UPDATE of_slot_seal SET token = NULL, stamped_at = NULL WHERE id = %s",
                 self.slot.seal_ids),
                ("of_slot_seal", "UPDATE of_slot_seal SET stamped_at = stamped_at - interval '1 day' WHERE id = %s",
                 self.slot.seal_ids)):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.sql(table, query, record.id)
                self.assertTrue([one for one in self.problems() if f"{record._name}, {record.id})" in one])
                savepoint.rollback()

    def test_entry_put_in_beside_the_software_is_named(self):
        names = ", ".join(f'"{name}"' for name, field in self.env["of.attendance.entry"]._fields.items()
                          if field.store and field.column_type and name not in ("id", "kind"))
        self.sql("of_attendance_entry", f"INSERT INTO of_attendance_entry (kind, {names}) SELECT 'presence', {names} "
                 "FROM of_attendance_entry WHERE id = %s", self.one.entry_ids.id)
        self.assertTrue(self.problems())
