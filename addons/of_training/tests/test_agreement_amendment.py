from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError

from .common import TrainingCase


@freeze_time("2026-11-23 10:00:00")
class TestAgreementAmendment(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"phone": "04 00 00 00 00"})
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.sign(cls.convention)

    @classmethod
    def sign(cls, agreement):
        agreement.action_issue()
        agreement._sign_on_line(cls.env["res.users"], "Hélène RH", "DRH")

    def amend(self):
        return self.env["of.agreement"].browse(self.convention.action_amend()["res_id"])

    def headings(self, amendment):
        return [heading for heading, _before, _after in amendment._changed()]

    def move_last_slot(self):
        self.session.slot_ids.sorted("start")[-1].end = "2027-01-12 15:00:00"

    def test_nothing_changed_is_nothing_to_sign(self):
        amendment = self.amend()
        self.assertEqual(amendment.name, f"{self.convention.name}-A1")
        self.assertIn("unchanged", [item["code"] for item in amendment._of_blocking("issue")])

    def test_it_names_what_changes_before_and_after(self):
        self.move_last_slot()
        self.convention.order_id.order_line.price_unit = 800
        amendment = self.amend()
        self.assertEqual(self.headings(amendment), ["Durée et période", "Calendrier", "Prix"])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_agreement", amendment.ids)[0].decode()
        for text in (self.convention.name, "13 h 30 à 17 h 00", "13 h 30 à 16 h 00", "890,00", "800,00"):
            self.assertIn(text, html)
        self.assertNotIn("Objectifs", html)

    def test_signed_amendment_is_in_force_and_the_first_document_stays(self):
        before = self.convention.document_id.sha256
        self.move_last_slot()
        self.assertIn("moved", [item["code"] for item in self.convention._of_missing("keep")])
        amendment = self.amend()
        self.sign(amendment)
        self.assertEqual(self.convention._in_force(), amendment)
        self.assertNotIn("moved", [item["code"] for item in self.convention._of_missing("keep")])
        self.assertEqual((self.convention.state, self.convention.document_id.sha256), ("signed", before))
        self.assertEqual(self.headings(amendment), ["Durée et période", "Calendrier"])

    def test_price_that_changed_is_told_until_it_is_amended(self):
        issued = self.make_agreement(self.client, [self.bruno])
        issued.action_issue()
        (self.convention | issued).order_id.order_line.price_unit = 800
        with self.assertRaises(UserError):
            issued._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")
        self.assertIn("price_changed", [item["code"] for item in self.convention._of_missing("keep")])
        self.sign(self.amend())
        self.assertNotIn("price_changed", [item["code"] for item in self.convention._of_missing("keep")])

    def test_second_amendment_is_compared_with_the_first(self):
        self.move_last_slot()
        self.sign(self.amend())
        self.convention.order_id.order_line.price_unit = 800
        second = self.amend()
        self.assertEqual(second.name, f"{self.convention.name}-A2")
        self.assertEqual(self.headings(second), ["Prix"])

    def test_what_was_reworded_stays_reworded(self):
        convention = self.make_agreement(self.client, [self.bruno])
        convention.early_end_terms = "Texte négocié"
        self.sign(convention)
        convention.order_id.order_line.price_unit = 700
        amendment = self.env["of.agreement"].browse(convention.action_amend()["res_id"])
        self.assertEqual(amendment.early_end_terms, "Texte négocié")
        self.assertEqual(self.headings(amendment), ["Prix"])

    def test_one_open_amendment_and_only_of_what_is_signed(self):
        self.assertEqual(self.amend(), self.amend())
        draft = self.make_agreement(self.client, [self.bruno])
        for agreement in (draft, self.amend()):
            with self.assertRaises(UserError):
                agreement.action_amend()

    def test_it_ends_with_what_it_amends(self):
        self.move_last_slot()
        amendment = self.amend()
        self.convention.action_cancel()
        self.assertIn("amended", [item["code"] for item in amendment._of_blocking("issue")])

    def test_order_says_that_its_price_is_no_longer_what_was_signed(self):
        order = self.convention.order_id
        self.assertFalse(order.of_outdated_agreements)
        order.order_line.price_unit = 800
        self.assertEqual(order.of_outdated_agreements, self.convention.name)
        self.sign(self.amend())
        self.env.invalidate_all()
        self.assertFalse(order.of_outdated_agreements)

    def test_open_amendment_ends_with_what_it_amends(self):
        self.move_last_slot()
        amendment = self.amend()
        amendment.action_issue()
        self.assertNotIn("amended", [item["code"] for item in amendment._of_blocking("sign")])
        with self.cr.savepoint() as savepoint:
            self.convention._move("cancel")
            self.assertEqual(amendment.state, "cancelled")
            savepoint.rollback()
        self.env.invalidate_all()
        self.convention._pass().state = "cancelled"  # as a transaction that came in between would leave it
        with self.assertRaisesRegex(UserError, "plus en vigueur"):
            amendment._sign_on_line(self.env["res.users"], "Hélène RH", "DRH")

    def test_it_is_about_the_same_client_and_session(self):
        self.move_last_slot()
        amendment = self.amend()
        for values in ({"partner_id": self.carla.id}, {"session_id": self.make_session().id}, {"order_id": False}):
            with self.subTest(values), self.assertRaises(ValidationError), self.cr.savepoint():
                amendment.write(values)

    def test_mention_of_the_contract_stays_demanded(self):
        contract = self.make_agreement(self.carla)
        self.sign(contract)
        self.trainer.of_trainer_titles = False
        amendment = self.env["of.agreement"].browse(contract.action_amend()["res_id"])
        self.assertEqual(amendment.basis, "contract")
        amendment.trainer_references = False
        self.assertIn("trainer_references", [item["code"] for item in amendment._of_blocking("issue")])

    def test_amended_price_bounds_what_is_invoiced(self):
        contract = self.make_agreement(self.carla)
        self.sign(contract)
        contract.order_id.order_line.price_unit = 600
        amendment = self.env["of.agreement"].browse(contract.action_amend()["res_id"])
        self.sign(amendment)
        self.assertFalse(amendment.withdrawal_end)
        self.assertEqual(str(contract._payable(contract.withdrawal_end.replace(day=20))), "180.00")

    def test_quotation_stands_for_a_convention(self):
        order = self.make_order(self.client, [self.bruno])
        order.of_stands_for_convention = True
        order.action_of_agreements()
        quotation = order.of_agreement_ids
        self.assertEqual((quotation.kind, quotation.basis), ("quotation", "convention"))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_agreement", quotation.ids)[0].decode()
        for text in ("Devis valant convention", f"Devis n° {order.name}", "le client reste redevable",
                     "lundi 11 janvier 2027", "Bruno Stagiaire", "Formules"):
            self.assertIn(text, html)
        quotation.objectives = False
        self.assertIn("objectives", [item["code"] for item in quotation._of_blocking("issue")])
        quotation.objectives = "<p>Construire</p>"
        self.sign(quotation)
        self.assertEqual(order.state, "sale")

    def test_kind_is_not_changed_into_an_amendment_by_hand(self):
        draft = self.make_agreement(self.client, [self.bruno])
        with self.assertRaises(ValidationError):
            draft.with_user(self.office_user()).kind = "amendment"
