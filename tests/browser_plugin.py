"""A browser for any test that wants one."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")


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
