from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QualityCase

MODELS = ("of.qualiopi.evidence", "of.qualiopi.indicator", "of.qualiopi.framework", "of.qualiopi.rule",
          "of.qualiopi.criterion")


@tagged("post_install", "-at_install")
class TestAccess(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assistant = cls.office_user()
        cls.other = cls.env["res.company"].create({"name": "Autre OF"})
        cls.stranger = cls.office_user(
            "stranger", "of_qualiopi.group_of_quality_manager",
            company_id=cls.other.id, company_ids=[(6, 0, cls.other.ids)])
        cls.proof = cls.upload()

    def test_portal_user_sees_nothing(self):
        user = self.portal_user(self.anna)
        for model in MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])

    def test_training_user_reads_and_writes_nothing(self):
        for model in MODELS:
            record = self.env[model].with_user(self.assistant).search([], limit=1)
            self.assertTrue(record.display_name)
            with self.subTest(model=model), self.assertRaises(AccessError):
                record.check_access("write")
        with self.assertRaises(AccessError):
            self.upload(user=self.assistant)
        with self.assertRaises(AccessError):
            self.env["of.qualiopi.audit.file"].with_user(self.assistant).create({})

    def test_training_user_leaves_evidence_by_working(self):
        self.session.with_user(self.assistant).action_confirm()
        self.assertEqual(set(self.of_source(self.session).mapped("author")), {self.assistant.name})

    def test_quality_manager_has_no_way_to_forge_evidence(self):
        evidence = self.env["of.qualiopi.evidence"].with_user(self.quality)
        with self.assertRaises(AccessError):
            evidence.create(self.proof.copy_data()[0])
        with self.assertRaises(AccessError):
            self.proof.with_user(self.quality).write({"rule_id": False})

    def test_other_company_is_a_wall(self):
        self.assertFalse(self.env["of.qualiopi.evidence"].with_user(self.stranger).search([]))
        with self.assertRaises(AccessError):
            self.proof.with_user(self.stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.proof.with_user(self.stranger).action_download()
        self.env.invalidate_all()
        self.assertEqual(self.proof.indicator_id.with_user(self.stranger).evidence_count, 0)

    def test_nothing_is_uploaded_or_taken_for_another_company(self):
        with self.assertRaises(UserError):
            self.upload(user=self.stranger, company_id=self.company.id)
        wizard = self.env["of.qualiopi.audit.file"].with_user(self.stranger).create({"company_id": self.company.id})
        with self.assertRaises(UserError):
            wizard.action_make()

    def test_a_company_rule_is_its_own(self):
        rule = self.env.ref("of_qualiopi.rule_publish_01").copy({"company_id": self.company.id})
        self.assertFalse(self.env["of.qualiopi.rule"].with_user(self.stranger).search([("id", "=", rule.id)]))
