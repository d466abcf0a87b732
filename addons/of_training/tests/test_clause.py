from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import TrainingCase


@freeze_time("2026-11-23 10:00:00")
class TestClause(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"phone": "04 00 00 00 00"})
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.contract = cls.make_agreement(cls.carla)

    def own(self, code="funding", **values):
        return self.env["of.clause"].create({
            "document": "convention", "code": code, "name": "Financement", "body": "<p>Notre texte</p>",
            "date_from": "2026-11-01", "source": "Nous", "company_id": self.company.id, **values})

    def printed(self, agreement):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "of_training.report_agreement", agreement.ids)
        return html.decode()

    def codes(self, agreement):
        return agreement._clauses().mapped("code")

    # -- which texts a document has ------------------------------------------------

    def test_client_owes_the_price_in_the_absence_of_funding(self):
        self.assertIn("le client reste redevable du prix", self.printed(self.convention))
        self.assertNotIn("le client reste redevable du prix", self.printed(self.contract))

    def test_own_text_replaces_the_shipped_one_in_its_company_and_period(self):
        self.own()
        self.assertIn("Notre texte", self.printed(self.convention))
        self.assertNotIn("redevable", self.printed(self.convention))
        other = self.env["res.company"].create({"name": "Autre OF"})
        clauses = self.env["of.clause"]._for("convention", other, self.convention.create_date.date())
        self.assertNotIn(self.company, clauses.company_id)
        with freeze_time("2026-10-31 10:00:00"):
            self.assertIn("redevable", self.printed(self.convention))

    def test_text_of_a_programme_and_condition(self):
        self.own(code="pi", programme_id=self.programme.id, body="<p>Pour {{ intitule }}</p>")
        self.own(code="big", condition="[('amount_total', '>', 5000)]", body="<p>Grand compte</p>")
        self.assertIn("Pour Excel, bases", self.printed(self.convention))
        self.assertNotIn("Grand compte", self.printed(self.convention))
        self.convention.order_id.order_line.price_unit = 6000
        self.assertIn("Grand compte", self.printed(self.convention))
        other = self.make_agreement(self.client, [self.bruno])
        other.session_id = self.make_session(programme_id=self.programme.copy().id)
        self.assertNotIn("pi", self.codes(other))

    def test_empty_own_text_leaves_an_article_out(self):
        self.own(code="disputes", body=False)
        self.assertNotIn("règlement amiable", self.printed(self.convention))

    def test_issued_agreement_keeps_the_version_it_was_issued_with(self):
        self.convention.action_issue()
        used = self.convention.clause_ids
        self.own()
        self.assertEqual(self.convention._clauses(), used)
        self.assertEqual(self.convention.document_id.text_version, "convention-2019-01-01")

    # -- what may be written ----------------------------------------------------------

    def test_wrong_placeholder_is_refused_by_name(self):
        for body in ("<p>{{ clinet }}</p>", "<p>{{ client.password }}</p>", "<p>{{ 7*7 }}</p>"):
            with self.subTest(body=body), self.assertRaisesRegex(ValidationError, r"clinet|client\.password|7\*7"):
                self.own(body=body)

    def test_open_brace_and_unreadable_condition_are_refused(self):
        for values in ({"body": "<p>{{ client }</p>"}, {"condition": "[('no_such', '=', 1)]"},
                       {"condition": "__import__('os')"}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.own(**values)

    def test_what_the_law_demands_is_worded_otherwise_not_left_out(self):
        law = self.env.ref("of_training.clause_contract_withdrawal")
        values = {"document": "contract", "code": "withdrawal"}
        with self.assertRaisesRegex(ValidationError, "delai_a_distance"), self.cr.savepoint():
            self.own(**values, body="<p>Délai de {{ delai_sur_place }} jours</p>")
        self.own(**values, body=law.body + "<p>Sans frais.</p>")
        self.assertIn("Sans frais.", self.printed(self.contract))
        with self.assertRaises(ValidationError):
            self.own(code="schedule", body="<p>Voir planning</p>")

    def test_law_holds_on_each_day_of_a_text(self):
        """Neither an early beginning, a later end nor a law that comes later lets a company leave something out."""
        law = self.env.ref("of_training.clause_contract_withdrawal")
        law.date_from = "2026-06-01"
        values = {"document": "contract", "code": "withdrawal", "body": "<p>Rien</p>"}
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.own(**values, date_from="2026-05-01")
        own = self.own(**values, date_from="2026-05-01", date_to="2026-05-31")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            own.date_to = False
        law.date_from = "2026-05-15"  # as an update of the module brings it
        with freeze_time("2026-05-20 10:00:00"):
            self.assertIn("clauses", [item["code"] for item in self.contract._of_blocking("issue")])
        self.assertNotIn("clauses", [item["code"] for item in self.contract._of_blocking("issue")])

    def test_what_the_law_demands_without_placeholder_keeps_a_text(self):
        laws = self.env["of.clause"].search([("is_mandatory", "=", True), ("company_id", "=", False)])
        law = laws.filtered(lambda clause: clause.body and not clause._names())[0]
        with self.assertRaises(ValidationError):
            self.own(law.code, document=law.document, block=law.block, mention=law.mention, body="<p><br></p>")

    def test_quotation_holds_what_a_convention_holds(self):
        with self.assertRaises(ValidationError):
            self.own("schedule", document="quotation", body="<p>Voir planning</p>")

    def test_a_mention_without_clause_proposes_nothing(self):
        self.env["of.clause"].search([("mention", "=", "payment_terms")]).date_to = "2026-10-01"
        self.assertFalse(self.make_agreement(self.bruno).payment_terms)

    def test_reworked_draft_has_the_texts_of_today(self):
        self.convention.action_issue()
        self.convention.action_rework()
        self.assertFalse(self.convention.clause_ids or self.convention.facts or self.convention.date_issued)
        own = self.own()
        self.convention.action_issue()
        self.assertIn(own, self.convention.clause_ids)

    def test_value_is_escaped_and_missing_one_is_left_blank_in_a_draft(self):
        self.client.name = "O'Neill-Đặng <b>"
        self.own(code="who", body="<p>{{ client }} à {{ lieu }}</p>")
        self.session.write({"place_id": False, "room_id": False})
        self.assertIn("O&#39;Neill-Đặng &lt;b&gt; à ……", self.printed(self.convention))
        self.assertIn("blank", [item["code"] for item in self.convention._of_blocking("issue")])

    def test_used_text_is_versioned_not_changed(self):
        own = self.own()
        self.convention.action_issue()
        manager = self.office_user("boss", "of_training.group_of_training_manager")
        with self.assertRaises(UserError):
            own.with_user(manager).body = "<p>Autre</p>"
        version = self.env["of.clause"].browse(own.with_user(manager).action_new_version()["res_id"])
        version.with_user(manager).body = "<p>Nouveau texte</p>"
        self.assertEqual(str(own.date_to), "2026-11-22")
        self.assertIn("Nouveau texte", self.printed(self.make_agreement(self.client, [self.bruno])))
        self.assertIn("Notre texte", self.printed(self.convention))

    def test_used_text_is_not_deleted_nor_its_use_denied(self):
        own = self.own()
        self.convention.action_issue()
        manager = self.office_user("boss", "of_training.group_of_training_manager")
        with self.assertRaises(UserError), self.cr.savepoint():
            own.with_user(manager).agreement_ids = False
        with self.assertRaises(UserError):
            own.with_user(manager).unlink()
        self.own(code="unused").with_user(manager).unlink()

    def test_shipped_text_is_copied_for_the_company(self):
        manager = self.office_user("boss", "of_training.group_of_training_manager")
        shipped = self.env.ref("of_training.clause_convention_funding").with_user(manager)
        with self.assertRaises(UserError):
            shipped.body = "<p>Rien</p>"
        own = self.env["of.clause"].browse(shipped.action_new_version()["res_id"])
        self.assertEqual((own.company_id, own.code, own.is_mandatory), (self.company, "funding", False))

    def test_preview_is_that_of_a_real_agreement(self):
        clause = self.own(body="<p>{{ client }} : {{ prix }}</p>")
        self.assertEqual(clause.preview_agreement_id, self.convention)
        self.assertIn("Menuiserie Duchêne", clause.preview)

    def test_assistant_reads_manager_of_another_company_does_not(self):
        own = self.own()
        with self.assertRaises(AccessError):
            own.with_user(self.office_user()).body = "<p>x</p>"
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", "of_training.group_of_training_manager", company_id=other.id,
                                    company_ids=[(6, 0, other.ids)])
        self.assertNotIn(own, self.env["of.clause"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            own.with_user(stranger).read(["body"])
