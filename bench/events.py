"""An event until it is archived and listed: our intake, and what people would use instead.

The one that must be met does the same work: a Celery task that calls our own use case, with our
database and archive, so that the two differ in what carries the message alone. The others store the
file and insert a row, and do nothing else: what they cost less is what reading the file, searching
it, the trail, the confirmation and the notice cost.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import make_url, text

from bench.comparison.contenders import (
    PROGRAMS,
    document_issued,
    kontor_message,
    logs,
)
from bench.comparison.everybody import CONTENDERS
from bench.comparison.plan import Letter
from bench.figures import Comparison, NotMeasured, Row
from bench.letter import make_letter
from bench.peers.environments import folder_of, python_of
from bench.peers.messages import ConfirmedSender, celery_message
from bench.peers.places import PeerPlaces, administrator_of, consumers_in, peer_places
from bench.peers.worker import Worker, cpu_seconds_of
from bench.stage import Stage
from chassis.ids import new_id
from contracts.inbound import DOCUMENT_ISSUED
from kontor_demo.portal import SOURCE
from kontor_local.namespace import DEMO_PUBLISHER
from kontor_local.parts import service_part

EVENTS, WARM_UP, RUNS = 100, 20, 5
# What "as durable" means to others: the message on a quorum queue, acknowledged after the work.
SAME_WORK = "Celery 5.7.0 acks_late, the same use case"
BARE = {
    "celery-late": "Celery 5.7.0 acks_late, file and row alone",
    "nameko": "Nameko 2.14.1 stock, file and row alone",
    "faststream": "FastStream 0.7.8, file and row alone",
}
_QUEUE = f"in-{DOCUMENT_ISSUED}--billing_docs.receive_document"
_SECONDS = 600.0
_LOOK_EVERY = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class _Road:
    """One way from an event to a row: how to send, what has come, what was used for it."""

    send: Callable[[str], None]
    listed: Callable[[], int]
    cpu_seconds: Callable[[], float]
    beside: Callable[[], AbstractContextManager[Worker | None]] = nullcontext
    """What runs besides while this way is gone, and is warmed up anew each time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    events_a_second: float
    cpu_milliseconds: float


def measure(stage: Stage) -> Sequence[Row]:
    """Return how many events a second each takes in, and the CPU of one."""
    if python_of("messages") is None:
        return [
            NotMeasured(name="event to listed", peer=peer, why="`make peers` has not been run")
            for peer in (SAME_WORK, *BARE.values())
        ]
    with ExitStack() as stack:
        roads = {"ours": stack.enter_context(_ours(stage))}
        roads[SAME_WORK] = stack.enter_context(_same_work(stage))
        for name, title in BARE.items():
            roads[title] = stack.enter_context(_bare(stage, name))
        # As many processes as the peer has, as an installation for many customers runs them.
        roads["two"] = replace(roads["ours"], beside=partial(_one_more_process, stage))
        for title, road in roads.items():
            if title != "two":
                _travel(road, WARM_UP)
        # In turns: what disturbs a run disturbs its neighbours too.
        runs: dict[str, list[_Run]] = {title: [] for title in roads}
        for _ in range(RUNS):
            for title, road in roads.items():
                runs[title].append(_in_its_surroundings(road))
    ours, two = runs.pop("ours"), runs.pop("two")
    rows = [row for title, theirs in runs.items() for row in _rows(title, ours, theirs)]
    return [*rows, *_rows(SAME_WORK, two, runs[SAME_WORK], among=", by two processes of ours")]


def _in_its_surroundings(road: _Road) -> _Run:
    with road.beside() as worker:
        if worker is None:
            return _travel(road, EVENTS)
        both = replace(road, cpu_seconds=lambda: road.cpu_seconds() + worker.cpu_seconds())
        _travel(both, WARM_UP)
        return _travel(both, EVENTS)


def _rows(
    title: str, ours: Sequence[_Run], theirs: Sequence[_Run], *, among: str = ""
) -> list[Row]:
    reach = 1.0 if title == SAME_WORK else None
    return [
        Comparison(
            name=f"events archived and listed{among}",
            peer=title,
            unit="1/s",
            ours=[each.events_a_second for each in ours],
            theirs=[each.events_a_second for each in theirs],
            reach=reach,
        ),
        Comparison(
            name=f"CPU of all its processes for an event{among}",
            peer=title,
            unit="ms",
            ours=[each.cpu_milliseconds for each in ours],
            theirs=[each.cpu_milliseconds for each in theirs],
            reach=reach,
            more_is_better=False,
        ),
    ]


