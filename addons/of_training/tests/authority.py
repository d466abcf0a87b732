"""A timestamp authority (RFC 3161) on loopback: OpenSSL's own, behind HTTP."""
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
EXTENSIONS = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"


def openssl(folder, *arguments):
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True).stdout


class Authority:
    """Answers queries; ``is_down`` and ``answer`` make it misbehave.

    >>> authority = Authority(); authority.url; authority.stop()
    """

    def __init__(self, name="Horodatage d'essai"):
        self._folder = tempfile.TemporaryDirectory()
        self.folder, self.is_down, self.answer, self.asked = Path(self._folder.name), False, None, 0
        self._certify(name)
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def _certify(self, name):
        (self.folder / "serial").write_text("01")
        (self.folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "extensions").write_text(EXTENSIONS)
        openssl(self.folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                "-days", "3650", "-subj", "/CN=Racine d'essai")
        openssl(self.folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr",
                "-subj", f"/CN={name}")
        openssl(self.folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", "tsa.pem", "-days", "3650", "-extfile", "extensions")

    def reply(self, query):
        """The answer to a query (bytes)."""
        (self.folder / "query").write_bytes(query)
        return openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query")

    @property
    def root(self):
        """Certificate of who vouches for it (PEM, bytes)."""
        return (self.folder / "ca.pem").read_bytes()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()

    def _handler(authority):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                authority.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                if authority.is_down:
                    self.send_error(503)
                    return
                content = authority.answer or authority.reply(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments):
                pass
        return Handler
