import base64
import io
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pypdf import PdfReader, PdfWriter

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.of_training.tests.common import TrainingData
from odoo.addons.of_training.tests.test_agreement_signing import blank_pdf


class Provider(ThreadingHTTPServer):
    """A local stand-in of a provider, over a real connection."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            number = next((one for one, known in self.server.requests.items() if known["key"] == content["key"]), None)
            number = number or f"R{len(self.server.requests) + 1}"
            self.server.requests[number] = content
            self.answer({"id": number})

        def do_DELETE(self):
            self.server.cancelled.append(self.path.rpartition("/")[2])
            self.answer({})

        def answer(self, content):
            body = json.dumps(content).encode()
            self.send_response(self.server.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            """Nothing on the screen."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.requests, self.cancelled, self.status = {}, [], 200
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def signed(self, number):
        """The document of a request with a page of the provider's own (bytes)."""
        writer, result = PdfWriter(), io.BytesIO()
        writer.append(PdfReader(io.BytesIO(base64.b64decode(self.requests[number]["pdf"]))))
        writer.append(PdfReader(io.BytesIO(blank_pdf())))
        writer.write(result)
        return result.getvalue()


@tagged("post_install", "-at_install")
class TestSignatureProvider(TrainingData, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_training()
        cls.company.write({"phone": "04 00 00 00 00", "of_signature_provider": "stub"})
        cls.convention = cls.make_agreement(cls.client, [cls.anna])
        cls.convention.party_ids = [Command.create({"partner_id": cls.anna.id})]
        cls.contract = cls.make_agreement(cls.carla)
        (cls.convention | cls.contract).action_issue()
        cls.session = None  # HttpCase keeps the browser's session under this name

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.server_close)
        self.addCleanup(self.provider.shutdown)
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test.signature.url", self.provider.url)
        parameters.set_param("test.signature.secret", "un secret partagé")

    def signers(self, agreement, **values):
        return [{"party": one._party().id, "name": f"{one.partner_id.name} en personne", "level": "advanced",
                 "identification": "code envoyé par SMS", "ip_address": "198.51.100.7",
                 "signed_at": fields.Datetime.to_string(fields.Datetime.now()), **values}
                for one in agreement._signatories()]

    def call_back(self, agreement, signers=None, pdf=None, seal=None):
        number = agreement.signature_reference or "R1"
        pdf = self.provider.signed(number) if pdf is None else pdf
        body = json.dumps({"signers": self.signers(agreement) if signers is None else signers,
                           "pdf": base64.b64encode(pdf).decode()}).encode()
        seal = seal or self.env["of.signature.stub"]._seal(body)
        self.authenticate(None, None)
        answer = self.url_open(self.provider.requests[number]["callback"], data=body, headers={
            "Content-Type": "application/octet-stream", "X-Seal": seal})
        self.env.invalidate_all()
        return answer.status_code

    def test_asked_then_signed_there(self):
        self.convention.with_user(self.office_user()).action_send()
        asked = self.provider.requests[self.convention.signature_reference]
        self.assertEqual([one["name"] for one in asked["signers"]], ["Menuiserie Duchêne", "Anna Stagiaire"])
        pdf = self.provider.signed(self.convention.signature_reference)
        self.assertEqual(self.call_back(self.convention), 200)
        self.assertEqual((self.convention.state, self.convention.signer_name),
                         ("signed", "Menuiserie Duchêne en personne"))
        self.assertEqual(self.convention.signed_document_id.attachment_id.raw, pdf)
        signature = self.convention.signature_ids[0]
        self.assertEqual((signature.way, signature.provider, signature.level, signature.identification),
                         ("provider", "Parafe", "advanced", "code envoyé par SMS"))
        self.assertEqual(signature.document_sha256, self.convention.document_id.sha256)
        self.assertFalse(self.provider.cancelled)
        with self.assertRaises(UserError):
            signature.provider_time = False

    def test_individual_keeps_his_withdrawal_period(self):
        self.contract.action_send()
        self.assertEqual(self.call_back(self.contract), 200)
        self.assertEqual(self.contract.withdrawal_end, self.contract._withdrawal_last_day(self.contract.signed_day, True))
        self.assertTrue(self.contract._may_withdraw())

    def test_asked_again_is_the_same_request(self):
        self.contract.action_send()
        self.contract.action_send()
        self.assertEqual(list(self.provider.requests), [self.contract.signature_reference])

    def test_taken_back_refused_or_cancelled_is_cancelled_there(self):
        self.contract.action_send()
        number = self.contract.signature_reference
        self.contract.action_rework()
        self.assertEqual((self.provider.cancelled, self.contract.signature_reference), ([number], False))
        self.convention.action_send()
        number = self.convention.signature_reference
        self.convention._refuse("Hélène RH", "Trop cher")
        self.assertEqual(self.provider.cancelled[-1], number)

    def test_what_expires_is_cancelled_there_and_a_provider_that_is_down_stops_no_other(self):
        (self.contract | self.convention).valid_until = "2026-01-01"
        self.contract.action_send()
        self.provider.status = 503
        with self.assertLogs("odoo.addons.of_training.models.of_agreement_deadline", "WARNING"):
            for agreement in self.contract | self.convention:
                agreement._try_to_expire()
        self.assertEqual((self.contract.state, self.convention.state), ("issued", "expired"))
        self.provider.status = 200
        self.contract._try_to_expire()
        self.assertEqual((self.contract.state, self.provider.cancelled[-1]), ("expired", "R1"))

    def test_paper_that_comes_first_cancels_the_request(self):
        self.contract.action_send()
        self.contract._sign_on_paper(fields.Date.today(), "Carla Particulière", "", True, blank_pdf())
        self.assertEqual((self.contract.state, self.provider.cancelled), ("signed", ["R1"]))

    def test_provider_that_is_down_leaves_nothing_half_written(self):
        for status in (503, 200):
            with self.subTest(status):
                self.provider.status = status
                if status == 200:
                    self.provider.shutdown()
                    self.provider.server_close()
                with self.assertRaisesRegex(UserError, "does not answer"), self.env.cr.savepoint():
                    self.contract.action_send()
                self.assertFalse(self.contract.signature_reference)
                self.assertFalse(self.contract.document_id.event_ids)
        self.contract._pass().signature_reference = "R9"
        with self.assertRaisesRegex(UserError, "does not answer"), self.env.cr.savepoint():
            self.contract.action_cancel()
        self.contract.invalidate_recordset()
        self.assertEqual((self.contract.state, self.contract.signature_reference), ("issued", "R9"))

    def test_callback_that_proves_nothing_records_nothing(self):
        self.contract.action_send()
        self.assertEqual(self.call_back(self.contract, seal="0" * 64), 403)
        early = fields.Datetime.to_string(self.contract.document_id.frozen_at - timedelta(hours=1))
        late = fields.Datetime.to_string(fields.Datetime.now() + timedelta(hours=1))
        for values in ({"pdf": b"%PDF nonsense"}, {"signers": []},
                       {"signers": self.signers(self.contract, signed_at=early)},
                       {"signers": self.signers(self.contract, signed_at=late)},
                       {"signers": self.signers(self.contract) * 2},
                       {"signers": self.signers(self.convention)},
                       {"signers": self.signers(self.contract, party=self.convention.party_ids.id)}):
            with self.subTest(values), mute_logger("odoo.http"):
                self.assertEqual(self.call_back(self.contract, **values), 409)
        self.assertEqual((self.contract.state, self.contract.signature_reference), ("issued", "R1"))
        self.assertFalse(self.contract.signature_ids)
        self.assertFalse(self.contract.signed_document_id)

    def test_callback_that_comes_twice_or_too_late_changes_nothing(self):
        self.contract.action_send()
        self.assertEqual(self.call_back(self.contract), 200)
        signed = self.contract.signed_document_id
        self.assertEqual(self.call_back(self.contract), 409)
        self.assertEqual((self.contract.signed_document_id, len(self.contract.signature_ids)), (signed, 1))
        self.convention.action_send()
        self.convention.action_rework()
        self.convention.action_issue()
        self.assertEqual(self.call_back(self.convention), 409)
        self.assertEqual(self.convention.state, "issued")

    def test_one_on_paper_and_the_other_there(self):
        self.convention._sign_on_paper(fields.Date.today(), "Hélène RH", "DRH", False, blank_pdf())
        self.convention.action_send()
        self.assertEqual(len(self.provider.requests["R1"]["signers"]), 1)
        self.assertEqual(self.call_back(self.convention, signers=self.signers(self.convention)[1:]), 200)
        pages = PdfReader(io.BytesIO(self.convention.signed_document_id.attachment_id.raw)).pages
        self.assertIn("Parafe", "".join(page.extract_text() for page in pages))

    def test_portal_signs_nothing_that_is_signed_there(self):
        self.authenticate(None, None)
        token = self.contract.access_token
        page = self.url_open(f"{self.contract.access_url}?access_token={token}").text
        self.assertIn("Parafe", page)
        self.assertNotIn("of_sign_name", page)
        self.url_open(f"{self.contract.access_url}/sign", data={
            "csrf_token": Request.csrf_token(self), "access_token": token, "name": "Carla", "consent": "1"})
        self.assertEqual(self.contract.state, "issued")

    def test_portal_sends_no_reminder_of_it(self):
        with self.assertRaises(UserError):
            self.contract.action_remind()

    def test_what_was_issued_for_the_portal_stays_there(self):
        self.contract.action_rework()
        self.company.of_signature_provider = "portal"
        self.contract.action_issue()
        self.company.of_signature_provider = "stub"
        self.assertEqual(self.contract.action_send()["res_model"], "mail.compose.message")
        with self.assertRaises(UserError):
            self.env["of.signature.stub"]._receive(self.contract, [], blank_pdf())