def _travel(road: _Road, count: int) -> _Run:
    """Send so many events at once; return when all are listed."""
    wanted, cpu, began = road.listed() + count, road.cpu_seconds(), time.perf_counter()
    for _ in range(count):
        road.send(str(new_id()))
    while road.listed() < wanted:
        if time.perf_counter() - began > _SECONDS:
            raise TimeoutError("the events were not listed")
        time.sleep(_LOOK_EVERY)
    seconds = time.perf_counter() - began
    return _Run(
        events_a_second=count / seconds,
        cpu_milliseconds=(road.cpu_seconds() - cpu) / count * 1000,
    )


@contextmanager
def _ours(stage: Stage) -> Iterator[_Road]:
    content = make_letter()
    with (
        closing(ConfirmedSender(stage.product.namespace.amqp_url(DEMO_PUBLISHER.user))) as sender,
        _listed(stage) as listed,
    ):
        yield _Road(
            send=lambda number: sender.send(kontor_message(number, content)),
            listed=listed,
            cpu_seconds=lambda: _product_cpu(stage),
        )


@contextmanager
def _one_more_process(stage: Stage) -> Iterator[Worker]:
    """Yield a second process that takes in documents, and does nothing else."""
    namespace = stage.product.namespace
    worker = Worker(
        service_part("billing-docs").serve,
        {
            **stage.product.environment_of("billing_docs"),
            "KONTOR_WORK": "ingest",
            "KONTOR_HTTP_PORT": "0",
        },
        logs() / "one_more_process.log",
    )
    worker.start()
    try:
        _wait(lambda: consumers_in(namespace.servers, namespace.vhost).get(_QUEUE, 0) > 1)
        yield worker
    finally:
        worker.stop()
        # The broker counts every few seconds; the next one is to wait for a new second process.
        _wait(lambda: consumers_in(namespace.servers, namespace.vhost).get(_QUEUE, 0) == 1)


@contextmanager
def _same_work(stage: Stage) -> Iterator[_Road]:
    content = make_letter()
    environment = stage.product.environment_of("billing_docs")
    with (
        peer_places(stage.product.namespace.servers, "samework") as places,
        closing(ConfirmedSender(places.amqp_url)) as sender,
        _listed(stage) as listed,
        peer_worker("celery_intake", environment, places) as worker,
    ):
        yield _Road(
            send=lambda number: sender.send(celery_message(as_task(number, content))),
            listed=listed,
            # Its confirmations and notices are relayed by the product, as ours are.
            cpu_seconds=lambda: worker.cpu_seconds() + _product_cpu(stage),
        )


@contextmanager
def peer_worker(
    program: str, environment: Mapping[str, str], places: PeerPlaces
) -> Iterator[Worker]:
    """Yield a running Celery worker that has our own modules beside its own."""
    site_packages = next((folder_of("messages") / "lib").glob("python*/site-packages"))
    worker = Worker(
        (sys.executable, str(PROGRAMS / f"{program}.py")),
        {
            **environment,
            **places.environment(),
            "PYTHONPATH": ":".join(filter(None, sys.path)),
            "PEER_SITE_PACKAGES": str(site_packages),
        },
        logs() / f"{program}.log",
    )
    worker.start()
    try:
        _wait(lambda: places.is_consumed("celery"))
        yield worker
    finally:
        worker.stop()


@contextmanager
def _bare(stage: Stage, name: str) -> Iterator[_Road]:
    servers = stage.product.namespace.servers
    with CONTENDERS[name](servers, make_letter()) as contender, closing(contender):
        contender.worker.start()
        _wait(contender.is_ready)
        yield _Road(
            send=lambda number: contender.send(Letter(number=number, kind="good")),
            listed=contender.kept_count,
            cpu_seconds=contender.worker.cpu_seconds,
        )


@contextmanager
def _listed(stage: Stage) -> Iterator[Callable[[], int]]:
    url = stage.product.environment_of("billing_docs")["KONTOR_DATABASE_URL"]
    database = make_url(url).database or ""
    engine = administrator_of(stage.product.namespace.servers, database)

    def count() -> int:
        with engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM document_event")) or 0)

    yield count
    engine.dispose()


def as_task(number: str, content: bytes) -> dict[str, Any]:
    """Return the event of a letter as a Celery task gets it."""
    data = msgspec.to_builtins(document_issued(number, content))
    return {
        "id": number,
        "source": SOURCE,
        "body_sha256": hashlib.sha256(number.encode()).hexdigest(),
        "data": data,
    }


def _product_cpu(stage: Stage) -> float:
    """Return the CPU of billing-docs and of the processes in which it opens files."""
    return sum(cpu_seconds_of(pid) for pid in stage.product.pids("billing_docs"))


def _wait(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + _SECONDS
    while not is_so():
        if time.monotonic() > ends_at:
            raise TimeoutError("a peer does not start")
        time.sleep(_LOOK_EVERY)
