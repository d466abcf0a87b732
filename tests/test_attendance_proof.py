"""A half-day signed on four phones, closed, sealed; then one signature altered in the database, which three ways name.

Everybody has a real browser, the timestamp authority is OpenSSL's, and the proof file is checked by Python alone.
"""
import base64
import io
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
import zxingcpp
from browser import Screen, chromium, expect, picture_of_pdf
from PIL import Image
from server import database_copy
from test_browser_path import draw
from toolbox import paths, postgres
from toolbox.client import Client
from toolbox.server import Server

LEARNERS = ("Anna Stagiaire", "Bruno Stagiaire", "Carla Stagiaire")


@pytest.fixture(scope="module")
def authority():
    sys.path.insert(0, str(paths.ADDONS / "of_training" / "tests"))
    from authority import Authority
    found = Authority()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def admin():
    with database_copy() as name, Server(name, "--max-cron-threads=0") as server:
        client = Client(server.url, name, "admin")
        client.server, client.database = server, name
        yield client


@pytest.fixture(scope="module")
def session(admin, authority):
    """A half-day that began two hours ago and was to end a minute ago; three learners, a trainer with a login."""
    company = admin.search("res.company", [], limit=1)
    admin.call("res.company", "write", company, {
        "of_timestamp_url": authority.url, "of_timestamp_roots": base64.b64encode(authority.root).decode()})
    group = admin.call("ir.model.data", "check_object_reference", "base", "group_portal")[1]
    trainer = admin.create("res.partner", name="Nadia Formatrice", email="nadia@example.com", of_is_trainer=True)
    admin.create("res.users", name="Nadia Formatrice", login="nadia", password="nadia", partner_id=trainer,
                 group_ids=[(6, 0, [group])], lang="fr_FR")
    office = admin.call("ir.model.data", "check_object_reference", "of_training", "group_of_training_user")[1]
    admin.create("res.users", name="Manon", login="manon", password="manon", lang="fr_FR", group_ids=[(6, 0, [office])])
    programme = admin.create(
        "slide.channel", name="Excel, bases", of_is_programme=True, of_trainer_ids=[(6, 0, [trainer])])
    learners = admin.call("res.partner", "create", [
        {"name": name, "email": f"{name[0]}@example.com"} for name in LEARNERS])
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    start, end = (f"{now - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}" for minutes in (121, 1))
    session = admin.create(
        "of.session", programme_id=programme, link="https://example.com/classe",
        slot_ids=[(0, 0, {"start": start, "end": end, "trainer_id": trainer})],
        enrolment_ids=[(0, 0, {"learner_id": learner}) for learner in learners])
    admin.call("of.enrolment", "action_confirm", admin.read("of.session", session, "enrolment_ids")["enrolment_ids"])
    admin.call("of.session", "action_confirm", [session])
    return session


@pytest.fixture
def sit_down(admin):
    screens = []
    with chromium() as browser:
        def sit(login=None, **options):
            screens.append(Screen(browser, admin.server, login, **options))
            return screens[-1]
        yield sit
        for screen in screens:
            screen.close()


def attendance(admin, session, name):
    return admin.search("of.attendance", [("session_id", "=", session), ("person", "=", name)])[0]


def link_of(admin, session, name):
    notice = admin.call("of.attendance", "action_copy_link", [attendance(admin, session, name)])
    return urlsplit(notice["params"]["message"]).path


def scanned(png):
    """The path in the code of a picture (PNG, bytes), as a phone's camera reads it."""
    code, = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return urlsplit(code.text).path


def trigger(admin, cron):
    module, name = cron.split(".")
    admin.call("ir.cron", "method_direct_trigger", [
        admin.call("ir.model.data", "check_object_reference", module, name)[1]])


