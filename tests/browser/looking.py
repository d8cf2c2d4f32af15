"""A window that is looked at closely: what a page asks for, weighs, and how accessible it is."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.markup import faults_in
from tests.browser_plugin import open_window

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
# What is reached by Tab and does not show it. Whoever came by keyboard last goes on by keyboard, so
# that a script may step on; that real steps lead on as well is in test_main_job.py.
_UNSHOWN = """() => {
  const found = [];
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  for (const one of document.querySelectorAll(all)) {
    const isThere = one.checkVisibility({visibilityProperty: true});
    if (one.disabled || one.tabIndex < 0 || !isThere) continue;
    one.focus();
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const isRinged = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const isSeen = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0;
    if (document.activeElement !== one || !isRinged || !isSeen) {
      found.push(`${one.tagName.toLowerCase()} ${(one.name || one.innerText || '').slice(0, 40)}`);
    }
  }
  document.activeElement.blur();
  window.scrollTo(0, 0);
  return found.slice(0, 3);
}"""
_WIDER = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((each) => `${each.tagName.toLowerCase()}.${each.className}`)
"""

Theme = Literal["light", "dark"]
# Where the pictures of all pages go, for people who judge them by eye; nowhere without it.
PICTURES = os.environ.get("KONTOR_PICTURES")
# As most people see it, and then each size in the other theme, where colours alone are different.
LOOKS: tuple[tuple[tuple[int, int], Theme, list[str] | None], ...] = (
    (DESK, "light", None),
    (DESK, "dark", _COLOURS),
    (PHONE, "dark", None),
    (PHONE, "light", _COLOURS),
)


class Window:
    """A window of somebody, in which every page is looked at."""

    def __init__(
        self,
        chromium: Browser,
        url: str,
        *,
        token: str | None = None,
        name: str = "somebody",
        language: str = "de",
        scripts: bool = True,
        size: tuple[int, int] = DESK,
    ) -> None:
        self.url = url
        self.name = name
        self.language = language
        self.context: BrowserContext = open_window(
            chromium,
            base_url=url,
            locale={"de": "de-DE", "en": "en-GB"}[language],
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
            # A colour on its way into another theme has no contrast yet.
            reduced_motion="reduce",
        )
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
        """Return what is wrong with the page that is shown, in both themes at both sizes."""
        found = [f"console: {words}" for words in self._complaints]
        found += [f"asks another host: {url}" for url in self._asked if not self._is_ours(url)]
        found += self.too_heavy()
        found += self.without_a_ring()
        before = self.page.viewport_size or {"width": DESK[0], "height": DESK[1]}
        for size, theme, rules in LOOKS:
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            self.page.emulate_media(color_scheme=theme)
            found += [f"{theme} on {size[0]}, {each}" for each in self.violations(rules)]
            self._keep_picture(size[0], theme)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(before)
        found += self.too_wide()
        return found

    def _keep_picture(self, width: int, theme: Theme) -> None:
        if PICTURES is not None:
            name = re.sub(r"[^a-z0-9-]+", "_", self.page.url.removeprefix(self.url).lower())[:80]
            folder = Path(PICTURES) / self.name / self.language
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.{width}.{theme}.png", full_page=True)

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

    def without_a_ring(self) -> list[str]:
        """Return what the keyboard reaches without anybody seeing where it is."""
        self.page.keyboard.press("Tab")
        unshown: list[str] = self.page.evaluate(_UNSHOWN)
        return [f"keyboard, not to be seen on {each}" for each in unshown]

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
