"""The supervisor, tried with a tiny program in place of the services."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kontor_local.environment import ProductPlaces
from kontor_local.namespace import Namespace
from kontor_local.parts import Part
from kontor_local.processes import Listener, StartError
from kontor_local.product import Product
from tests.local.waiting import is_alive, wait_until

TINY = str(Path(__file__).parents[1] / "programs" / "tiny_part.py")

MakeProduct = Callable[..., Product]


@pytest.fixture
def make_product(module_namespace: Namespace, tmp_path: Path) -> Iterator[MakeProduct]:
    made: list[Product] = []

    def make(*, serve: str = "serve", prepare: str = "prepare", **changes: Any) -> Product:
        parts = [
            Part(
                name=name,
                package=name.replace("-", "_"),
                serve=(sys.executable, TINY, serve, str(tmp_path)),
                prepare=(sys.executable, TINY, prepare, str(tmp_path)),
                ready_path="/ready",
                stop_seconds=1,
            )
            for name in ("identity", "billing-docs")
        ]
        made.append(Product(module_namespace, tmp_path / "home", parts=parts, **changes))
        return made[-1]

    yield make
    for product in made:
        product.stop()


def settings_seen_by(product: Product, name: str, index: int = 0) -> dict[str, str]:
    seen: dict[str, str] = httpx.get(product.ready_url(name, index), timeout=60).json()
    return seen


def test_every_part_runs_as_often_as_asked(make_product: MakeProduct) -> None:
    product = make_product(counts={"billing-docs": 3})

    product.start()
    product.wait_ready()

    assert len(product.pids("billing-docs")) == 3
    assert len(product.pids("identity")) == 1
    ports = {settings_seen_by(product, "billing-docs", n)["KONTOR_HTTP_PORT"] for n in range(3)}
    assert len(ports) == 3


def test_a_part_gets_its_own_rights_and_nobody_elses(make_product: MakeProduct) -> None:
    product = make_product(extra_env={"KONTOR_X": "all"}, part_env={"identity": {"KONTOR_Y": "1"}})

    product.start()
    product.wait_ready()

    identity = settings_seen_by(product, "identity")
    billing_docs = settings_seen_by(product, "billing_docs")
    assert "//identity:" in identity["KONTOR_AMQP_URL"]
    assert "//identity_app:" in identity["KONTOR_DATABASE_URL"]
    assert Path(identity["KONTOR_PRINCIPAL_SIGNING_KEY"]).stat().st_mode & 0o777 == 0o600
    assert Path(identity["KONTOR_SEALING_KEYS"]).stat().st_mode & 0o777 == 0o600
    assert identity["KONTOR_Y"] == "1"
    assert "KONTOR_S3_SECRET_KEY" not in identity
    assert billing_docs["KONTOR_S3_SECRET_KEY"]
    assert billing_docs["KONTOR_PORTAL_URL"] == product.gateway_url
    assert identity["KONTOR_X"] == billing_docs["KONTOR_X"] == "all"
    for foreign in (
        "KONTOR_PRINCIPAL_SIGNING_KEY",
        "KONTOR_SEALING_KEYS",
        "KONTOR_DATABASE_OWNER_URL",
        "KONTOR_POSTGRES_URL",
        "KONTOR_TEST_SERVERS",
        "KONTOR_Y",
    ):
        assert foreign not in billing_docs


def test_databases_are_prepared_once_until_the_code_changes(
    make_product: MakeProduct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_product().prepare()
    make_product().prepare()
    assert len((tmp_path / "prepared").read_text().splitlines()) == 2  # one line for each part

    def changed(places: ProductPlaces, part: Part) -> str:
        return f"other code of {part.name} in {places.home}"

    monkeypatch.setattr("kontor_local.preparing._fingerprint", changed)
    make_product().prepare()

    lines = (tmp_path / "prepared").read_text().splitlines()
    assert len(lines) == 4
    assert all("_owner:" in line for line in lines)


def test_a_killed_process_is_replaced(make_product: MakeProduct) -> None:
    events: list[tuple[str, str]] = []
    product = make_product(listener=Listener(event=lambda *event: events.append(event)))
    product.start()
    product.wait_ready()
    (killed,) = product.pids("identity")

    product.kill("identity")
    wait_until(lambda: product.pids("identity") not in ([], [killed]))
    product.wait_ready()

    assert not is_alive(killed)
    assert any("ended with -9" in text for name, text in events if name == "identity")


def test_a_restart_replaces_the_processes_of_one_part_alone(make_product: MakeProduct) -> None:
    product = make_product(counts={"billing_docs": 2})
    product.start()
    product.wait_ready()
    before, others = product.pids("billing-docs"), product.pids("identity")

    product.restart("billing-docs")

    assert not set(before) & set(product.pids("billing-docs"))
    assert product.pids("identity") == others


def test_a_stopped_product_has_no_process_left(make_product: MakeProduct) -> None:
    product = make_product()
    product.start()
    product.wait_ready()
    pids = [*product.pids("identity"), *product.pids("billing-docs")]

    product.stop()
    product.stop()

    assert not any(is_alive(pid) for pid in pids)
    assert product.pids("identity") == []


def test_a_process_that_will_not_stop_is_killed(make_product: MakeProduct) -> None:
    product = make_product()
    product.start()
    product.wait_ready()
    (stubborn,) = product.pids("identity")
    product.kill("identity", signal=signal.SIGSTOP)

    product.stop_part("identity")

    assert not is_alive(stubborn)


def test_a_part_that_keeps_crashing_is_reported_with_its_last_words(
    make_product: MakeProduct,
) -> None:
    product = make_product(serve="fail")
    product.start()

    with pytest.raises(StartError, match=r"(?s)keeps crashing.*the tables are on strike"):
        product.wait_ready()


def test_a_failed_preparation_starts_nothing_and_says_why(make_product: MakeProduct) -> None:
    product = make_product(prepare="fail")

    with pytest.raises(StartError, match=r"(?s)prepare .* failed with 3.*tables are on strike"):
        product.start()

    assert product.pids("identity") == []


def test_the_clock_of_the_whole_product_moves_on(make_product: MakeProduct) -> None:
    product = make_product()
    file = Path(product.environment_of("identity")["KONTOR_CLOCK_FILE"])

    product.move_clock(timedelta(days=30))
    offset = product.move_clock(timedelta(hours=12))

    assert offset == timedelta(days=30, hours=12)
    assert float(file.read_text()) == offset.total_seconds()


def test_a_part_that_does_not_exist_is_refused_by_name(make_product: MakeProduct) -> None:
    with pytest.raises(ValueError, match="No part is called biling-docs: identity, billing-docs"):
        make_product(counts={"biling-docs": 2})


def test_the_log_of_each_process_is_kept(make_product: MakeProduct) -> None:
    lines: list[tuple[str, str]] = []
    product = make_product(
        counts={"identity": 2}, listener=Listener(line=lambda *line: lines.append(line))
    )

    product.start()
    product.wait_ready()

    assert (product.home / "logs/identity.1.log").read_text() == "serving\n"
    wait_until(lambda: ("identity.2", "serving") in lines)