def test_half_day_is_signed_closed_and_sealed(admin, session, sit_down):
    trainer = sit_down("nadia", phone=True)
    trainer.page.goto("/my/slots")
    trainer.page.get_by_role("link", name="Afficher le code à scanner").click()
    expect(trainer.page.locator("#missing_names")).to_contain_text("Anna Stagiaire")
    trainer.picture("code")

    anna = sit_down(phone=True)
    anna.page.goto(scanned(trainer.page.locator("#picture").screenshot()))
    anna.page.get_by_role("link", name="Anna Stagiaire").click()
    draw(anna.page)
    anna.page.get_by_role("button", name="Signer", exact=True).click()
    expect(anna.page.locator(".note.good")).to_contain_text("La signature est conservée")
    expect(trainer.page.locator("#signed")).to_have_text("1")

    bruno = sit_down(phone=True)
    bruno.page.goto(link_of(admin, session, "Bruno Stagiaire"))
    bruno.page.wait_for_function("navigator.serviceWorker.ready.then(() => caches.open('of-signing')).then("
                                 "(store) => store.match(location.pathname)).then(Boolean)")
    bruno.context.set_offline(True)
    draw(bruno.page)
    bruno.page.get_by_role("button", name="Signer", exact=True).click()
    expect(bruno.page.locator("#waiting")).to_contain_text("Votre signature est gardée sur ce téléphone")
    bruno.picture("sign-offline")
    bruno.page.reload()  # as after a dead battery: the page opens without network, and still has it
    expect(bruno.page.locator("#waiting")).to_be_visible()
    assert not admin.read("of.attendance", attendance(admin, session, "Bruno Stagiaire"), "signed_at")["signed_at"]
    bruno.context.set_offline(False)
    expect(bruno.page.locator(".note.good")).to_contain_text("La signature est conservée")

    trainer.page.get_by_role("link", name="Retour").click()
    trainer.page.get_by_role("link", name="Contresigner").click()
    draw(trainer.page)
    trainer.page.get_by_role("button", name="Signer", exact=True).click()
    expect(trainer.page.locator(".note.good")).to_contain_text("La signature est conservée")

    carla = sit_down(phone=True)
    carla.page.goto(link_of(admin, session, "Carla Stagiaire"))
    draw(carla.page)
    carla.page.locator("#reason").fill("Téléphone oublié")
    carla.page.get_by_role("button", name="Signer", exact=True).click()
    expect(carla.page.locator(".note.good")).to_contain_text("Le formateur doit encore confirmer")
    carla.picture("sign-late")
    trainer.page.goto("/my/slots")
    trainer.page.locator("a.line", has_text="Signature à confirmer").click()
    expect(trainer.page.locator(".word")).to_contain_text("Téléphone oublié")
    trainer.page.get_by_role("button", name="Était présent").click()
    trainer.page.locator("summary", has_text="compte rendu").click()
    trainer.page.locator("textarea[name=report]").fill("Programme tenu, exercices du chapitre 2 à reprendre.")
    trainer.page.get_by_role("button", name="Enregistrer mon compte rendu").click()
    expect(trainer.page.locator(".note.good").first).to_contain_text("compte rendu est enregistré")
    trainer.picture("trainer-report", full_page=True)

    for action in ("action_start", "action_finish", "action_close"):
        admin.call("of.session", action, [session])
    for cron in ("of_training.ir_cron_slot_seal", "of_foundation.ir_cron_flow"):
        trigger(admin, cron)
    states = admin.call("of.attendance", "search_read", [("session_id", "=", session)], ["person", "state", "hours"])
    assert {row["state"] for row in states} == {"present"} and {row["hours"] for row in states} == {2.0}
    seals = admin.call("of.slot.seal", "search_read", [("session_id", "=", session)], ["authority"])
    assert {seal["authority"] for seal in seals} == {"Horodatage d'essai"}


def test_altered_signature_is_named_by_button_page_and_script(admin, session, sit_down, tmp_path):
    admin.call("of.session", "action_attendance_sheet", [session])
    sheet = admin.call("of.document", "search_read", [("session_id", "=", session)], ["attachment_id"],
                       order="id desc", limit=1)[0]
    content = admin.get(f"/web/content/{sheet['attachment_id'][0]}").content
    page = scanned(subprocess.run(["pdftoppm", "-png", "-r", "150"], input=content, capture_output=True, check=True).stdout)
    picture_of_pdf("sheet", content)
    visitor, office = sit_down(phone=True), sit_down("manon")
    path = tmp_path / "feuille.pdf"
    path.write_bytes(content)

    def look():
        """What page, button and script say."""
        visitor.page.goto(page)
        verdict = visitor.page.locator(".note").first.inner_text()
        office.page.goto(f"/odoo/of.session/{session}")
        office.press("action_verify_proofs")
        told = office.page.locator(".o_notification").last.inner_text()
        with office.page.expect_download() as download:
            office.press("action_proof_pack")
        with zipfile.ZipFile(download.value.path()) as archive:
            archive.extractall(tmp_path)
            folder = tmp_path / archive.namelist()[0].split("/")[0]
        script = subprocess.run([sys.executable, "-I", "verifier.py"], cwd=folder, capture_output=True, text=True)
        return verdict, told, script.stdout, script.returncode

    verdict, told, said, code = look()
    assert "Rien n'a été modifié" in verdict and "Rien n'a été modifié" in told, (verdict, told)
    assert "Rien n'a été modifié." in said and "dont horodatés : 1" in said and not code, said
    visitor.page.locator("#file").set_input_files(path)
    expect(visitor.page.locator("#same")).to_be_visible()
    visitor.picture("sheet-check", full_page=True)

    entry = admin.search("of.attendance.entry", [("session_id", "=", session), ("person", "=", "Bruno Stagiaire")])[0]
    with postgres.Cluster() as cluster:
        cluster.query("ALTER TABLE of_attendance_entry DISABLE TRIGGER USER; "
                      f"UPDATE of_attendance_entry SET person = 'Paul Autre' WHERE id = {entry}", admin.database)
    verdict, told, said, code = look()
    assert "Quelque chose a été modifié" in verdict and f"of.attendance.entry, {entry})" in verdict, verdict
    assert "Paul Autre" not in verdict and "Bruno" not in verdict
    assert f"of.attendance.entry, {entry})" in told
    assert "(Paul Autre, " in said and "a été modifié" in said and code == 1
    visitor.picture("sheet-altered", full_page=True)
