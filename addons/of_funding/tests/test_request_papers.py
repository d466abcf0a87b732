import base64
import io
import zipfile

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import FundingCase, FundingData

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj " \
      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


class WithPapers(FundingData):
    @classmethod
    def make_terms(cls, *papers, **values):
        """AKTO's terms of our own: its papers as ``(kind, moment)`` in its order."""
        return cls.env["of.funder.terms"].create({
            "funder_kind": "opco", "funder_id": cls.akto.id, "date_from": "2020-01-01", "source": "Conditions",
            "company_id": cls.company.id, "paper_ids": [
                Command.create({"kind": kind, "moment": moment, "sequence": number, "name": name})
                for number, (kind, moment, name) in enumerate(papers)], **values})

    @classmethod
    def made(cls, *papers, **values):
        cls.terms = cls.make_terms(*papers, **values)
        cls.order = cls.sold()
        return cls.request(cls.akto, cls.order.of_enrolment_ids.sorted("id"), 600)


class TestRequestPapers(WithPapers, FundingCase):
    def states(self, request):
        return {paper.kind: paper.state for paper in request.paper_ids}

    def test_a_request_asks_for_the_papers_of_its_funder(self):
        request = self.made(("quote", "request", "Devis détaillé"), ("rib", "request", False),
                            ("certificate", "invoice", False))
        self.assertEqual([(paper.display_name, paper.moment) for paper in request.paper_ids.sorted("sequence")],
                         [("Devis détaillé", "request"), ("Relevé d'identité bancaire (RIB)", "request"),
                          ("Certificat de réalisation", "invoice")])
        self.assertEqual(self.states(request), {"quote": "ready", "rib": "missing", "certificate": "missing"})

    def test_another_funder_wants_other_papers_until_one_was_put_by_hand(self):
        request = self.made(("rib", "request", False))
        request.funder_id = self.atlas
        self.assertNotEqual(request.paper_ids.mapped("kind"), ["rib"])
        request.funder_id = self.akto
        request.paper_ids.attachment_ids = self.env["ir.attachment"].create({"name": "rib.pdf", "raw": PDF})
        request.funder_id = self.atlas
        self.assertEqual(request.paper_ids.mapped("kind"), ["rib"])

    def test_what_is_missing_is_named_and_may_be_waived(self):
        request = self.made(("funder_form", "request", "Formulaire AKTO"), ("rib", "request", "RIB"),
                            ("certificate", "invoice", False))
        with self.assertRaisesRegex(UserError, "Formulaire AKTO, RIB"):
            request.action_send()
        self.env["of.checklist.waiver"].create({
            "res_model": request._name, "res_id": request.id, "code": "papers", "reason": "Transmis par l'entreprise"})
        request.action_send()
        self.assertEqual(request.state, "sent")

    def test_agreement_counts_once_it_is_issued_for_every_learner(self):
        request = self.made(("agreement", "request", False))
        self.assertEqual(self.states(request), {"agreement": "missing"})
        self.order.action_of_agreements()
        self.order.of_agreement_ids.action_issue()
        self.assertEqual(self.states(request), {"agreement": "ready"})
        self.assertIn("pas encore signée", request.paper_ids.found)
        [(name, content)] = request.paper_ids._files()
        self.assertTrue(name.endswith(".pdf") and content.startswith(b"%PDF"))

    def test_attendance_sheet_counts_once_it_is_issued(self):
        request = self.made(("attendance", "invoice", False))
        self.assertEqual(self.states(request), {"attendance": "missing"})
        self.session.action_confirm()
        self.session.action_attendance_sheet()
        self.assertEqual(self.states(request), {"attendance": "ready"})

    def test_our_own_papers_come_from_the_settings(self):
        request = self.made(("quality_certificate", "request", False), ("nda", "request", False),
                            ("rib", "request", False))
        self.assertEqual(set(self.states(request).values()), {"missing"})
        self.company.write({name: base64.b64encode(PDF) for name in (
            "of_quality_certificate_file", "of_nda_file", "of_rib_file")})
        self.assertEqual(set(self.states(request).values()), {"ready"})
        self.assertEqual({content for paper in request.paper_ids for _name, content in paper._files()}, {PDF})

    def test_sending_hands_in_what_is_ready(self):
        request = self.made(("quote", "request", False), ("certificate", "invoice", False))
        request.action_send()
        self.assertEqual(self.states(request), {"quote": "handed", "certificate": "missing"})

    def test_zip_and_pdf_are_in_the_order_of_the_funder(self):
        request = self.made(("learners", "request", "Liste"), ("request_form", "request", "Demande"),
                            ("quote", "request", "Devis"), ("planning", "request", "Calendrier"),
                            ("programme", "request", "Programme"), ("funder_form", "request", "Formulaire"))
        form = request.paper_ids.filtered(lambda paper: paper.kind == "funder_form")
        form.attachment_ids = self.env["ir.attachment"].create({"name": "../formulaire signé.xlsx", "raw": b"x"})
        name, content = request._file("request", "zip")
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertEqual([one.split()[1].split(".")[0] for one in names],
                         ["Liste", "Demande", "Devis", "Calendrier", "Programme", "formulaire"])
        self.assertFalse([one for one in names if "/" in one or ".." in one])
        self.assertEqual(name, f"{request.name} AKTO.zip")
        joined = request._file("request", "pdf")[1]
        self.assertTrue(joined.startswith(b"%PDF"))

    def test_nothing_to_download_is_told(self):
        request = self.made(("rib", "request", False))
        for extension in ("zip", "pdf"):
            with self.assertRaises(UserError):
                request._file("request", extension)

    def test_a_broken_pdf_is_told_and_not_joined(self):
        request = self.made(("funder_form", "request", False))
        request.paper_ids.attachment_ids = self.env["ir.attachment"].create({"name": "x.pdf", "raw": b"%PDF-1.7 no"})
        with self.assertRaises(UserError):
            request._file("request", "pdf")

    def test_a_file_put_by_one_is_read_by_the_other(self):
        request = self.made(("funder_form", "request", False))
        user, other = (self.office_user(login, "of_funding.group_of_funding_user") for login in ("one", "two"))
        file = self.env["ir.attachment"].with_user(user).create({"name": "x.pdf", "raw": PDF, "res_model": "of.funding.paper"})
        request.paper_ids.with_user(user).attachment_ids = file
        self.assertEqual(file.with_user(other).raw, PDF)

    def test_a_file_of_others_is_not_taken_by_its_number(self):
        request = self.made(("funder_form", "request", False))
        user = self.office_user("one", "of_funding.group_of_funding_user")
        secret = self.env["ir.attachment"].create({"name": "s", "raw": b"s"})
        with self.assertRaises(AccessError):
            request.paper_ids.with_user(user).attachment_ids = secret

    def test_mail_has_all_papers_and_counts_as_sent(self):
        request = self.made(("request_form", "request", "Demande"), ("quote", "request", "Devis"))
        self.akto.email = "dossiers@akto.example"
        action = request.action_mail()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        self.assertEqual(len(composer.attachment_ids), 2)
        self.assertEqual(composer.partner_ids, self.akto)
        composer._action_send_mail()
        self.assertEqual(request.state, "sent")
        self.assertEqual(request.message_ids.filtered("attachment_ids").attachment_ids.sorted("name").mapped("name"),
                         ["01 Demande.pdf", f"02 Devis {self.order.name}.pdf"])

    def test_a_company_that_files_itself_gets_everything(self):
        request = self.made(("quote", "request", "Devis"))
        request.filed_by = "company"
        action = request.action_mail()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        self.assertEqual(composer.partner_ids, self.hr)
        self.assertIn("à transmettre", composer.body)

    def test_three_and_thirty_requests_are_made_with_as_many_queries_each(self):
        self.made(("quote", "request", False), ("rib", "request", False))
        counts = []
        for size in (3, 3, 30):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            requests = self.env["of.funding.request"].create([
                {"name": f"F-{size}-{before}-{number}", "funder_id": self.akto.id, "scheme": "plan"}
                for number in range(size)])
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(requests.paper_ids), 2 * size)
        self.assertLessEqual(counts[2], counts[1] + 10, counts)


@tagged("-at_install", "post_install")
class TestRequestDownload(WithPapers, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_funding()
        cls.file = cls.made(("quote", "request", "Devis"), ("rib", "invoice", False))
        cls.session = None  # HttpCase keeps the browser's session under this name

    def test_only_the_office_of_the_company_downloads(self):
        self.office_user("funding", "of_funding.group_of_funding_user", password="funding-user-1")
        self.portal_user(self.hr)
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.office_user("stranger", "of_funding.group_of_funding_user", password="stranger-user-1",
                         company_id=other.id, company_ids=[Command.set(other.ids)])
        url = f"/of/funding/{self.file.id}"
        for login, password, path, status in (
                ("funding", "funding-user-1", "/request.zip", 200), ("funding", "funding-user-1", "/request.pdf", 200),
                ("funding", "funding-user-1", "/invoice.zip", 409), ("funding", "funding-user-1", "/secret.zip", 404),
                ("funding", "funding-user-1", "/request.exe", 404), ("stranger", "stranger-user-1", "/request.zip", 404),
                (self.hr.email, self.hr.email, "/request.zip", 404)):
            with self.subTest(login=login, path=path):
                self.authenticate(login, password)
                self.assertEqual(self.url_open(url + path).status_code, status)
