"""A window that is looked at closely: what a page asks for, weighs, and how accessible it is."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.markup import faults_in

PATIENCE_MS = 60_000
DESK, PHONE = (1280, 900), (360, 740)
# A phone, a tablet, a window beside another one, a laptop, a large screen.
WIDTHS = (360, 768, 1000, 1280, 1600)
# What a page may weigh over the wire, a document that it shows apart.
MOST_BYTES = 100 * 1024
_RULES = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
]
# In both themes alike but for their colours.
_COLOURS = ["color-contrast", "link-in-text-block"]
_WEIGHT = """() => {
  const parts = performance.getEntriesByType('resource').filter(
    (part) => !/\\/(preview|content)([?#]|$)/.test(part.name));
  const own = performance.getEntriesByType('navigation');
  return [...own, ...parts].reduce((sum, part) => sum + part.encodedBodySize, 0);
}"""
_AXE = """async (only) => {
  const found = await axe.run(
    document, {runOnly: only, resultTypes: ['violations'], iframes: false});
  return found.violations.map((each) => `${each.id}: ` + each.nodes.slice(0, 3).map(
    (node) => node.target.join(' ') + (node.any[0]?.data?.contrastRatio
      ? ` (${node.any[0].data.fgColor} on ${node.any[0].data.bgColor})` : '')).join(', '));
}"""
_WIDER = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((each) => `${each.tagName.toLowerCase()}.${each.className}`)
"""

Theme = Literal["light", "dark"]


class Window:
    """A window of somebody, in which every page is looked at."""

    def __init__(
        self,
        chromium: Browser,
        url: str,
        *,
        token: str | None = None,
        language: str = "de",
        scripts: bool = True,
        size: tuple[int, int] = DESK,
    ) -> None:
        self.url = url
        self.language = language
        self.context: BrowserContext = chromium.new_context(
            base_url=url,
            locale={"de": "de-DE", "en": "en-GB"}[language],
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
            # A colour on its way into another theme has no contrast yet.
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        cookies = [("kontor_language", language)]
        if token is not None:
            cookies.append(("kontor_session", token))
        self.context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in cookies]
        )
        self.page: Page = self.context.new_page()
        self._complaints: list[str] = []
        self._asked: list[str] = []
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked.append(request.url))

    def _complain(self, kind: str, words: str) -> None:
        # Chromium says so of every page that is not 200, and of nothing that is wrong with it.
        is_status = words.startswith("Failed to load resource: the server responded with a status")
        if kind in {"error", "warning"} and not is_status:
            self._complaints.append(words)

    def open(self, path: str) -> Response:
        """Go to an address and forget what was before."""
        self._complaints.clear()
        self._asked.clear()
        response = self.page.goto(path)
        assert response is not None
        return response

    def faults(self) -> list[str]:
        """Return what is wrong with the page that the window shows, in both themes and widths."""
        found = [f"console: {words}" for words in self._complaints]
        found += [f"asks another host: {url}" for url in self._asked if not self._is_ours(url)]
        found += self.too_heavy()
        found += self.violations()
        self.page.emulate_media(color_scheme="dark")
        found += [f"dark, {each}" for each in self.violations(_COLOURS)]
        self.page.emulate_media(color_scheme="light")
        found += self.too_wide()
        return found

    def _is_ours(self, url: str) -> bool:
        asked = urlsplit(url)
        # The last two are how Chromium itself shows a PDF.
        return (
            asked.scheme in {"data", "blob", "chrome-extension", "chrome"}
            or asked.netloc == urlsplit(self.url).netloc
        )

    def violations(self, rules: list[str] | None = None) -> list[str]:
        """Return what axe finds on the page as it is."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _RULES}
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(_AXE, only)
        return [f"axe, {each}" for each in found]

    def too_wide(self) -> list[str]:
        """Return at which widths the page would have to be pushed sideways, and because of what."""
        before = self.page.viewport_size
        found = []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": PHONE[1]})
            needed: int = self.page.evaluate("() => document.documentElement.scrollWidth")
            if needed > width:
                wide: Any = self.page.evaluate(_WIDER)
                found.append(f"{needed} wide on a screen of {width}: {', '.join(wide)}")
        if before is not None:
            self.page.set_viewport_size(before)
        return found

    def too_heavy(self) -> list[str]:
        """Return how much too much the page weighs over the wire."""
        weight: int = self.page.evaluate(_WEIGHT)
        return [f"weighs {weight} bytes"] if weight > MOST_BYTES else []

    def close(self) -> None:
        """Close the window."""
        self.context.close()


def look_at(window: Window, path: str, *, status: int = 200) -> list[str]:
    """Return what is wrong with a page, its address before each fault."""
    response = window.open(path)
    found = [f"status {response.status}"] if response.status != status else []
    found += faults_in(response.text(), window.language)
    found += window.faults()
    return [f"{path}: {each}" for each in found]


@cache
def _axe() -> str:
    # Its script alone: what the package calls of Playwright would be refused by our policy.
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
