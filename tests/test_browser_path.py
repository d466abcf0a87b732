"""One training run on the demo, as each person sees it in a browser, in French."""
import re
import zipfile

import pytest
from browser import Screen, chromium, expect, picture_of_pdf
from toolbox.chapters import agreements, attendance, funding, programme, sales
from toolbox.story import Story

EXCEL = "Excel : de la saisie au tableau croisé dynamique"
POSTURES = "Gestes et postures"
MENTIONS = ("14 h", "2 jours", "Savoir saisir et enregistrer un classeur", "Inscription possible jusqu'à 7 jours",
            "Alternance d'apports courts", "Positionnement à l'entrée", "890", "112 stagiaires",
            "accessibles aux personnes à mobilité réduite", "84699999069")


@pytest.fixture(scope="module")
def browser():
    with chromium() as chrome:
        yield chrome


@pytest.fixture
def sit_down(browser, demo):
    """``sit_down(login, phone=False)``: a screen, looked over for errors when the test is done."""
    screens = []

    def sit(login=None, **options):
        screens.append(Screen(browser, demo, login, **options))
        return screens[-1]
    yield sit
    for screen in screens:
        screen.close()


@pytest.fixture(scope="module")
def run(demo):
    """The run of today, made by remote calls: two half-days just over, two companies, three learners."""
    story = Story(demo.url, demo.database)
    programme.session_of_today(story)
    sales.quotations(story)
    sales.records(story)
    return story


def of_learner(run, learner, slot=0):
    """The attendance of a learner ("01"...) at a slot of the run of today."""
    return run.user("assistante").search("of.attendance", [
        ("slot_id", "=", attendance.slots(run)[slot]), ("partner_id", "=", run.learners[learner])])[0]


def draw(page):
    """Three strokes of a finger on the signature pad."""
    page.locator("#canvas").scroll_into_view_if_needed()
    box = page.locator("#canvas").bounding_box()
    for start, end in ((.15, .4), (.35, .6), (.55, .85)):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * .75)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(box["x"] + box["width"] * (start + (end - start) * step / 8),
                            box["y"] + box["height"] * (.75 - .5 * (step % 4) / 3))
        page.mouse.up()


# -- the office ------------------------------------------------------------------


def test_assistant_plans_and_confirms_a_session(sit_down):
    desk = sit_down("assistante")
    page = desk.page
    desk.open("of_training.of_session_action")
    page.locator(".o_kanban_record", has_text=POSTURES).filter(has_not_text="Paul").first.click()
    blocking = page.locator(".o_of_checklist .fa-exclamation-circle")
    expect(blocking.first).to_be_visible()
    page.locator(".o_field_widget[name=slot_ids] .o_field_x2many_list_row_add a").click()
    desk.choose(desk.cell("trainer_id"), "Paul Estèvenet")
    desk.save()
    desk.picture("session")
    desk.press("action_confirm")
    expect(page.locator(".o_statusbar_status .o_arrow_button_current[data-value=confirmed]")).to_be_visible()
