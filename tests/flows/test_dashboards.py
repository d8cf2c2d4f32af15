"""The dashboards show a running product: every chart is asked of a Prometheus that asks it."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from chassis.testing import free_port
from kontor_local.places import local_folder
from kontor_local.probe_packages import find_probes
from tests.deploy.unit.test_monitoring import DASHBOARDS, charts
from tests.flows.drawn_dashboards import draw
from tests.flows.test_connected_systems import connect, give_queue, webhook_secret
from tests.flows.world import World
from tests.notifications.webhook_receiver import WebhookReceiver
from tests.waiting import until

SHOWN_SECONDS = 180
PARTS = ("gateway", "identity", "billing-docs", "tickets", "catalog", "notifications")
# Nothing to show while all is well, or where no mail comes in: each is empty then.
EMPTY_WHEN_WELL = {
    "Refusals and failures by route",
    "Calls of services that did not go well",
    "Messages that wait, by queue",
    "Put back to be tried again",
    "Set aside, by reason",
    "Queues that nobody takes from",
    "Mails that came back",
    "Mails handed over to us",
    "Failures",
    "Documents proven, by what was found",
}


def settings_for(world: World) -> dict[str, object]:
    targets = [urlsplit(world.product.ready_url(part)).netloc for part in PARTS]
    kontor = {"job_name": "kontor", "static_configs": [{"targets": targets}]}
    return {"global": {"scrape_interval": "1s"}, "scrape_configs": [kontor]}


def live(world: World) -> None:
    """Let happen what the charts show: a document, its notice, and a system that is told of it."""
    customer = world.new_customer()
    made = connect(world, world.portal.settle_in(customer.admin), "documents")
    until(lambda: world.count("notifications", "machine_account"), every=0.2)
    give_queue(world, made["account"]["id"])
    with WebhookReceiver() as receiver:
        admin = world.portal.settle_in(customer.admin)
        until(lambda: webhook_secret(world, admin, made, receiver.url), seconds=60)
        world.assert_once(customer, [world.issue(customer, "RE-CHART-1")])
        until(lambda: receiver.taken, seconds=60)


@pytest.mark.long
def test_every_chart_has_something_to_show(world: World, tmp_path: Path) -> None:
    prometheus = find_probes(local_folder()).prometheus
    if prometheus is None:
        pytest.skip("no prometheus: `make test` fetches it where there is apt")
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(settings_for(world)))
    port = free_port()
    command = [
        str(prometheus),
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own words
    try:
        ask = f"http://127.0.0.1:{port}/api/v1/query"

        def result_of(expression: str) -> list[object]:
            answer = httpx.get(ask, params={"query": expression}, timeout=30)
            found: list[object] = answer.raise_for_status().json()["data"]["result"]
            return found

        def all_up() -> bool:
            try:
                return len(result_of("up == 1")) == len(PARTS)
            except httpx.HTTPError:  # it answers 503 until it has begun
                return False

        until(all_up, seconds=120)
        live(world)

        def still_empty() -> list[str]:
            asked = {(board, title) for board in DASHBOARDS for title, _ in charts(board)}
            told = {
                (board, title)
                for board in DASHBOARDS
                for title, expression in charts(board)
                if result_of(expression)
            }
            return sorted(title for _, title in asked - told if title not in EMPTY_WHEN_WELL)

        with suppress(AssertionError):  # told below, with the names
            until(lambda: not still_empty(), seconds=120, every=2)
        assert still_empty() == []

        def range_of(expression: str) -> list[dict[str, Any]]:
            now = time.time()
            asked: dict[str, str | float] = {
                "query": expression,
                "start": now - SHOWN_SECONDS,
                "end": now,
                "step": 2,
            }
            answer = httpx.get(f"{ask}_range", params=asked, timeout=30)
            found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
            return found

        pages = [draw(board, range_of) for board in DASHBOARDS]
        print(*pages)  # noqa: T201 - to be looked at: what a long test is run for
        assert all("<polyline" in page.read_text() for page in pages)
    finally:
        process.terminate()
        process.wait(30)
