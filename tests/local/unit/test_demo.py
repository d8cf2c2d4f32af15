"""The demo company is loaded once, and topped up when a newer version brings more of it."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import kontor_demo
from kontor_demo import loading
from kontor_local import demo
from kontor_local.demo import SignIn, demo_sign_ins

SOMEBODY = SignIn(who="accountant", email="a@example.com", password="x")


@pytest.fixture
def product(tmp_path: Path) -> Any:
    """Return a product of which nothing is there but its folder."""
    return SimpleNamespace(home=tmp_path)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return what loads were asked for; none of them does anything."""
    asked: list[dict[str, Any]] = []

    def load(**options: Any) -> list[SignIn]:
        asked.append({name: options[name] for name in ("today", "is_top_up")})
        return [SOMEBODY]

    monkeypatch.setattr(kontor_demo, "load", load)
    return asked


def ignore(_: str) -> None:
    """Hear of no progress."""


def test_a_second_start_loads_nothing(product: Any, loads: list[dict[str, Any]]) -> None:
    first = demo_sign_ins(product, ignore)

    second = demo_sign_ins(product, ignore)

    assert first == second == [SOMEBODY]
    assert loads == [{"today": datetime.now(UTC).date(), "is_top_up": False}]


def test_another_edition_tops_up_as_of_the_day_of_the_first_load(
    product: Any, loads: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo_sign_ins(product, ignore)
    file = product.home / "demo.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"loaded_on": "2026-01-31"}))
    monkeypatch.setattr(demo, "_edition", lambda: "another")

    demo_sign_ins(product, ignore)
    demo_sign_ins(product, ignore)

    assert loads[1:] == [{"today": date(2026, 1, 31), "is_top_up": True}]


def test_a_demo_from_before_there_were_editions_is_topped_up(
    product: Any, loads: list[dict[str, Any]]
) -> None:
    file = product.home / "demo.json"
    file.write_text(json.dumps([{"who": "x", "email": "b@example.com", "password": "y"}]))
    written_at = datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp()
    os.utime(file, (written_at, written_at))

    sign_ins = demo_sign_ins(product, ignore)

    assert sign_ins == [SOMEBODY]
    assert loads == [{"today": date(2026, 1, 31), "is_top_up": True}]


def test_what_cannot_be_added_keeps_nothing_else_away(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise httpx.ConnectError("somebody has changed his password")

    steps = [fail, lambda: done.append("what comes after it")]
    monkeypatch.setattr(loading, "_steps", lambda *_: steps)
    monkeypatch.setattr(loading, "Portal", lambda _: _Closed())
    told: list[str] = []
    options: dict[str, Any] = {"product": None, "report": told.append, "today": date(2026, 1, 31)}

    loading.load(**options, is_top_up=True)

    assert done == ["what comes after it"]
    assert told == ["a part of the demo could not be added: ConnectError"]
    with pytest.raises(httpx.ConnectError):
        loading.load(**options)


class _Closed:
    """A portal at which nothing is asked."""

    def erp(self) -> _Closed:
        return self

    def close(self) -> None:
        """Have nothing to close."""
