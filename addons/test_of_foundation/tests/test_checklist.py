from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user


class TestChecklist(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.thing = cls.env["test.of.thing"].create({"name": "x"})
        cls.user = new_test_user(cls.env, "check_user", groups="base.group_user")

    def test_blocking_ones_come_first(self):
        self.assertEqual([item["code"] for item in self.thing.of_checklist], ["place", "note"])

    def test_refusal_names_everything_that_blocks(self):
        with self.assertRaises(UserError) as caught:
            self.thing._of_require("open")
        self.assertIn("The place is missing. (L1)", str(caught.exception))

    def test_button_of_a_form_gets_the_list_as_a_dialog(self):
        action = self.thing.with_context(of_checklist_dialog=1)._of_refusal("open")
        dialog = self.env["of.checklist.dialog"].with_context(**action["context"]).create({})
        self.assertEqual(len(dialog.checklist), 2)

    def test_call_without_a_form_gets_an_error(self):
        with self.assertRaises(UserError):
            self.thing._of_refusal("open")

    def test_nothing_left_nothing_refused(self):
        self.thing.write({"name": "y", "place": "Lyon"})
        self.assertIsNone(self.thing._of_refusal("open"))

    def test_waiver_lifts_an_advisory_check_and_keeps_its_reason(self):
        self.thing.place = "Lyon"
        self.assertTrue(self.thing._of_blocking("open"))
        self.waive("note", "agreed with the client")
        self.assertFalse(self.thing._of_blocking("open"))
        self.assertEqual(self.thing._of_missing("open")[0]["waived"], "agreed with the client")

    def test_waiver_lifts_no_blocking_check(self):
        self.waive("place", "no")
        self.assertEqual(self.thing._of_blocking("open")[0]["code"], "place")

    def test_waiver_needs_a_reason(self):
        with self.assertRaises(UserError):
            self.waive("note", " ")

    def test_waiver_is_kept(self):
        waiver = self.waive("note", "agreed").with_user(self.user)
        with self.assertRaises(AccessError):
            waiver.unlink()
        with self.assertRaises(AccessError):
            waiver.reason = "other"

    def test_reason_is_read_by_whoever_gave_it_and_by_those_whom_a_module_names(self):
        waiver = self.waive("note", "told in confidence")
        other = new_test_user(self.env, "other_user", groups="base.group_user")
        self.assertEqual(waiver.with_user(self.user).reason, "told in confidence")
        self.assertFalse(self.env["of.checklist.waiver"].with_user(other).search([]))
        self.assertTrue(self.env["of.checklist.waiver"].with_user(other)._read_group([], [], ["__count"])[0][0] == 0)

    def waive(self, code, reason):
        return self.env["of.checklist.waiver"].with_user(self.user).create(
            {"res_model": self.thing._name, "res_id": self.thing.id, "code": code, "reason": reason})
