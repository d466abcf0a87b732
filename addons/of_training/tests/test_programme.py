from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import TrainingCase


class TestProgramme(TrainingCase):
    def missing(self, programme=None):
        return [item["code"] for item in (programme or self.programme)._of_missing("publish")]

    def add_modules(self, *hours):
        self.programme.of_module_ids = [
            Command.create({"name": f"Jour {number}", "hours": hour, "content": "Formules\nListes <b>"})
            for number, hour in enumerate(hours, 1)]

    # -- modules -------------------------------------------------------------------

    def test_modules_come_before_the_free_text_and_are_escaped(self):
        self.add_modules(7, 7)
        content = self.programme.of_full_content
        self.assertIn("<h3>Jour 1 (7 h)</h3><ul><li>Formules</li><li>Listes &lt;b&gt;</li></ul>", content)
        self.assertLess(content.index("Jour 2"), content.index("<p>Formules</p>"))

    def test_modules_stand_for_the_content_and_add_up_to_the_duration(self):
        self.programme.of_content = False
        self.assertIn("content", self.missing())
        self.add_modules(7, 6.5)
        self.assertNotIn("content", self.missing())
        self.assertIn("module_hours", self.missing())
        self.programme.of_module_ids[1].hours = 7
        self.assertNotIn("module_hours", self.missing())

    def test_agreement_takes_modules_over(self):
        self.add_modules(14)
        self.assertIn("Jour 1", self.make_agreement(self.client, [self.anna]).content)

    # -- versions --------------------------------------------------------------------

    def test_agreement_keeps_the_version_it_was_issued_with(self):
        agreement = self.make_agreement(self.client, [self.anna])
        agreement.action_issue()
        version = agreement.programme_version_id
        self.assertEqual((version.number, version.sheet["of_objectives"]), (1, "<p>Construire un tableau</p>"))
        self.programme.of_objectives = "<p>Automatiser un tableau</p>"
        other = self.make_agreement(self.client, [self.bruno])
        other.action_issue()
        self.assertEqual(other.programme_version_id.number, 2)
        self.assertEqual(other.programme_version_id.changed, self.programme._fields["of_objectives"]._description_string(self.env))
        self.assertEqual(version.sheet["of_objectives"], "<p>Construire un tableau</p>")

    def test_sheet_that_did_not_change_makes_no_new_version(self):
        first = self.programme._of_current_version()
        self.programme.of_results = "98 %"  # published figures are not what was sold
        self.assertEqual(self.programme._of_current_version(), first)

    def test_version_is_nobody_s_to_change(self):
        version = self.programme._of_current_version()
        with self.assertRaises(UserError):
            version.sheet = {}
        with self.assertRaises(AccessError):
            version.with_user(self.office_user()).copy()
        self.assertEqual(list(version._verify_all()), [])

    def test_what_people_typed_is_escaped_in_the_preview(self):
        self.programme.of_audience = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.programme._of_current_version().preview)

    # -- certification -----------------------------------------------------------------

    def test_registration_and_habilitation_that_end_are_told_in_time(self):
        today = fields.Date.context_today(self.programme)
        self.programme.write({
            "of_recognition": "rs", "of_certification_code": "RS9901", "of_certifier": "Certif'Démo",
            "of_certification_title": "Tableur", "of_further_study": "Aucune"})
        for days, expected in ((-1, {"registration_over", "ends_soon"}), (0, {"ends_soon"}), (89, {"ends_soon"}),
                               (90, set())):
            self.programme.of_certification_to = today + timedelta(days=days)
            with self.subTest(days=days):
                self.assertEqual(expected, {"registration_over", "ends_soon"} & set(self.missing()))
        self.programme.of_habilitation_to = today - timedelta(days=1)
        with self.assertRaises(UserError):
            self.programme.action_of_publish()

    def test_codes_have_their_form(self):
        for values in ({"of_nsf_code": "32"}, {"of_formacodes": "7032"}, {"of_formacodes": "70322 " * 6}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.programme.write(values)
        self.programme.write({"of_nsf_code": "326", "of_formacodes": "70322 71154"})

    # -- tariffs -------------------------------------------------------------------------

    def test_group_price_covers_the_group_and_is_shared_to_the_cent(self):
        self.product.of_tariff = "group"
        self.session.capacity = 3
        order = self.make_order(self.client, [self.anna], price_unit=1000)
        self.assertEqual(order.order_line.of_seats, 3)
        order.action_confirm()
        self.assertEqual(sorted(self.session.enrolment_ids.mapped("price")), [333.33, 333.33, 333.34])

    def test_days_may_be_halves_places_not(self):
        self.product.of_tariff = "day"
        self.assertEqual(self.make_order(self.client, quantity=1.5, of_seats=4).order_line.of_seats, 4)

    # -- made to measure ---------------------------------------------------------------------

    def test_programme_made_to_measure_is_a_copy_that_nobody_sees_yet(self):
        self.add_modules(14)
        self.programme.is_published = True
        assistant = self.office_user()
        copy = self.programme.with_user(assistant)._of_adapt(self.client)
        self.assertEqual((copy.of_origin_id, copy.of_client_id), (self.programme, self.client))
        self.assertFalse(copy.is_published)
        self.assertEqual(copy.of_module_ids.mapped("name"), ["Jour 1"])
        self.assertEqual((copy.of_product_ids.list_price, copy.of_code), (890, "XL1-1"))
        self.assertEqual(self.programme.of_product_ids, self.product.product_tmpl_id)
        copy.of_objectives = "<p>Autre</p>"
        self.assertIn("tableau", self.programme.of_objectives)

    def test_other_company_reads_neither_modules_nor_versions(self):
        self.add_modules(14)
        self.programme.company_id = self.company
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        for record in (self.programme.of_module_ids, self.programme._of_current_version()):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["name"])
