"""What a client of the object store does while it is away, or says no."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from prometheus_client import REGISTRY

from kontor_local.namespace import Namespace
from process import store_breaker
from process.object_store import StoreKeys, connect_object_store
from process.store_breaker import FAILURES, StoreLeftAlone
from tests.faults.failing_store import FailingStore
from tests.waiting import until

PAUSE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_breaker, "PAUSE_SECONDS", PAUSE_SECONDS)


@pytest.fixture
def store(module_namespace: Namespace) -> Iterator[FailingStore]:
    """Return what stands before the real store."""
    with FailingStore(module_namespace.servers.s3_url, random.Random(11)) as store:  # noqa: S311 (not a secret)
        yield store


def client_of(store: FailingStore, namespace: Namespace, **options: Any) -> Any:
    servers = namespace.servers
    keys = StoreKeys(
        url=store.url, access_key=servers.s3_access_key, secret_key=servers.s3_secret_key
    )
    return connect_object_store(keys, **options)


def put(client: Any, namespace: Namespace) -> None:
    client.put_object(Bucket=namespace.uploads_bucket, Key="a", Body=b"1")


def left_alone() -> float:
    return REGISTRY.get_sample_value("kontor_object_store_left_alone") or 0.0


def test_a_store_that_refuses_is_left_alone_and_found_again(
    store: FailingStore, module_namespace: Namespace
) -> None:
    client = client_of(store, module_namespace)
    put(client, module_namespace)
    # What others have left alone in this process nobody asks any more.
    until(lambda: left_alone() == 0, seconds=10)
    store.fail(refused=1.0)

    for _ in range(20):
        with pytest.raises((ClientError, BotoCoreError)):
            put(client, module_namespace)

    assert store.fates["refused"] == FAILURES
    assert left_alone() >= 1
    began = time.monotonic()
    with pytest.raises(StoreLeftAlone):
        put(client, module_namespace)
    assert time.monotonic() - began < PAUSE_SECONDS / 2
    store.be_fair()
    time.sleep(PAUSE_SECONDS)
    put(client, module_namespace)
    put(client, module_namespace)
    assert left_alone() == 0


def test_a_store_that_hangs_up_is_left_alone(
    store: FailingStore, module_namespace: Namespace
) -> None:
    client = client_of(store, module_namespace)
    store.fail(lost=1.0)

    for _ in range(20):
        with pytest.raises(BotoCoreError):
            put(client, module_namespace)

    assert store.fates["lost"] == FAILURES


def test_a_store_that_says_no_has_answered(
    store: FailingStore, module_namespace: Namespace
) -> None:
    client = client_of(store, module_namespace)

    for _ in range(3 * FAILURES):
        with pytest.raises(ClientError, match="NoSuchKey"):
            client.get_object(Bucket=module_namespace.uploads_bucket, Key="not there")

    put(client, module_namespace)


def test_who_proves_bytes_asks_whatever_happens(
    store: FailingStore, module_namespace: Namespace
) -> None:
    client = client_of(store, module_namespace, is_left_alone_when_away=False)
    store.fail(refused=1.0)

    for _ in range(FAILURES):
        with pytest.raises(ClientError):
            put(client, module_namespace)

    assert store.fates["refused"] == 2 * FAILURES
