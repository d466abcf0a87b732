from odoo.exceptions import UserError
from odoo.tests import Form

from .common import FundingCase


class TestRequestCaps(FundingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cap = cls.env["of.cap"].create({
            "name": "AKTO : 40 € de l'heure", "kind": "ceiling", "unit": "eur_hour", "amount": 40,
            "funder_kind": "opco", "funder_id": cls.akto.id, "date_from": "2026-01-01", "source": "Conditions d'AKTO",
            "company_id": cls.company.id})
        cls.learners = cls.sold().of_enrolment_ids.sorted("id")

    def cpf(self, **vals):
        return self.env["of.funding.request"].create({
            "funder_id": self.cdc.id, "scheme": "cpf", "session_id": self.session.id, "learner_id": self.carla.id,
            "date_asked": "2026-10-15", "amount_granted": 2000, **vals})

    def answer(self, request, kind):
        [answer] = [answer for answer in request.cap_answers
                    if answer["kind"] == kind and not answer["is_announced"]]
        return answer

    def codes(self, request, purpose):
        return {item["code"]: item["level"] for item in request._of_missing(purpose)}

    def test_ceiling_per_hour_leaves_the_rest_to_the_employer(self):
        request = self.request(self.akto, self.learners, 600, date_asked="2026-11-02")
        answer = self.answer(request, "ceiling")
        self.assertEqual((answer["covered"], answer["rest"], answer["rest_for"]), (1120, 80, "employer"))
        self.complete(request)
        self.assertEqual(self.codes(request, "send"), {"cap_ceiling_eur_hour": "advisory"})
        with self.assertRaises(UserError):
            request.action_send()
        request.line_ids.asked = 560
        self.assertEqual(self.answer(request, "ceiling")["rest"], 0)
        request.action_send()

    def test_ceiling_is_for_requests_since_its_first_day(self):
        request = self.request(self.akto, self.learners, 600, date_asked="2025-12-31")
        self.assertFalse(request.cap_answers)
        self.assertIn("text-muted", request.cap_table)

    def test_year_counts_other_requests_of_the_employer_as_granted_or_asked(self):
        self.cap.write({"unit": "eur_year", "amount": 1500})
        self.granted(self.akto, self.learners[0], 600, amount_granted=500, date_asked="2026-03-01")
        self.request(self.akto, self.learners[0], 100, date_asked="2026-04-01")
        self.request(self.akto, self.learners[1], 700, date_asked="2025-12-31")
        request = self.request(self.akto, self.learners[1], 100, date_asked="2026-05-01")
        answer = self.answer(request, "ceiling")
        self.assertEqual((answer["covered"], answer["rest"]), (100, 0))
        self.cap.amount = 650
        request.invalidate_recordset()
        self.assertEqual(self.answer(request, "ceiling")["rest"], 50)

    def test_cpf_of_an_rs_certification(self):
        self.programme.write({"of_recognition": "rs", "of_certification_code": "RS 5801"})
        request = self.cpf()
        price, share = self.answer(request, "cpf_price"), self.answer(request, "flat_share")
        self.assertEqual((price["rest"], price["rest_for"]), (500, "holder"))
        self.assertEqual((share["rest"], share["level"]), (150, "information"))
        request.exemption = "c2p"
        self.assertEqual(self.answer(request, "flat_share")["rest"], 0)
        request.write({"exemption": False, "top_up": 200})
        self.assertEqual(self.answer(request, "flat_share")["code"], "lifted")

    def test_short_skills_assessment_is_not_sent_but_a_grant_is_recorded(self):
        self.programme.of_action_category = "skills_assessment"
        self.session.slot_ids[0].unlink()
        self.carla.of_last_assessment = "none"
        request = self.cpf(date_granted="2026-10-20", number="C1")
        self.assertEqual(self.codes(request, "send")["cap_hours_floor_hours"], "blocking")
        self.assertEqual(self.codes(request, "grant"), {"cap_hours_floor_hours": "advisory"})

    def test_holder_declares_his_last_skills_assessment_on_the_request(self):
        self.programme.of_action_category = "skills_assessment"
        request = self.cpf()
        self.assertEqual(self.answer(request, "waiting")["code"], "undeclared")
        with Form(request) as form:
            form.last_assessment = "pooled"
            form.last_assessment_on = "2023-01-10"
            self.assertIn("table-danger", form.cap_table)
        self.assertEqual(str(self.carla.of_last_assessment_on), "2023-01-10")
        self.assertEqual(self.answer(request, "waiting")["level"], "blocking")

    def test_licence(self):
        self.programme.of_is_licence = True
        request = self.cpf()
        self.assertEqual(self.answer(request, "condition")["code"], "condition_failed")
        request.third_party_amount = 100
        self.assertEqual(self.answer(request, "condition")["code"], "condition_met")

    def test_npec_of_the_employer_s_branch(self):
        cpne = self.env["of.cpne"].create({"code": "4", "name": "CPNE du conseil", "idcc_codes": "1486 0787"})
        self.assertEqual(self.env["of.cpne"]._of_idcc("787"), cpne)
        self.assertFalse(self.env["of.cpne"]._of_idcc("48"))
        self.env["of.cap"].create({
            "kind": "npec", "unit": "eur_contract_year", "amount": 7300, "decides": "contract", "cpne_id": cpne.id,
            "certification_code": "RNCP38596", "date_from": "2025-09-01", "source": "France compétences"})
        self.programme.of_certification_code = "RNCP38596"
        request = self.request(self.akto, self.learners[0], 50, scheme="apprenticeship", cpne_id=cpne.id,
                               contract_on="2026-09-01")
        answer = self.answer(request, "npec")  # two days of session
        self.assertEqual((answer["covered"], answer["rest"], answer["rest_for"]), (40, 10, "employer"))
        other = self.request(self.akto, self.learners[1], 50, scheme="apprenticeship")
        self.assertEqual(other.cpne_id, cpne)

    def test_screen_tells_the_rule_in_french(self):
        request = self.request(self.akto, self.learners, 600, date_asked="2026-11-02")
        for text in ("AKTO : 40 € de l", "Conditions d", "02/11/2026"):
            self.assertIn(text, request.cap_table)
        reader = self.office_user("sales", "sales_team.group_sale_salesman")
        self.assertEqual(len(request.with_user(reader).cap_answers), 1)

    def test_queries_do_not_grow_with_the_requests(self):
        self.count_queries(1)  # labels of fields, once
        counts = [self.count_queries(size) for size in (3, 30)]
        self.assertEqual(counts[0], counts[1])

    def count_queries(self, size):
        employers = self.env["res.partner"].create([{"name": f"E{i}", "is_company": True} for i in range(size)])
        requests = self.env["of.funding.request"].create([{
            "funder_id": self.akto.id, "employer_id": employer.id, "scheme": "plan"} for employer in employers])
        self.env["of.funding.line"].create([
            {"enrolment_id": self.learners[0].id, "request_id": request.id, "asked": 1} for request in requests])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        requests.mapped("cap_answers")
        count = self.cr.sql_log_count - before
        requests.line_ids.unlink()
        return count
