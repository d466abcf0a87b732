import base64
import io

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import TrainingCase, TrainingData
from .test_agreement_signing import blank_pdf
from .test_lib_attendance import png


class Tripartite:
    """A convention of a client, the learner himself and a funder."""

    @classmethod
    def make_tripartite(cls):
        cls.company.write({"phone": "04 00 00 00 00", "email": "of@example.com"})
        cls.client.email = "contact@duchene.example.com"
        cls.funder = cls.env["res.partner"].create({
            "name": "OPCO Bois", "is_company": True, "email": "opco@example.com", "city": "Paris"})
        cls.agent = cls.env["res.partner"].create({
            "name": "Fabien Financeur", "parent_id": cls.funder.id, "email": "fabien@example.com"})
        cls.funder.of_hr_contact_ids = cls.agent
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.convention.party_ids = [
            Command.create({"partner_id": cls.anna.id}),
            Command.create({"partner_id": cls.funder.id, "role": "funder"})]
        cls.learner, cls.payer = cls.convention.party_ids
        cls.convention.action_issue()


def text_of(document):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document.sudo().attachment_id.raw)).pages)


@freeze_time("2026-11-28 10:00:00")
class TestAgreementParties(Tripartite, TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_tripartite()

    def sign(self, signatory, name):
        signatory.sudo()._sign_on_line(self.env["res.users"], name, "", png(), "203.0.113.9", "Navigateur")

    def paper(self, **values):
        return self.env["of.agreement.paper"].create({
            "agreement_id": self.convention.id, "signed_day": "2026-11-28", **values})

    def test_document_names_the_parties_and_leaves_each_a_box(self):
        text = text_of(self.convention.document_id)
        for words in ("Bénéficiaire", "Financeur", "OPCO Bois", "Anna Stagiaire"):
            self.assertIn(words, text)

    def test_signed_once_everybody_has_in_any_order(self):
        self.sign(self.payer, "Fabien Financeur")
        self.sign(self.learner, "Anna Stagiaire")
        self.assertEqual((self.convention.state, self.convention.signed_count), ("issued", 2))
        self.assertFalse(self.convention.signed_document_id)
        self.assertEqual(self.convention.order_id.state, "draft")
        self.assertIn("Fabien Financeur", self.payer.signature_status)
        self.assertNotIn("Fabien Financeur", self.convention.signature_status)
        self.sign(self.convention, "Hélène RH")
        self.assertEqual((self.convention.state, self.convention.signer_name), ("signed", "Hélène RH"))
        self.assertEqual(self.convention.order_id.state, "sale")
        text = text_of(self.convention.signed_document_id)
        for signature in self.convention.signature_ids:
            self.assertIn(signature.digest, "".join(text.split()))
        for words in ("Bénéficiaire : Anna Stagiaire", "Financeur : OPCO Bois", "Le client : Menuiserie Duchêne"):
            self.assertIn(words, text)
        message = self.convention.message_ids.filtered("attachment_ids")[:1]
        self.assertEqual(message.partner_ids, self.client | self.anna | self.funder)

    def test_nobody_signs_twice(self):
        self.sign(self.learner, "Anna Stagiaire")
        with self.assertRaises(UserError):
            self.sign(self.learner, "Anna Stagiaire")
        with self.assertRaises(UserError):
            self.paper(party_id=self.learner.id, signer_name="Anna", scan=base64.b64encode(blank_pdf())).action_record()
        self.assertEqual(len(self.convention.signature_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_two_taps_at_once_leave_one_signature(self):
        for signatory in (self.learner, self.convention):
            self.sign(signatory, "Une signature")
            signatory._pass().has_signed = False  # as the second request still saw it
            with self.assertRaises(UniqueViolation), self.cr.savepoint():
                self.sign(signatory, "Une autre")

    def test_refusal_of_one_refuses_it_for_all(self):
        self.sign(self.convention, "Hélène RH")
        self.payer._refuse("Fabien Financeur", "Budget épuisé")
        self.assertEqual(self.convention.state, "refused")
        with self.assertRaises(UserError):
            self.sign(self.learner, "Anna Stagiaire")

    def test_who_has_signed_refuses_no_more_but_the_individual(self):
        self.sign(self.learner, "Anna Stagiaire")
        with self.assertRaises(UserError):
            self.learner._refuse("Anna Stagiaire", "Finalement non")
        contract = self.make_agreement(self.carla)
        contract.party_ids = [Command.create({"partner_id": self.bruno.id})]
        contract.action_issue()
        self.sign(contract, "Carla Particulière")
        contract._refuse("Carla Particulière", "Finalement non")
        self.assertEqual(contract.state, "refused")

    def test_issued_again_it_is_signed_again_by_everybody_with_new_links(self):
        self.sign(self.convention, "Hélène RH")
        links = [one.access_token for one in self.convention._signatories()]
        self.convention.action_rework()
        self.payer.unlink()
        self.convention.action_issue()
        self.assertFalse(self.convention.has_signed)
        self.assertFalse(set(links) & {one.access_token for one in self.convention._signatories()})
        self.sign(self.learner, "Anna Stagiaire")
        self.assertEqual(self.convention.state, "issued")
        self.sign(self.convention, "Hélène RH")
        self.assertEqual(self.convention.state, "signed")

    def test_parties_stay_as_issued(self):
        for change in (lambda: self.learner.write({"partner_id": self.bruno.id}), self.learner.unlink,
                       lambda: self.learner.write({"label": "Autre"}),
                       lambda: self.convention.write({"party_ids": [Command.create({"partner_id": self.bruno.id})]}),
                       lambda: self.env["of.agreement.party"].create(
                           {"agreement_id": self.convention.id, "partner_id": self.bruno.id})):
            with self.assertRaises(UserError):
                change()

    def test_nobody_writes_by_hand_that_somebody_signed(self):
        user = self.office_user()
        for record, vals in ((self.learner, {"has_signed": True}), (self.convention, {"has_signed": True}),
                             (self.convention, {"signed_count": 3})):
            with self.assertRaises(UserError):
                record.with_user(user).write(vals)

    def test_who_is_named_twice_is_told_before_the_issue(self):
        self.convention.action_rework()
        self.payer.partner_id = self.anna
        with self.assertRaises(UserError):
            self.convention.action_issue()
        self.payer.partner_id = self.client
        with self.assertRaises(UserError):
            self.convention.action_issue()

    def test_link_of_each_goes_to_him_alone(self):
        messages = self.convention.message_ids
        self.env["mail.mail"].search([]).unlink()
        self.convention.with_user(self.office_user()).action_send()
        mails = self.env["mail.mail"].search([])
        self.assertEqual(mails.recipient_ids, self.client | self.anna | self.funder)
        for signatory in self.convention._signatories():
            mail = mails.filtered(lambda one: one.recipient_ids == signatory.partner_id)  # noqa: B023
            self.assertIn(signatory.access_token, mail.body_html)
            for other in set(self.convention._signatories()) - {signatory}:
                self.assertNotIn(other.access_token, mail.body_html)
        said = " ".join((self.convention.message_ids - messages).mapped("body"))
        for signatory in self.convention._signatories():
            self.assertNotIn(signatory.access_token, said)
        self.assertEqual(self.convention.document_id.event_ids.mapped("kind"), ["sent"] * 3)

    def test_who_has_signed_is_not_sent_his_link_again(self):
        self.sign(self.learner, "Anna Stagiaire")
        self.convention.action_send()
        self.assertNotIn("anna@example.com", " ".join(self.convention.document_id.event_ids.mapped("detail")))

    def test_one_paper_with_all_signatures_is_the_signed_document(self):
        self.paper(signer_name="Hélène RH", scan=base64.b64encode(blank_pdf())).action_record()
        self.assertEqual(self.convention.state, "issued")
        self.paper(signer_name="Anna Stagiaire").action_record()
        self.paper(signer_name="Fabien Financeur").action_record()
        self.assertEqual(self.convention.state, "signed")
        self.assertEqual(self.convention.signed_document_id.attachment_id.raw, blank_pdf())

    def test_paper_of_one_is_joined_to_the_page_of_the_others(self):
        self.paper(signer_name="Hélène RH", scan=base64.b64encode(blank_pdf())).action_record()
        self.assertTrue(self.convention.has_signed)
        self.sign(self.learner, "Anna Stagiaire")
        self.sign(self.payer, "Fabien Financeur")
        document = self.convention.signed_document_id
        pages = len(PdfReader(io.BytesIO(self.convention.document_id.attachment_id.raw)).pages)
        signed = PdfReader(io.BytesIO(document.attachment_id.raw)).pages
        self.assertGreaterEqual(len(signed), pages + 2)
        self.assertEqual(signed[-1].extract_text(), "")
        self.assertIn("copie jointe", text_of(document))

    def test_party_of_another_agreement_signs_nothing_here(self):
        other = self.make_agreement(self.client, [self.bruno])
        stranger = self.env["of.agreement.party"].create({"agreement_id": other.id, "partner_id": self.bruno.id})
        with self.assertRaises(UserError):
            self.paper(party_id=stranger.id, signer_name="Bruno", scan=base64.b64encode(blank_pdf())).action_record()

    def test_other_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", company_id=other.id, company_ids=[Command.set(other.ids)])
        parties = self.env["of.agreement.party"].with_user(stranger)
        self.assertFalse(parties.search([("id", "in", self.convention.party_ids.ids)]))
        for attempt in (lambda: self.learner.with_user(stranger).read(["access_token"]),
                        lambda: self.convention.with_user(stranger).action_send(),
                        lambda: self.paper(signer_name="x", scan=base64.b64encode(blank_pdf())).with_user(
                            stranger).sudo(False).action_record(),
                        lambda: self.convention.with_user(stranger).read(["name"])):
            with self.assertRaises(AccessError):
                attempt()


@tagged("post_install", "-at_install")
class TestAgreementPartiesPortal(Tripartite, TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.make_tripartite()
        cls.contract = cls.make_agreement(cls.carla)
        for partner in (cls.hr, cls.anna, cls.agent, cls.bruno):
            cls.portal_user(partner)
        cls.session = None  # HttpCase keeps the browser's session under this name

    def log_in(self, partner=None):
        self.authenticate(partner and partner.email, partner and partner.email)

    def page(self, token=None):
        return self.url_open(f"{self.convention.access_url}?access_token={token or ''}").text

    def post(self, action="sign", token=None, **values):
        values = {"csrf_token": Request.csrf_token(self), "name": "Une personne", "consent": "1", **values}
        return self.url_open(f"{self.convention.access_url}/{action}", data={**values, "access_token": token or ""})

    def test_each_signs_by_his_own_link(self):
        self.log_in()
        for signatory in self.convention._signatories():
            self.assertIn("of_sign_name", self.page(signatory.access_token))
            self.post(token=signatory.access_token, name=f"Pour {signatory.partner_id.name}")
            self.assertTrue(signatory.has_signed)
            self.assertNotIn("of_sign_name", self.page(signatory.access_token))
        self.assertEqual(self.convention.state, "signed")
        names = {one.party_name: one.signer_name for one in self.convention.signature_ids}
        self.assertEqual(names, {name: f"Pour {name}" for name in ("Menuiserie Duchêne", "Anna Stagiaire", "OPCO Bois")})

    def test_each_signs_with_his_login_for_himself(self):
        for partner, signatory in ((self.anna, self.learner), (self.agent, self.payer), (self.hr, self.convention)):
            self.log_in(partner)
            self.assertIn(self.convention.name, self.url_open("/my/agreements").text)
            self.post()
            self.assertTrue(signatory.has_signed, partner.name)
            self.assertEqual(signatory._signature().signer_login, partner.email)
        self.assertEqual(self.convention.state, "signed")

    def test_stranger_reads_and_signs_nothing(self):
        for token in ("", "wrong", "é", self.convention.access_token[:-1] + "é"):
            self.log_in(self.bruno)
            self.assertNotIn(self.convention.name, self.page(token))
            self.post(token=token)
            self.post("refuse", token=token, reason="x")
        self.assertEqual((self.convention.state, self.convention.signed_count), ("issued", 0))

    def test_link_of_another_agreement_opens_nothing(self):
        other = self.make_agreement_for_bruno()
        self.log_in()
        for token in (other.access_token, other.party_ids.access_token):
            self.post(token=token)
            self.assertNotIn(self.convention.name, self.page(token))
        self.assertEqual(self.convention.signed_count, 0)

    def make_agreement_for_bruno(self):
        session = self.make_session()
        order = self.env["sale.order"].create({"partner_id": self.client.id, "order_line": [
            Command.create({"product_id": self.product.id, "of_session_id": session.id,
                            "of_learner_ids": self.bruno.ids})]})
        order.action_of_agreements()
        order.of_agreement_ids.party_ids = [Command.create({"partner_id": self.bruno.id})]
        order.of_agreement_ids.action_issue()
        return order.of_agreement_ids

    def test_contact_of_the_client_signs_for_no_other_party(self):
        self.log_in(self.hr)
        self.post()
        self.post(name="Encore")
        self.assertEqual((self.convention.signed_count, self.learner.has_signed), (1, False))
        self.assertNotIn("of_sign_name", self.page())

    def test_contact_of_another_company_or_not_named_by_his_own_signs_nothing(self):
        partners = self.env["res.partner"]
        other = partners.create({"name": "Autre SARL", "is_company": True})
        foreign, unnamed, colleague = partners.create([
            {"name": "RH d'ailleurs", "parent_id": other.id, "email": "rh@ailleurs.example.com"},
            {"name": "Comptable", "parent_id": self.funder.id, "email": "compta@opco.example.com"},
            {"name": "Collègue", "parent_id": self.client.id, "email": "collegue@duchene.example.com"}])
        other.of_hr_contact_ids = foreign
        for partner in (foreign, unnamed, colleague):
            self.portal_user(partner)
            self.log_in(partner)
            self.assertNotIn(self.convention.name, self.page())
            self.post()
            self.post("code")
            self.post("refuse", reason="x")
        self.assertEqual((self.convention.state, self.convention.signed_count), ("issued", 0))

    def test_portal_user_reads_the_link_of_nobody(self):
        self.convention.action_send()
        for partner in (self.anna, self.agent, self.hr):
            agreement = self.convention.with_user(self.env["res.users"].search([("partner_id", "=", partner.id)]))
            self.assertTrue(agreement.read(["name"]))
            for attempt in (lambda: agreement.read(["access_token"]),  # noqa: B023
                            lambda: agreement.party_ids.read(["access_token"]),  # noqa: B023
                            lambda: agreement.search([("access_token", "!=", False)])):  # noqa: B023
                with self.assertRaises(AccessError):
                    attempt()
            self.assertNotIn("access_token=", agreement._get_share_url())
            messages = agreement.env["mail.message"].search([("model", "=", "of.agreement"), ("res_id", "=", agreement.id)])
            for signatory in self.convention._signatories():
                self.assertNotIn(signatory.access_token, " ".join(messages.mapped("body")))

    def test_party_neither_withdraws_nor_is_told_that_he_may(self):
        contract = self.contract
        contract.party_ids = [Command.create({"partner_id": self.bruno.id, "role": "other", "label": "Caution"})]
        contract.action_issue()
        self.convention = contract
        self.log_in()
        for signatory in contract._signatories():
            self.post(token=signatory.access_token)
        self.assertEqual(contract.state, "signed")
        party = contract.party_ids
        self.assertNotIn("/withdrawal", self.page(party.access_token))
        self.post("withdraw", token=party.access_token)
        self.assertEqual(contract.state, "signed")
        self.assertIn("/withdrawal", self.page(contract.access_token))
        self.post("withdraw", token=contract.access_token, name="Carla Particulière")
        self.assertEqual(contract.state, "withdrawn")

    def test_reading_by_the_link_of_a_party_is_his_event(self):
        self.log_in()
        self.url_open(f"{self.convention.access_url}/pdf?access_token={self.learner.access_token}")
        self.convention.document_id.invalidate_recordset()
        self.assertEqual(self.convention.document_id.event_ids.mapped("detail"), ["Anna Stagiaire"])

    def test_home_counts_what_is_left_to_sign(self):
        self.log_in(self.anna)
        self.assertEqual(self.to_sign(), 1)
        self.post()
        self.assertEqual(self.to_sign(), 0)

    def to_sign(self):
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["of_agreement_to_sign_count"]})
        return answer["of_agreement_to_sign_count"]
