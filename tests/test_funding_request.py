"""A request for seven employees: made, completed, sent, granted in part and followed, in a browser, in French."""
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from browser import Screen, chromium, expect
from toolbox.story import Story

NUMBER = "MOB-2027-00417"
EMPLOYEES = [f"{number:02}" for number in range(22, 29)]


@pytest.fixture(scope="module")
def run(demo):
    """An order of seven places at 890 euros for Rhodanis Logistique, confirmed, its convention issued."""
    story = Story(demo.url, demo.database)
    assistant = story.user("assistante")
    start = datetime.combine(date.today() + timedelta(days=45), datetime.min.time()).replace(hour=8)
    story.session = assistant.create(
        "of.session", programme_id=story.ref("of_training.demo_programme_excel"),
        place_id=story.ref("of_training.demo_place_lyon"), capacity=8, hours_sold=7,
        slot_ids=[(0, 0, {"start": str(start + timedelta(hours=hours)), "end": str(start + timedelta(hours=hours + 3.5)),
                          "trainer_id": story.ref("of_training.demo_trainer_nadia")}) for hours in (0, 4.5)])
    learners = [story.ref(f"of_training.demo_learner_{name}") for name in EMPLOYEES]
    story.order = assistant.create(
        "sale.order", partner_id=story.ref("of_training.demo_client_rhodanis"), order_line=[(0, 0, {
            "product_id": story.ref("of_training.demo_product_excel"), "product_uom_qty": 7,
            "of_session_id": story.session, "of_learner_ids": [(6, 0, learners)]})])
    assistant.call("sale.order", "action_confirm", [story.order])
    return story


@pytest.fixture(scope="module")
def desk(demo):
    with chromium() as chrome:
        screen = Screen(chrome, demo, "assistante")
        yield screen
        screen.close()


def test_price_of_seven_is_shared_and_what_is_left_is_shown(run, desk):
    page = desk.page
    page.goto(f"/odoo/sale.order/{run.order}")
    desk.press("action_of_add_share")
    expect(page.locator(".modal [name=funder_id] input")).to_have_value("OPCO Mobilités")
    amount = page.locator(".modal .o_field_widget[name=asked] input").first
    amount.fill("600")
    amount.press("Tab")
    expect(page.locator(".modal .o_data_row")).to_have_count(7)
    expect(page.locator(".modal .o_data_row td[name=rest_after]").first).to_contain_text("290,00")
    desk.picture("funding_share")
    amount.fill("900")
    amount.press("Tab")
    expect(page.locator(".modal .o_data_row td[name=refusal]").first).to_contain_text("10,00")
    amount.fill("600")
    amount.press("Tab")
    expect(page.locator(".modal .o_data_row td[name=rest_after]").first).to_contain_text("290,00")
    page.locator(".modal footer .btn-primary").click()
    expect(desk.widget("amount_asked")).to_contain_text("4 200,00")
    expect(page.locator(".o_form_view [name=line_ids] .o_data_row")).to_have_count(7)
    run.request = run.user("assistante").search("of.funding.request", [("session_id", "=", run.session)])[0]


def test_missing_convention_stops_the_sending(run, desk):
    page = desk.page
    page.goto(f"/odoo/of.funding.request/{run.request}")
    expect(page.locator(".o_of_checklist").first).to_contain_text("Convention")
    desk.press("action_send")
    expect(page.locator(".modal .o_of_checklist")).to_contain_text("Pièces manquantes")
    page.keyboard.press("Escape")
    assistant = run.user("assistante")
    assistant.call("sale.order", "action_of_agreements", [run.order])
    agreements = assistant.search("of.agreement", [("order_id", "=", run.order)])
    assistant.call("of.agreement", "action_issue", agreements)
    page.reload()
    page.locator(".nav-link", has_text="Pièces").click()
    expect(page.locator("[name=paper_ids] .o_data_row.text-danger")).to_have_count(0)
    desk.picture("funding_request")


def test_papers_come_in_one_zip_in_the_order_of_the_funder(run, desk, tmp_path):
    page = desk.page
    page.goto(f"/odoo/of.funding.request/{run.request}")
    with page.expect_download() as download:
        desk.press("action_download_zip")
    download.value.save_as(tmp_path / "pieces.zip")
    names = zipfile.ZipFile(tmp_path / "pieces.zip").namelist()
    assert [name[:2] for name in names] == [f"{number:02}" for number in range(1, len(names) + 1)]
    assert len(names) >= 5 and any("Convention" in name for name in names)


def test_request_is_sent_and_granted_in_part(run, desk):
    page = desk.page
    page.goto(f"/odoo/of.funding.request/{run.request}")
    desk.press("action_send")
    expect(page.locator("button[name=action_answer]")).to_be_visible()
    desk.press("action_answer")
    page.locator(".modal .o_field_widget[name=kind]").get_by_text("Accord partiel").click()
    page.locator(".modal .o_field_widget[name=number] input").fill(NUMBER)
    page.locator(".modal .o_field_widget[name=reason] input").fill("Plafond de 500,00 € par stagiaire")
    amount = page.locator(".modal .o_field_widget[name=unit_amount] input")
    amount.fill("3500")
    amount.press("Tab")
    expect(page.locator(".modal .o_data_row td[name=rest]").first).to_contain_text("390,00")
    desk.picture("funding_answer")
    page.locator(".modal footer .btn-primary").click()
    expect(page.locator(".o_arrow_button_current")).to_contain_text(re.compile("partie"))
    expect(desk.widget("amount_granted").locator("input, span").first).to_be_visible()
    row = run.user("assistante").read(
        "of.funding.request", run.request, "state", "amount_granted", "number", "mode")
    assert (row["state"], row["amount_granted"], row["number"], row["mode"]) == ("partial", 3500, NUMBER, "refund")


def test_shares_and_boards_follow(run, desk):
    page = desk.page
    desk.open("of_funding.of_funding_line_action")
    expect(page.locator(".o_data_row").first).to_be_visible()
    desk.picture("funding_shares")
    for action, name in (("of_funding_risk_action", "funding_risk"), ("of_funding_cash_action", "funding_cash")):
        desk.open(f"of_funding.{action}")
        expect(page.locator(".o_content")).to_be_visible()
        desk.picture(name)


def test_every_funder_opens(run, desk):
    """No funder's form fails, and each tells how sure its terms are."""
    page, assistant = desk.page, run.user("assistante")
    funders = assistant.call("res.partner", "search_read", [("of_funder_kind", "!=", False)], ["name"])
    assert len([one for one in funders if one["name"]]) > 60
    desk.open("of_funding.res_partner_action_funder")
    expect(page.locator(".o_group_header").first).to_be_visible()
    for funder in funders[::6]:
        page.goto(f"/odoo/res.partner/{funder['id']}")
        expect(page.locator(".o_form_view")).to_contain_text("Financeur")
