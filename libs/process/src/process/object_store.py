"""The object store's client, as every process that needs one makes it."""

import time
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

import boto3
import structlog
from botocore.config import Config
from prometheus_client import Gauge

from process.store_breaker import StoreBreaker, leave_alone

_log = structlog.get_logger(__name__)

USUAL = Config(
    connect_timeout=5,
    read_timeout=10,
    retries={"total_max_attempts": 2, "mode": "standard"},
    max_pool_connections=20,
    s3={"addressing_style": "path"},
)
"""How long a store is waited for, in seconds, and how often it is tried."""

_breakers: WeakSet[StoreBreaker] = WeakSet()
Gauge(
    "kontor_object_store_left_alone",
    "Clients of this process that leave the object store alone, because it does not answer.",
).set_function(lambda: sum(breaker.is_open for breaker in list(_breakers)))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreKeys:
    """Where an object store is, and with which keys it lets us in."""

    url: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"


def connect_object_store(
    keys: StoreKeys, config: Config = USUAL, *, is_left_alone_when_away: bool = True
) -> Any:
    """Return a client of the object store that does not wait again and again for one that is away.

    After five failures in a row every call of this client fails at once with `StoreLeftAlone`, a
    BotoCoreError; every five seconds one goes through to see whether the store is back. An answer
    that says no ("there is no such object", "you may not") is none of these failures.

    Safe to share between threads, and between green threads.
    """
    client = boto3.client(
        "s3",
        endpoint_url=keys.url,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        region_name=keys.region,
        config=config,
    )
    if is_left_alone_when_away:
        breaker = StoreBreaker(time.monotonic, changed=_tell)
        _breakers.add(breaker)
        leave_alone(client, breaker)
    return client


def _tell(*, is_left_alone: bool) -> None:
    if is_left_alone:
        _log.warning("object store is left alone")
    else:
        _log.info("object store answers again")
