"""A browser on a portal whose services are scripted, and the whole product with the demo in it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chassis.testing import free_port
from tests.browser.demo import Demo, demo_world, open_demo
from tests.browser_plugin import open_window
from tests.flows.canaries import TraceSink
from tests.product_plugin import MakeWorld

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def portal_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = tmp_path_factory.mktemp("portal") / "portal.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-m", "tests.browser.scripted_portal", str(port)],
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "deploy/local")))},
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url, process, log)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(f"{url}/health", timeout=60)
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def context(
    chromium: Browser, portal_url: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A German visitor's window, at a desktop's and at a phone's size, without JavaScript."""
    width, height = request.param
    context = open_window(
        chromium,
        base_url=portal_url,
        viewport={"width": width, "height": height},
        locale="de-DE",
        java_script_enabled=False,
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="package")
def traces() -> Iterator[TraceSink]:
    sink = TraceSink()
    yield sink
    sink.close()


@pytest.fixture(scope="package")
def demo(make_world: MakeWorld, traces: TraceSink) -> Iterator[Demo]:
    """Return the running demo, which all files here share: its addresses are there only once."""
    with demo_world(
        make_world, OTEL_EXPORTER_OTLP_ENDPOINT=traces.url, OTEL_BSP_SCHEDULE_DELAY="200"
    ) as world:
        yield open_demo(world)
