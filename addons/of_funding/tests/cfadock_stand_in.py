"""A local stand-in of CFADock, over a real connection."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

BIG = 10_000_000  # bytes


def found(label="OPCO ATLAS", siren="851296632", idcc=1486):
    return {"searchStatus": "OK", "opcoName": label, "opcoSiren": siren, "idcc": idcc, "url": "https://www.opco-atlas.fr",
            "filters": {"siret": "", "idcc": None}}


class StandIn(ThreadingHTTPServer):
    """``reply``: what is answered (a dict, or bytes); ``status``: with which HTTP status; ``seconds``: after how long;
    ``drip``: seconds between two bytes. ``asked``: the numbers it was asked for, with the time."""

    daemon_threads = True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            stand_in = self.server
            stand_in.asked.append((parse_qs(urlsplit(self.path).query)["siret"][0], time.monotonic()))
            time.sleep(stand_in.seconds)
            body = stand_in.reply if isinstance(stand_in.reply, bytes) else json.dumps(stand_in.reply).encode()
            self.send_response(stand_in.status)
            if stand_in.location:
                self.send_header("Location", stand_in.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.send(body)
            except OSError:  # who asked has had enough
                self.close_connection = True

        def send(self, body):
            if not self.server.drip:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(self.server.drip)

        def log_message(self, *_arguments):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.reset()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self):
        self.reply, self.status, self.seconds, self.drip, self.location, self.asked = found(), 200, 0, 0, None, []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/api/opcos"

    def stop(self):
        self.shutdown()
        self.server_close()
