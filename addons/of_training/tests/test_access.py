from odoo.exceptions import AccessError

from .common import TrainingCase


class TestAccess(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.client, [cls.anna, cls.bruno], quantity=2).action_confirm()
        cls.make_order(cls.carla).action_confirm()
        cls.records = cls.session.enrolment_ids
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})

    def visible(self, user):
        return self.env["of.enrolment"].with_user(user).search([]) & self.records

    def test_learner_sees_his_own_record_only(self):
        user = self.portal_user(self.anna)
        self.assertEqual(self.visible(user).learner_id, self.anna)
        with self.assertRaises(AccessError):
            self.records.filtered(lambda r: r.learner_id == self.bruno).with_user(user).read(["name"])

    def test_hr_contact_sees_the_employees_only(self):
        self.assertEqual(self.visible(self.portal_user(self.hr)).learner_id, self.anna | self.bruno)

    def test_other_contact_of_the_company_sees_nobody(self):
        other = self.env["res.partner"].create(
            {"name": "Stock", "parent_id": self.client.id, "email": "stock@example.com"})
        self.assertFalse(self.visible(self.portal_user(other)))

    def test_trainer_sees_the_learners_of_his_sessions(self):
        self.assertEqual(self.visible(self.portal_user(self.trainer)), self.records)

    def test_portal_user_writes_nothing(self):
        user = self.portal_user(self.anna)
        record = self.visible(user)
        for change in (lambda: record.write({"price": 0}), record.unlink,
                       lambda: self.session.with_user(user).write({"link": "x"})):
            with self.assertRaises(AccessError):
                change()

    def test_other_company_is_a_wall(self):
        stranger = self.office_user("stranger", company_id=self.other.id, company_ids=[(6, 0, self.other.ids)])
        self.assertFalse(self.visible(stranger))
        with self.assertRaises(AccessError):
            self.session.with_user(stranger).read(["name"])

    def test_salesman_and_accountant_read_names_of_unpublished_programmes(self):
        for login, group in (("s", "sales_team.group_sale_salesman"), ("a", "account.group_account_invoice")):
            user = self.office_user(login, group)
            self.assertEqual(self.visible(user), self.records)
            self.assertIn("Excel", self.session.with_user(user).display_name)
            self.assertEqual(self.programme.with_user(user).name, "Excel, bases")

    def test_assistant_has_no_way_to_forge_a_document(self):
        assistant = self.office_user()
        with self.assertRaises(AccessError):
            self.env["of.document"].with_user(assistant).create(
                {"name": "x", "kind": "other", "filename": "x", "sha256": "x", "company_id": self.company.id})
