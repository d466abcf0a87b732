"""Thirty phones sign at once over HTTP, all in one register, against a bare controller that writes one row.

Both get the same form from the same clients, in turns, on the same server with two workers. It fails when a signature
is lost or the register's chain is not whole.
"""
import base64
import http.client
import io
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from PIL import Image, ImageDraw
from toolbox import paths
from toolbox.server import Server

from odoo import fields

PHONES, ROUNDS = 30, 10
ADDONS = paths.ROOT / "benchmarks" / "addons"
PEER = "bare controller, one row"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def measure(env):
    session = populate(env)
    links = [urlsplit(one._sign_url()).path for one in session.attendance_ids if one.role == "learner"]
    form = urlencode({"drawn": drawing(), "typed": "", "device_time": "2027-01-11T08:00:00.000Z"})
    with Server(env.cr.dbname, "--workers=2", "--max-cron-threads=0", "-i", "of_bench_row", "--without-demo=all",
                f"--addons-path={ADDONS},{addons_path()}") as server, ThreadPoolExecutor(PHONES) as phones:
        address = urlsplit(server.url).netloc

        def post(path):
            start = time.perf_counter()
            connection = http.client.HTTPConnection(address, timeout=120)
            connection.request("POST", path, form, HEADERS)
            answer = connection.getresponse()
            assert answer.status == 200, (path, answer.status)
            body = answer.read()
            assert b"signed" in body or b"written" in body, body[:300]
            connection.close()
            return time.perf_counter() - start

        for path in ("/of_bench/row", links.pop()) * 3:  # warm
            post(path)
        ours, theirs = Batches(), Batches()
        for number in range(ROUNDS):
            batch = links[number * PHONES:(number + 1) * PHONES]
            theirs.run(phones, post, ["/of_bench/row"] * PHONES)
            ours.run(phones, post, batch)
    env.cr.commit()
    env.invalidate_all()
    entries = session.attendance_ids.entry_ids
    assert len(entries) == PHONES * ROUNDS + 1, f"{len(entries)} entries"
    assert not session._verify_proofs()
    yield "time per signature", ours.each() * 1000, theirs.each() * 1000, "ms", PEER
    yield "slowest 5 %", ours.slow() * 1000, theirs.slow() * 1000, "ms", PEER


class Batches:
    """What thirty clients waited for, round after round."""

    def __init__(self):
        self.waited, self.took = [], []

    def run(self, phones, post, addresses):
        start = time.perf_counter()
        self.waited += phones.map(post, addresses)
        self.took.append(time.perf_counter() - start)

    def each(self):
        """Seconds of the server for one, with all waiting."""
        return statistics.median(self.took) / PHONES

    def slow(self):
        return statistics.quantiles(self.waited, n=20)[-1]


def addons_path():
    from odoo.tools import config
    return ",".join(config["addons_path"])


def populate(env):
    """A session that runs now, with a learner for each signature and one more."""
    trainer = env["res.partner"].create({"name": "Nadia Formatrice", "of_is_trainer": True})
    programme = env["slide.channel"].create({
        "name": "Excel, bases", "of_is_programme": True, "of_trainer_ids": [(4, trainer.id)]})
    learners = env["res.partner"].create([{"name": f"Stagiaire {n:03}"} for n in range(PHONES * ROUNDS + 1)])
    now = fields.Datetime.now()
    session = env["of.session"].create({
        "programme_id": programme.id, "link": "https://example.com/classe", "capacity": len(learners),
        "slot_ids": [(0, 0, {"start": now - timedelta(hours=1), "end": now + timedelta(hours=3),
                             "trainer_id": trainer.id})],
        "enrolment_ids": [(0, 0, {"learner_id": learner.id}) for learner in learners]})
    session.enrolment_ids.action_confirm()
    session.action_confirm()
    env.cr.commit()
    return session


def drawing():
    """A signature as a phone draws it (data URL)."""
    picture = Image.new("RGBA", (716, 400))
    ImageDraw.Draw(picture).line([(60 + 12 * n, 200 + (n * 37) % 140 - 70) for n in range(50)], "#0b1f3a", 5, "curve")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()
