"""A person before a screen: Chromium, in French, logged in, at a desk or with a phone.

    with chromium() as browser:
        screen = Screen(browser, server, "assistante")
        screen.page.goto(...)
        screen.close()      # fails if an error dialog was shown or the server logged an error

Pictures are kept where ``OF_PICTURES`` names a folder, and nowhere else.
"""
import contextlib
import io
import os
import re
import resource
import subprocess
from pathlib import Path

from PIL import Image
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
FRENCH = {"locale": "fr-FR", "timezone_id": "Europe/Paris"}
DESK = {"viewport": {"width": 1400, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
KNOWN_ERROR = "selfie_segmentation"  # a file that Debian's package of Odoo leaves out
SECONDS = 20
COLOURS = 256
# Two requests at once: Odoo logs the query, and tries again.
RETRIED = re.compile(r".* ERROR .* bad query: .*\n(ERROR: )?could not serialize access.*")


@contextlib.contextmanager
def chromium():
    expect.set_options(timeout=SECONDS * 1000)
    with _unlimited_memory(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def _unlimited_memory():
    """Odoo's server in the test's process limits its address space; Chromium reserves far more than it uses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


class Screen:
    """One window of one person; ``login`` (its password is the same), or None for a visitor."""

    def __init__(self, browser, server, login=None, phone=False):
        self.server = server
        self.logged = len(server.output())
        self.context = browser.new_context(
            base_url=server.url, accept_downloads=True, **FRENCH, **(PHONE if phone else DESK))
        self.context.set_default_timeout(SECONDS * 1000)
        self.page = self.context.new_page()
        self.errors = []
        self.page.add_locator_handler(self.page.locator(".o_error_dialog"), self._note_error)
        if login:
            self._log_in(login)

    def close(self):
        """Fail on whatever the person, or who reads the log, would have seen go wrong."""
        dialog = self.page.locator(".o_error_dialog")
        if dialog.count():
            self.errors.append(dialog.first.inner_text())
        self.context.close()
        log = RETRIED.sub("", self.server.output()[self.logged:])
        self.errors += [line for line in log.splitlines() if " ERROR " in line and KNOWN_ERROR not in line]
        assert not self.errors, "\n".join(self.errors)

    def open(self, action):
        """Open a window action by its XML id, as its menu does."""
        self.page.goto(f"/odoo/action-{action}")

    def application(self, xmlid):
        """Open an application as people do, from the menu of all of them."""
        self.page.goto("/odoo")
        self.page.locator(".o_navbar_apps_menu button").click()
        self.page.locator(f".o_app[data-menu-xmlid='{xmlid}']").click()

    def widget(self, name):
        return self.page.locator(f".o_field_widget[name={name}]")

    def cell(self, name):
        """The cell of the row that is being edited."""
        return self.page.locator(f".o_selected_row [name={name}]").first

    def fill(self, cell, text):
        """Write into a cell of the row that is being edited, and leave it."""
        box = cell.locator("input").first
        if not box.is_visible():
            cell.click()
        box.fill(text)
        box.press("Tab")

    def choose(self, field, text):
        """Type ``text`` into a field (locator) of records, and take the record that is offered.

        What the form computes meanwhile may take the words away: they are typed again, as a person would.
        """
        box = field.locator("input").first
        offered = self.page.locator(".o-autocomplete--dropdown-item", has_text=text).first
        for _attempt in range(4):
            if not box.is_visible():
                field.click()
            box.click()
            box.fill("")
            box.fill(text)
            try:
                offered.click(timeout=5000)
                return
            except PlaywrightTimeout:
                continue
        offered.click()

    def press(self, name):
        """Press the button of a method, as ``name``, in the header or in a dialog."""
        self.page.locator(f"button[name='{name}']:visible").first.click()

    def save(self):
        self.page.locator(".o_form_button_save").click()
        expect(self.page.locator(".o_form_status_indicator_buttons.invisible")).to_be_attached()

    def picture(self, name, **options):
        """``name`` without extension; see :func:`keep_picture`."""
        if os.environ.get("OF_PICTURES"):
            self.page.wait_for_timeout(600)  # what moves has come to rest
            keep_picture(name, self.page.screenshot(**options))

    def _note_error(self, dialog):
        self.errors.append(dialog.inner_text())
        dialog.locator("footer button").first.click()

    def _log_in(self, login):
        self.page.goto("/web/login")
        self.page.fill("#login", login)
        self.page.fill("#password", login)
        self.page.locator("form.oe_login_form button[type=submit]").click()
        self.page.wait_for_url(lambda url: "/web/login" not in url)


def keep_picture(name, png):
    """Write a PNG (bytes) with few colours, so that it stays small."""
    folder = Path(os.environ["OF_PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(folder / f"{name}.png", optimize=True)


def picture_of_pdf(name, content):
    """The first page of a PDF (bytes)."""
    if os.environ.get("OF_PICTURES"):
        keep_picture(name, subprocess.run(["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1"], input=content,
                                          capture_output=True, check=True).stdout)
