"""One training run on the demo, as each person sees it in a browser, in French."""
import re
import zipfile
from datetime import date, timedelta

import pytest
from browser import Screen, chromium, expect, picture_of_pdf
from toolbox import postgres
from toolbox.chapters import agreements, attendance, funding, programme, sales
from toolbox.story import Story

EXCEL = "Excel : de la saisie au tableau croisé dynamique"
POSTURES = "Gestes et postures"
MENTIONS = ("14 h", "Savoir saisir et enregistrer un classeur", "Inscription possible jusqu'à 7 jours",
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
    """A run in ten days, made by remote calls: two half-days, two companies, three learners."""
    story = Story(demo.url, demo.database)
    programme.session(story)
    sales.quotations(story)
    sales.records(story)
    return story


def of_learner(run, learner, slot=0):
    """The attendance of a learner ("01"...) at a slot of the run."""
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
    desk.application("of_training.of_training_menu_root")
    page.locator("[data-menu-xmlid='of_training.of_session_menu']").click()
    page.locator(".o_kanban_record", has_text=POSTURES).filter(has_not_text="Paul").first.click()
    blocking = page.locator(".o_form_sheet .o_of_checklist .fa-exclamation-circle")
    expect(blocking).to_have_count(2)  # neither trainer nor place
    page.locator(".o_field_widget[name=slot_ids] .o_field_x2many_list_row_add a").click()
    day = f"{date.today() + timedelta(days=60):%d/%m/%Y}"
    desk.fill(desk.cell("start"), f"{day} 09:00:00")
    desk.fill(desk.cell("end"), f"{day} 12:30:00")
    desk.choose(desk.cell("trainer_id"), "Paul Estèvenet")
    desk.save()
    desk.picture("session")
    desk.choose(desk.widget("place_id"), "Centre Confluence, Lyon")
    for cell in page.locator("[name=slot_ids] .o_data_row td[name=trainer_id]").all()[:2]:
        cell.click()
        desk.choose(desk.cell("trainer_id"), "Paul Estèvenet")
    desk.save()
    expect(blocking).to_have_count(0)
    desk.press("action_confirm")
    page.locator(".modal .o_of_checklist button").click()  # nobody is enrolled: done without, with the reason
    page.locator(".modal .o_field_widget[name=reason] input").fill("Les noms arrivent lundi")
    page.locator(".modal footer .btn-primary").click()
    expect(page.locator(".modal")).to_have_count(0)
    desk.press("action_confirm")
    expect(page.locator("button[name=action_start]")).to_be_visible()  # the next step of a confirmed one


def test_assistant_sells_to_a_company_and_names_its_learners(sit_down, run):
    desk = sit_down("assistante")
    page = desk.page
    desk.open("sale.action_quotations_with_onboarding")
    page.locator(".o_list_button_add").click()
    desk.choose(desk.widget("partner_id"), "Altimax Ingénierie")
    page.locator(".o_field_widget[name=order_line] .o_field_x2many_list_row_add a").first.click()
    desk.choose(page.locator(".o_selected_row [name^=product]").first, EXCEL)
    session = run.user("assistante").read("of.session", run.ref("of_training.demo_session_excel_5"), "name")["name"]
    desk.choose(desk.cell("of_session_id"), session)
    desk.fill(desk.cell("product_uom_qty"), "2")
    for name in ("Karima Karsenté", "Loïc Lacombrade"):
        desk.choose(desk.cell("of_learner_ids"), name)
    desk.save()
    desk.press("action_confirm")
    page.locator("button[name=action_of_enrolments]").click()
    expect(page.locator(".o_data_row", has_text="Karima Karsenté")).to_be_visible()
    expect(page.locator(".o_data_row", has_text="Loïc Lacombrade")).to_be_visible()
    page.locator(".o_data_row", has_text="Karima Karsenté").locator("td[name=name]").click()
    expect(desk.widget("learner_id")).to_contain_text("Karima Karsenté")
    desk.picture("enrolment")


def test_assistant_is_shown_the_missing_mention_and_mends_it(sit_down, run):
    order = sales.order(run, run.ref("of_training.demo_client_solanea"), run.ref("of_training.demo_session_excel_5"),
                        [run.ref("of_training.demo_learner_13")])
    desk = sit_down("assistante")
    page = desk.page
    page.goto(f"/odoo/sale.order/{order}")
    desk.press("action_of_agreements")
    text = desk.widget("assessment").locator("textarea")
    text.fill("")
    desk.press("action_issue")
    missing = page.locator(".modal .o_of_checklist li")
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("D6353-1")
    missing.locator("a").click()
    expect(text).to_be_focused()
    text.fill("Exercices corrigés en continu et cas pratique final.")
    desk.press("action_issue")
    expect(page.locator("button[name=action_send]")).to_be_visible()  # the next step of an issued one
    agreement = run.user("assistante").search("of.agreement", [("order_id", "=", order)])[0]
    picture_of_pdf("convention", desk.context.request.get(f"/my/agreements/{agreement}/pdf").body())


# -- the client and the learners -------------------------------------------------


@pytest.fixture(scope="module")
def convention(run):
    """The convention of Menuiserie Duchêne for the run, issued."""
    agreement = agreements.draft(run, run.orders["duchene"])
    agreements.issue(run, agreement)
    return agreement


@pytest.fixture(scope="module")
def today(run, convention):
    """The run, whose two half-days are just over, its convention issued."""
    return run


def test_company_reads_and_signs_its_agreement(sit_down, run, convention):
    desk = sit_down("entreprise")
    page = desk.page
    page.goto("/my")
    page.locator("#portal_alert_category a[href='/my/agreements']").click()
    page.locator(f"a[href*='/my/agreements/{convention}']").click()
    pdf = desk.context.request.get(page.locator("iframe.o_of_agreement_pdf").get_attribute("src").split("#")[0])
    assert pdf.body().startswith(b"%PDF")
    desk.picture("convention_portal", full_page=True)
    page.fill("#of_sign_name", "Hélène Duchêne")
    page.fill("#of_sign_title", "Responsable RH")
    page.locator("label[for=of_sign_typed]").click()
    expect(page.locator("p.o_of_sign_typed")).to_contain_text("Hélène Duchêne")
    page.check("#of_sign_consent")
    page.locator("form.o_of_sign_form button[type=submit]").click()
    expect(page.locator(".alert-success[role=status]")).to_contain_text("Hélène Duchêne")


@pytest.fixture(scope="module")
def contract(run):
    """A contract of the learner, who pays himself for a session to come, issued."""
    order = sales.order(run, run.user("stagiaire").partner, run.ref("of_training.demo_session_excel_4"), [])
    agreement = agreements.draft(run, order)
    run.user("assistante").call("of.agreement", "action_issue", [agreement])
    return agreement


def pass_days(database, agreement, last_day):
    """As if the contract had been signed earlier: its withdrawal period ends on ``last_day``."""
    with postgres.Cluster() as cluster:
        cluster.query(f"UPDATE of_agreement SET withdrawal_end = '{last_day}' WHERE id = {agreement}", database)


def test_individual_signs_on_his_phone_and_withdraws_on_the_last_day(sit_down, run, contract):
    phone = sit_down("stagiaire", phone=True)
    page = phone.page
    page.goto(f"/my/agreements/{contract}")
    page.locator("label[for=of_sign_typed]").click()
    page.check("#of_sign_consent")
    page.get_by_role("button", name="obligation de paiement").click()
    signed = page.locator(".alert-success[role=status]")
    expect(signed).to_contain_text("23 h 59")
    renounce = page.get_by_role("link", name="Renoncer au contrat ici")
    expect(renounce).to_be_visible()
    pass_days(run.database, contract, date.today() - timedelta(days=1))
    page.reload()
    expect(renounce).to_have_count(0)
    pass_days(run.database, contract, date.today())
    page.reload()
    renounce.click()
    phone.picture("withdrawal", full_page=True)
    page.get_by_role("button", name="Confirmer la rétractation").click()
    expect(page.locator(".alert-secondary[role=status]")).to_contain_text("rien n'est dû")
    row = run.user("assistante").read("of.agreement", contract, "state", "withdrawn_day", "message_ids")
    assert (row["state"], row["withdrawn_day"]) == ("withdrawn", str(date.today()))
    bodies = [run.user("assistante").read("mail.message", message, "body")["body"] for message in row["message_ids"]]
    assert any("Anaïs" in body and "rétractation" in body and " à " in body for body in bodies)


def test_company_sees_its_own_employees_only(sit_down, run):
    page = sit_down("entreprise").page
    page.goto("/my/trainings?role=staff")
    expect(page.get_by_text("Bastien Bergougnan").first).to_be_visible()
    expect(page.get_by_text("Karima Karsenté")).to_have_count(0)  # of another company, on the same programme
    stranger = run.enrolments[run.learners["03"]]
    page.goto(f"/my/trainings/{stranger}")
    expect(page).to_have_url(re.compile(r"/my(/home)?$"))


def test_company_finds_the_certificate_of_an_employee(sit_down):
    desk = sit_down("entreprise")
    page = desk.page
    page.goto("/my/trainings?role=staff")
    page.get_by_role("link", name="Driss Delpuget").click()
    link = page.locator("a[href*='/my/trainings/document/']", has_text="ertificat").first
    pdf = desk.context.request.get(link.get_attribute("href").split("?")[0]).body()
    assert pdf.startswith(b"%PDF")
    picture_of_pdf("certificate", pdf)


def test_learner_signs_with_a_finger_and_is_told_that_it_is_kept(sit_down, today):
    phone = sit_down("stagiaire", phone=True)
    page = phone.page
    page.goto(f"/my/attendance/{of_learner(today, '01')}")
    expect(page.locator("h1")).to_have_text("Anaïs Abadiau")
    draw(page)
    phone.picture("signature")
    page.locator("#send").click()
    kept = page.locator(".note.good")
    expect(kept).to_contain_text(re.compile(r"\d{1,2} h \d\d|\d{1,2}:\d\d"))
    phone.picture("signature_kept")
    page.reload()
    expect(kept).to_be_visible()
    expect(page.locator("#canvas")).to_have_count(0)


def test_learner_is_refused_the_page_of_another(sit_down, today):
    page = sit_down("stagiaire", phone=True).page
    answer = page.goto(f"/my/attendance/{of_learner(today, '02')}")
    assert answer.status == 403
    expect(page.get_by_text("Bastien Bergougnan")).to_have_count(0)


# -- the trainer -----------------------------------------------------------------


def test_trainer_finds_the_slot_of_today_first_and_closes_it_by_signing(sit_down, today):
    for learner in ("01", "02", "03"):
        sign_by_link(today, of_learner(today, learner, slot=1))
    phone = sit_down("formatrice", phone=True)
    page = phone.page
    page.goto("/my/slots")
    card = page.locator("section.card").first
    expect(card).to_contain_text("Anaïs Abadiau")
    phone.picture("trainer_slots", full_page=True)
    card.locator("a.big").click()
    draw(page)
    page.locator("#send").click()
    expect(page.locator(".note.good")).to_be_visible()
    slot = attendance.slots(today)[1]
    page.goto(f"/my/slots/{slot}")
    expect(page.locator("section.card .foot .note.good")).to_be_visible()
    expect(page.locator("section.card a.big, section.card button.big")).to_have_count(0)
    assert today.user("assistante").read("of.session.slot", slot, "closed_at")["closed_at"]


def sign_by_link(run, attendance_id):
    link = run.user("assistante").call("of.attendance", "action_copy_link", [attendance_id])["params"]["message"]
    name = run.user("assistante").read("of.attendance", attendance_id, "person")["person"]
    run.user(None).post("/of/sign/" + link.rsplit("/", 1)[1], typed=name).raise_for_status()


# -- money and quality -------------------------------------------------------------


def test_accountant_reads_payers_and_file_numbers_in_her_lists(sit_down, run, convention):
    funding.direct(run)
    desk = sit_down("comptable")
    page = desk.page
    desk.open("account.action_move_out_invoice_type")
    row = page.locator(".o_data_row", has_text="CSTR-2026-0417")
    expect(row.locator("td[name=of_file_number]")).to_have_text("CSTR-2026-0417")
    expect(row.locator("td[name=of_payer_kind]")).not_to_be_empty()
    desk.picture("invoices")
    row.locator("td[name=name]").click()
    expect(desk.widget("of_file_number")).to_contain_text("CSTR-2026-0417")
    desk.picture("invoice")
    desk.open("account.action_move_in_invoice_type")
    expect(page.locator(".o_list_view, .o_view_nocontent").first).to_be_visible()


def test_quality_manager_opens_an_indicator_and_downloads_the_audit_file(sit_down, run):
    desk = sit_down("responsable")
    page = desk.page
    desk.application("of_qualiopi.of_qualiopi_menu_root")
    proven = page.locator(".o_kanban_record:has(.fa-file-text-o)")
    expect(proven.first).to_be_visible()
    desk.picture("indicators")
    proven.first.click()
    expect(page.locator(".o_field_widget[name=evidence_ids] .o_data_row").first).to_be_visible()
    desk.picture("indicator")
    page.locator("[data-menu-xmlid='of_qualiopi.of_qualiopi_audit_file_menu']").click()
    with page.expect_download() as download:
        desk.press("action_make")
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert any("Indicateur" in name and name.endswith(".pdf") for name in names)


def test_visitor_is_told_who_the_organisation_is(sit_down):
    page = (desk := sit_down()).page
    page.goto("/")
    menu = page.locator("header#top nav").first
    assert menu.locator("#top_menu > li a.nav-link:visible").all_inner_texts() == ["Accueil", "Formations", "Contact"]
    text = page.locator("#wrapwrap").inner_text()
    assert "Cet enregistrement ne vaut pas agrément de l'État" in text
    assert "au titre de la catégorie d'action suivante : actions de formation" in text  # wherever Qualiopi is named
    desk.picture("home", full_page=True)
    for path in ("/", "/contactus"):  # nothing of Odoo's sample texts
        page.goto(path)
        expect(page.get_by_text("04 99 99 00 10").first).to_be_visible()
        assert not re.search("555-555|yourcompany|Nom de l.entreprise", page.locator("#wrapwrap").inner_text())


def test_visitor_reads_every_mandatory_mention_of_a_programme(sit_down):
    page = (desk := sit_down()).page
    page.goto("/formations")
    desk.picture("catalogue", full_page=True)
    page.get_by_role("link", name=EXCEL).first.click()
    expect(page.locator("h1")).to_contain_text(EXCEL)
    text = page.locator("main").inner_text().replace("\xa0", " ").replace("’", "'")
    assert not [mention for mention in MENTIONS if mention not in text], text
    desk.picture("programme", full_page=True)
