"""An assistant's day on the demo, in a browser and in French: the board, a name, the calendar, an import."""
import re

import pytest
from browser import Screen, chromium, expect
from toolbox.story import Story

LEARNERS = "Nom;Prénom;E-mail;Référence de la session;Date de naissance\n"
WRONG = LEARNERS + ("Abelard;Zita;zita@;{session};31/02/1990\n"
                    "Bazin;Yann;yann.bazin@mail.example;S1999-0001;14/07/1990\n")
RIGHT = LEARNERS + "Abelard;Zita;zita.abelard@mail.example;{session};28/02/1990\n"


@pytest.fixture(scope="module")
def browser():
    with chromium() as chrome:
        yield chrome


@pytest.fixture(scope="module")
def desk(browser, demo):
    screen = Screen(browser, demo, "assistante")
    yield screen
    screen.close()


def test_she_begins_with_what_is_due_and_gives_a_name(desk):
    page = desk.page
    board = page.locator(".o_of_today")
    expect(board).to_contain_text("Séances du jour", ignore_case=True)
    line = board.get_by_text("Dossiers stagiaires sans nom")
    desk.picture("today")
    line.click()
    rows = page.locator(".o_list_view .o_data_row")
    expect(rows.first).to_be_visible()
    before = rows.count()
    rows.first.locator("td[name=name]").click()
    page.get_by_role("button", name="Nommer le stagiaire").click()
    desk.choose(page.locator(".modal .o_field_widget[name=learner_id]"), "Karima Karsenté")
    told = page.locator(".modal .o_field_widget[name=consequences]")
    expect(told).to_contain_text("Karima Karsenté")
    desk.picture("change")
    desk.press("action_apply")
    expect(page.locator(".modal")).to_have_count(0)
    expect(page.locator(".o_field_widget[name=learner_id]").first).to_contain_text("Karima Karsenté")
    page.goto("/odoo/today")
    expect(board).to_contain_text("Séances du jour", ignore_case=True)
    expect(board.get_by_text("Dossiers stagiaires sans nom")).to_have_count(1 if before > 1 else 0)


def test_she_drags_a_half_day_and_the_calendar_keeps_it(desk, demo):
    page = desk.page
    desk.open("of_training.of_session_slot_action")
    expect(page.locator(".o_calendar_renderer")).to_be_visible()
    events = page.locator(".fc-event:not(.o_past_event)")
    for _week in range(8):  # to the next week with something that has not begun
        page.wait_for_timeout(800)
        if events.count():
            break
        page.locator(".o_calendar_button_next").click()
    event = events.last
    box = event.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=5)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 90, steps=10)
    with page.expect_response(re.compile("of.session.slot/(web_save|write)")) as answer:
        page.mouse.up()
    assert "error" not in answer.value.json()
    [slot], vals = answer.value.request.post_data_json["params"]["args"][:2]
    kept = Story(demo.url, demo.database).user("assistante").read("of.session.slot", slot, "start", "end")
    assert {name: kept[name] for name in vals if name in kept} == {
        name: value for name, value in vals.items() if name in kept}
    assert "start" in vals
    desk.picture("calendar")


@pytest.fixture(scope="module")
def office(browser, demo):
    screen = Screen(browser, demo, "responsable")
    yield screen
    screen.close()


def load(office, content):
    page = office.page
    office.open("of_training.of_import_action")
    page.locator(".o_list_button_add").click()
    page.locator(".o_field_widget[name=kind]").get_by_text("Stagiaires et dossiers").click()
    page.locator(".o_field_widget[name=file] input[type=file]").set_input_files(
        {"name": "stagiaires.csv", "mimeType": "text/csv", "buffer": content.encode("cp1252")})
    office.press("action_read")
    expect(page.locator("[name=column_ids]")).to_be_visible()
    office.press("action_check")
    expect(page.locator("[name=line_ids]")).to_be_visible()
    return page


def test_a_wrong_file_is_told_line_by_line_and_a_right_one_is_imported_and_undone(office):
    session = "S2026-0009"
    page = load(office, WRONG.format(session=session))
    lines = page.locator("[name=line_ids]")
    for words in ("zita@", "31/02/1990", "S1999-0001"):
        expect(lines).to_contain_text(words)
    expect(page.locator("button[name=action_import]:visible")).to_have_count(0)
    office.picture("import")
    page = load(office, RIGHT.format(session=session))
    expect(page.locator("[name=line_ids]")).to_contain_text(session)
    office.press("action_import")
    office.press("action_undo")
    page.locator(".modal footer .btn-primary").click()
    expect(page.locator(".alert", has_text="annulé")).to_be_visible()
