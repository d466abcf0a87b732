"""A whole room signs at once: thirty phones, one chain, a server with several workers."""
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import requests
from server import database_copy
from toolbox.client import Client
from toolbox.server import Server

WRITERS = 30


@pytest.fixture(scope="module")
def admin():
    with database_copy() as name, Server(name, "--workers=2", "--max-cron-threads=0") as server:
        yield Client(server.url, name, "admin")


def running_session(admin):
    """A session whose only slot is on now, with thirty learners."""
    trainer = admin.create("res.partner", name="Nadia Formatrice", of_is_trainer=True)
    programme = admin.create(
        "slide.channel", name="Excel, bases", of_is_programme=True, of_trainer_ids=[(6, 0, [trainer])])
    learners = admin.call("res.partner", "create", [{"name": f"Stagiaire {number:02}"} for number in range(WRITERS)])
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    start, end = (f"{now + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}" for hours in (-1, 2))
    session = admin.create(
        "of.session", programme_id=programme, link="https://example.com/classe", capacity=WRITERS,
        slot_ids=[(0, 0, {"start": start, "end": end, "trainer_id": trainer})],
        enrolment_ids=[(0, 0, {"learner_id": learner}) for learner in learners])
    admin.call("of.enrolment", "action_confirm", admin.read("of.session", session, "enrolment_ids")["enrolment_ids"])
    admin.call("of.session", "action_confirm", [session])
    return session


def personal_links(admin, session):
    ids = admin.search("of.attendance", [("session_id", "=", session), ("role", "=", "learner")])
    notices = [admin.call("of.attendance", "action_copy_link", [attendance]) for attendance in ids]
    return [admin.url + "/of/sign/" + notice["params"]["message"].rsplit("/", 1)[1] for notice in notices]


def test_thirty_signatures_at_once_make_one_sound_chain(admin):
    session = running_session(admin)
    links = personal_links(admin, session)

    def sign(link):  # twice, as an impatient thumb does
        return [requests.post(link, data={"typed": "Stagiaire"}, timeout=120).status_code for _tap in range(2)]

    with ThreadPoolExecutor(WRITERS) as phones:
        answers = list(phones.map(sign, links))

    assert answers == [[200, 200]] * WRITERS
    entries = admin.search("of.attendance.entry", [("session_id", "=", session)], order="id")
    chain = admin.read("of.attendance.entry", entries, "digest", "previous_digest")
    assert len(chain) == WRITERS
    assert [entry["previous_digest"] for entry in chain[1:]] == [entry["digest"] for entry in chain[:-1]]
    states = admin.call("of.attendance", "read_group", [("session_id", "=", session)], ["__count"], ["state"])
    assert {row["state"]: row["state_count"] for row in states} == {"present": WRITERS, "expected": 1}
