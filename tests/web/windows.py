"""Windows of a real browser, that note what no page of ours may do, and what axe finds in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")


class Visit:
    """A window, and what it did that no page of ours may do."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.faults: list[str] = []
        self._address = address
        self.page: Page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
        self.page.on("console", lambda said: self._note(said.text, "Content Security Policy"))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda sent: self._asked(sent.url))

    def _note(self, text: str, fault: str) -> None:
        if fault in text:
            self.faults.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            self.faults.append(f"another host was asked: {url}")

    def open(self, path: str) -> Page:
        """Go to a path and wait until nothing loads any more."""
        self.page.goto(f"{self._address}{path}")
        self.page.wait_for_load_state("networkidle")
        return self.page


Open = Callable[..., Visit]


def barriers(page: Page, *impacts: str) -> list[str]:
    """What axe finds, of these impacts or of any."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found
        if not impacts or one["impact"] in impacts
    ]
