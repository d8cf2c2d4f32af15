"""A browser for any test that wants one."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
# A machine under load takes its time; nobody waits longer than for what he waits for.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def open_window(chromium: Browser, **options: Any) -> BrowserContext:
    """Return a window of its own, as `Browser.new_context` does, in which nobody gives up early."""
    window = chromium.new_context(**options)
    window.set_default_timeout(PATIENCE_MS)
    return window


# Not for the session: Playwright keeps an event loop running, in which no asyncio test can run.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return Chromium; without it on the machine the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
