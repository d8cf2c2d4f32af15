"""How long a document takes from publishing until it is listed, at a steady pace.

The clock on the wall, and everything on one machine: what publishes and what looks share its cores
with what is measured. A machine that is too small for the pace shows a growing queue.
"""

import hashlib
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import boto3
from sqlalchemy import text
from sqlalchemy.engine import Connection, create_engine

from bench.figures import Figure
from bench.letter import make_letter
from bench.stage import Stage
from chassis.ids import new_id
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued, IssuedFile
from kontor_publisher import Publisher

# What was asked for, and what a machine of two cores that also publishes can be expected to keep.
PACES = (10, 25, 100)
SECONDS = 20
MILLISECONDS = 250.0
# One in ten is broken, as in a flood; what is good may take twice as long (R14).
BROKEN_PACE = 10
REACH_AMONG_BROKEN = 2.0
_LOOK_EVERY = 0.01
_LOOK_AT = 100
_LONGEST = 300.0
_LISTED = text("SELECT event_id FROM document_event WHERE event_id = ANY(:ids)")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """Where events go in and documents come out."""

    publisher: Publisher
    connection: Connection
    references: list[str]
    sha256: str


def measure(stage: Stage) -> list[Figure]:
    """Return within how many milliseconds 99 of 100 documents are listed, at each pace."""
    url = stage.product.environment_of("billing_docs")["KONTOR_DATABASE_URL"]
    engine = create_engine(url, connect_args={"options": "-c app.every_organisation=on"})
    content = make_letter()
    references = _uploaded(stage, content, sum(PACES) * SECONDS + 3 * BROKEN_PACE * SECONDS)
    with stage.portal.erp() as publisher, engine.connect() as connection:
        desk = _Desk(
            publisher=publisher,
            connection=connection.execution_options(isolation_level="AUTOCOMMIT"),
            references=references,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        _p99(desk, BROKEN_PACE)  # warm: processes, connections, plans
        figures = [
            Figure(
                name=f"published until listed, p99 at {pace} a second",
                ours=_p99(desk, pace),
                floor=MILLISECONDS,
                unit="ms",
                reach=1.0,
            )
            for pace in PACES
        ]
        alone, among = _p99(desk, BROKEN_PACE), _p99(desk, BROKEN_PACE, with_broken=True)
    engine.dispose()
    figures.append(
        Figure(
            name=f"p99 at {BROKEN_PACE} a second, one in ten broken, beside none",
            ours=among,
            floor=alone,
            unit="ms",
            reach=REACH_AMONG_BROKEN,
        )
    )
    return figures


def _p99(desk: _Desk, pace: int, *, with_broken: bool = False) -> float:
    """Return the milliseconds within which 99 of 100 good documents are listed."""
    published: dict[str, float] = {}
    listed: dict[str, float] = {}
    count = pace * SECONDS
    run = threading.Thread(target=partial(_publish, desk, pace, published, with_broken=with_broken))
    run.start()
    _until(lambda: len(listed) == count, lambda: _look(desk, published, listed))
    run.join()
    taken = [(listed[event_id] - at) * 1000 for event_id, at in published.items()]
    return statistics.quantiles(taken, n=100)[98]


def _publish(desk: _Desk, pace: int, published: dict[str, float], *, with_broken: bool) -> None:
    began = time.monotonic()
    for number in range(pace * SECONDS):
        due = began + number / pace
        time.sleep(max(0.0, due - time.monotonic()))
        event_id = str(new_id())
        issued = _issued(desk, event_id, desk.references.pop())
        # As it was due, not as it was sent: a publisher who has to wait is a part of the delay.
        published[event_id] = due
        desk.publisher.publish_event(DOCUMENT_ISSUED, issued, event_id=event_id)
        if with_broken and number % 10 == 0:
            broken = str(new_id())
            missing = f"upload:{new_id()}/{desk.sha256}"
            issued = _issued(desk, broken, missing)
            desk.publisher.publish_event(DOCUMENT_ISSUED, issued, event_id=broken)


def _issued(desk: _Desk, event_id: str, reference: str) -> DocumentIssued:
    return DocumentIssued(
        customer_number="10001",
        document_type="letter",
        number=f"BR-{event_id}",
        issued_on=date(2026, 3, 2),
        file=IssuedFile(
            name="Brief.pdf",
            media_type="application/pdf",
            sha256=desk.sha256,
            reference=reference,
        ),
    )


def _look(desk: _Desk, published: dict[str, float], listed: dict[str, float]) -> None:
    """Note which of those that have waited longest can be seen by now."""
    # Asking for all of a long queue every time would take a good part of what is measured.
    waiting = [event_id for event_id in list(published) if event_id not in listed][:_LOOK_AT]
    if waiting:
        found = desk.connection.execute(_LISTED, {"ids": waiting}).scalars().all()
        now = time.monotonic()
        listed.update(dict.fromkeys(found, now))


def _until(is_done: Callable[[], bool], work: Callable[[], None]) -> None:
    ends_at = time.monotonic() + _LONGEST
    while not is_done():
        if time.monotonic() > ends_at:
            raise TimeoutError("the documents were not listed")
        work()
        time.sleep(_LOOK_EVERY)


def _uploaded(stage: Stage, content: bytes, count: int) -> list[str]:
    """Return references to so many files, each handed in as `POST /v1/uploads` keeps it."""
    servers = stage.product.namespace.servers
    store = boto3.client(
        "s3",
        endpoint_url=servers.s3_url,
        aws_access_key_id=servers.s3_access_key,
        aws_secret_access_key=servers.s3_secret_key,
        region_name="us-east-1",
    )
    sha256 = hashlib.sha256(content).hexdigest()
    keys = [f"{new_id()}/{sha256}" for _ in range(count)]
    for key in keys:
        store.put_object(Bucket=stage.product.namespace.uploads_bucket, Key=key, Body=content)
    return [f"upload:{key}" for key in keys]
