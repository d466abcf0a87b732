from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import FundingCase

READERS = ("sales_team.group_sale_salesman", "account.group_account_invoice", "account.group_account_readonly",
           "of_training.group_of_training_user", "of_funding.group_of_funding_user")
SCREENS = {
    "sale.order": ("sales_team.group_sale_salesman",),
    "account.move": ("account.group_account_invoice", "account.group_account_readonly"),
    "of.enrolment": READERS,
    "of.funding.request": READERS,
    "of.funding.line": READERS,
    "of.cpf.file": READERS,
}


class TestAccess(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {group: cls.office_user(group, group) for group in READERS}
        salesman = cls.users["sales_team.group_sale_salesman"]
        cls.order = cls.sold()
        cls.order.user_id = salesman
        cls.file = cls.granted(cls.akto, cls.order.of_enrolment_ids, 600, day="2026-09-30")
        cls.moves = cls.invoice(cls.order)
        holder = cls.env["res.partner"].create({"name": "Titulaire"})
        cls.cpf_file = cls.env["of.cpf.file"].create({
            "number": "D1", "learner_id": holder.id, "learner_status": "employee", "session_id": cls.session.id,
            "price": 890})
        cls.cpf_file.action_validate()
        cls.cpf_file.action_accept()
        cls.records = {"sale.order": cls.order, "account.move": cls.moves, "of.enrolment": cls.order.of_enrolment_ids,
                       "of.funding.request": cls.file, "of.funding.line": cls.file.line_ids, "of.cpf.file": cls.cpf_file}

    def specification(self, model, kind):
        """What the web client asks for: every field of the view, and of the lists in it."""
        return self.fields_of(model, etree.fromstring(model.get_view(view_type=kind)["arch"]))

    def fields_of(self, model, node):
        """``{field: specification}`` of the fields in ``node``, but for those of lists inside its fields."""
        result = {}
        for child in node.iterchildren("*"):
            if child.tag != "field":
                result |= self.fields_of(model, child)
                continue
            field = model._fields[child.get("name")]
            inner = self.fields_of(model.env[field.comodel_name], child[0]) if field.relational and len(child) else {}
            result[field.name] = {"fields": inner or {"display_name": {}}} if field.relational else {}
        return result

    def test_every_reader_opens_lists_and_forms(self):
        for name, groups in SCREENS.items():
            for group in groups:
                with self.subTest(model=name, group=group):
                    self.env.invalidate_all()
                    records = self.records[name].with_user(self.users[group])
                    model = records.browse()
                    listed = model.web_search_read(
                        [("id", "in", records.ids)], self.specification(model, "list"))
                    self.assertEqual(len(listed["records"]), len(records))
                    if name != "of.funding.line":
                        records.web_read(self.specification(model, "form"))

    def test_salesman_and_accountant_write_nothing(self):
        for group in READERS[:4]:
            file = self.file.with_user(self.users[group])
            for records, change in ((file, {"number": "X"}), (file.line_ids, {"granted": 1})):
                with self.subTest(group=group, model=records._name), self.assertRaises(AccessError):
                    records.write(change)
            with self.subTest(group=group), self.assertRaises(AccessError):
                file.action_cancel()

    def test_salesman_invoices_every_payer(self):
        order = self.sold(learners=self.carla, quantity=1)
        order.user_id = self.users["sales_team.group_sale_salesman"]
        self.granted(self.akto, order.of_enrolment_ids, 600, day="2026-09-30", number="S")
        self.env.invalidate_all()
        order.with_user(order.user_id)._create_invoices()
        self.assertEqual(sorted(order.sudo().invoice_ids.mapped("amount_untaxed")), [290, 600])

    def test_funding_user_runs_a_file_on_its_form(self):
        user = self.users["of_funding.group_of_funding_user"]
        order = self.sold(learners=self.carla, quantity=1)
        with Form(self.env["of.funding.request"].with_user(user)) as form:
            form.funder_id = self.akto
            form.scheme = "plan"
            form.employer_id = self.client
            form.number = "F1"
            form.date_granted = "2026-11-01"
            with form.line_ids.new() as line:
                line.enrolment_id = order.of_enrolment_ids
                line.asked = 600
        file = form.record
        self.complete(file).action_send()
        file.action_grant()
        self.assertEqual((file.state, file.mode), ("granted", "refund"))

    def test_portal_user_sees_nothing(self):
        for partner in (self.anna, self.hr, self.trainer):
            user = self.portal_user(partner)
            for record in (self.file, self.file.line_ids, self.cpf_file):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_other_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", "of_funding.group_of_funding_user",
                                    company_id=other.id, company_ids=[(6, 0, other.ids)])
        for record in (self.file, self.file.line_ids, self.cpf_file):
            self.assertFalse(record.with_user(stranger).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
