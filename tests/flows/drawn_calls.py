"""Calls drawn by lot from the API's own description, by schemathesis, and what is wrong of answers.

It runs in an environment of its own (`make .local/schemathesis`), for it wants other versions of
what our tests use.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest

from kontor_local.places import local_folder

SETTINGS = Path(__file__).with_suffix(".toml")
SEED = 20261126
_NOTHING_FOLLOWS = "No links for stateful testing"
# A stream of events that ends with the session.
_ENDLESS = ("listen_for_request_news",)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Which calls are drawn: so many for each operation, of all of them or of these alone."""

    examples: int
    seed: int = SEED
    phases: str = "examples,coverage,fuzzing"
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Operations that would end the very session that calls."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What came of it: how many calls with which status, of which method and path, and faults."""

    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    followed: Counter[str] = field(default_factory=Counter)
    """Of these the calls made with something out of an earlier answer."""
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def server_errors(self) -> dict[int, int]:
        """The answers that say that we failed; 503 says that a part is away for a moment."""
        return {
            status: times
            for status, times in self.statuses.items()
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR
            and status != HTTPStatus.SERVICE_UNAVAILABLE
        }


def tool() -> Path:
    """Return the program, or skip the test where it has not been installed."""
    found = local_folder() / "schemathesis/bin/schemathesis"
    if not found.exists():
        pytest.skip("schemathesis is not installed: make .local/schemathesis")
    return found


def draw_calls(gateway_url: str, token: str | None, drawing: Drawing, folder: Path) -> Drawn:
    """Call the portal as the holder of `token`, or as nobody, and return what was wrong."""
    report, described = folder / "calls.ndjson", folder / "openapi.json"
    answer = httpx.get(f"{gateway_url}/v1/openapi.json", timeout=60).raise_for_status()
    described.write_text(json.dumps(described_by(answer.json(), drawing)), encoding="utf-8")
    whose = [] if token is None else ["-H", f"Authorization: Bearer {token}"]
    done = subprocess.run(  # noqa: S603 - our own words
        [
            str(tool()),
            f"--config-file={SETTINGS}",
            "run",
            str(described),
            *(f"--url={gateway_url}", "--continue-on-failure", "--no-color"),
            *(f"--max-examples={drawing.examples}", f"--seed={drawing.seed}", "--no-shrink"),
            *(f"--phases={drawing.phases}", "--suppress-health-check=all", "--warnings=off"),
            *("--generation-database=none", "--request-timeout=60", *whose),
            # Left out of the calls, not of the description: what is not described is called, too.
            *(f"--exclude-operation-id={name}" for name in (*_ENDLESS, *drawing.without)),
            *(f"--include-operation-id={name}" for name in drawing.only),
            *("--report=ndjson", f"--report-ndjson-path={report}"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    (folder / "output.txt").write_text(done.stdout + done.stderr)
    if _NOTHING_FOLLOWS in done.stdout:
        return Drawn()
    # 1 says that something was found; anything above, that it could not run.
    assert done.returncode in (0, 1), done.stdout[-3000:] + done.stderr[-3000:]
    return read_report(report.read_text(encoding="utf-8").splitlines())


def draw_sequences(gateway_url: str, token: str, drawing: Drawing, folder: Path) -> Drawn:
    """Call the portal area by area, in sequences that go on with what was answered before.

    Of all areas together the tool would draw among ten thousand steps, of which next to none can be
    taken: it ended after two sequences and found nothing wrong.
    """
    answer = httpx.get(f"{gateway_url}/v1/openapi.json", timeout=60).raise_for_status()
    all_drawn = Drawn()
    for area, names in areas_of(answer.json(), without=(*_ENDLESS, *drawing.without)).items():
        place = folder / area
        place.mkdir()
        drawn = draw_calls(
            gateway_url, token, replace(drawing, phases="stateful", only=names), place
        )
        for each in fields(Drawn):
            getattr(all_drawn, each.name).update(getattr(drawn, each.name))
    return all_drawn


def areas_of(document: dict[str, Any], *, without: Container[str]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the operations of each area, as their tags say."""
    found: dict[str, tuple[str, ...]] = {}
    for operations in document["paths"].values():
        for operation in operations.values():
            if operation["operationId"] not in without:
                (area,) = operation["tags"]
                found[area] = (*found.get(area, ()), operation["operationId"])
    return found


def described_by(document: dict[str, Any], drawing: Drawing) -> dict[str, Any]:
    """Return a description of the wanted paths alone, which is read much sooner."""
    if not drawing.only:
        return document
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if any(operation["operationId"] in drawing.only for operation in operations.values())
    }
    return {**document, "paths": paths}


def read_report(lines: Iterable[str]) -> Drawn:
    """Return what a report says."""
    drawn = Drawn()
    for recorder in _recorders(lines):
        interactions = recorder.get("interactions") or {}
        for case, interaction in interactions.items():
            response = interaction.get("response") or {}
            drawn.statuses[int(response.get("status_code", 0))] += 1
            drawn.operations[_operation_of(recorder, case)] += 1
            if recorder["cases"][case].get("is_transition_applied"):
                drawn.followed[_operation_of(recorder, case)] += 1
        for case, checks in (recorder.get("checks") or {}).items():
            for check in checks:
                if check["status"] != "success":
                    what = _described(check, interactions.get(case, {}))
                    drawn.faults[f"{_operation_of(recorder, case)}: {what}"] += 1
    return drawn


def _recorders(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        for kind, told in json.loads(line).items():
            if kind == "ScenarioFinished":
                yield told["recorder"]


def _operation_of(recorder: dict[str, Any], case: str) -> str:
    value = (recorder.get("cases") or {}).get(case, {}).get("value", {})
    return f"{value.get('method')} {value.get('path')}"


def _described(check: dict[str, Any], interaction: dict[str, Any]) -> str:
    failure = (check.get("failure_info") or {}).get("failure", {})
    status = (interaction.get("response") or {}).get("status_code")
    request = interaction.get("request", {})
    message = str(failure.get("message", "")).splitlines()
    return f"{check['name']} {status} {' '.join(message)[:300]} ({request.get('uri')})"
