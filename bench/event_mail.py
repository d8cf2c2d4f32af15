"""An event until its mail is with the mail server: ours, and a Celery task with the same work.

At a steady pace, in an open loop: an event counts from when it was due, not from when it could be
sent, so a publisher who had to wait is a part of the delay. The mail counts from when the sink has
written it down. Everything runs on one machine: the publisher and the sink share its processors
with what is measured.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from bench.comparison.contenders import CUSTOMER, add_customer, kontor_message
from bench.events import as_task, peer_worker
from bench.figures import Comparison, Figure, NotMeasured, Row
from bench.letter import make_letter
from bench.peers.environments import python_of
from bench.peers.messages import ConfirmedSender, celery_message
from bench.peers.places import administrator_of, peer_places
from bench.peers.worker import cpu_seconds_of
from bench.sink import Sink, sink_of
from bench.stage import Stage
from chassis.ids import new_id
from kontor_local.namespace import DEMO_PUBLISHER, create_namespace, drop_namespace
from kontor_local.parts import service_part
from kontor_local.product import Product

# The last is what was asked for; the others are for machines that cannot carry it.
PACES = (10, 25, 50)
SECONDS = 15
RUNS = 2
BURST = 200
MILLISECONDS = 1000.0
CELERY = "Celery 5.7.0 acks_late: the same use case, then the same mail"
_WARM_UP = 20
_ADDRESS = text(
    "INSERT INTO e_billing_address (organisation_id, email, named_at, named_by)"
    " SELECT organisation_id, 'rechnung@muster.example', now(), 'system:bench' FROM customer"
    " WHERE customer_number = :number"
)
_NO_ADDRESS = text("DELETE FROM e_billing_address WHERE named_by = 'system:bench'")
_LONGEST = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Road:
    """One way from an event to a mail: how to send, and what was used for it."""

    send: Callable[[str], None]
    cpu_seconds: Callable[[], float]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Burst:
    mails_a_second: float
    cpu_milliseconds: float


def measure(stage: Stage) -> Sequence[Row]:
    """Return within how many milliseconds 99 of 100 mails are out, and how many go in a second."""
    sink = sink_of(stage)
    if sink is None:
        why = "it looks into the folder of a mail sink of its own"
        return [NotMeasured(name="event to mail", peer="everybody", why=why)]
    with ExitStack() as stack:
        roads = {"ours": stack.enter_context(_ours(stage))}
        if python_of("messages") is not None:
            roads[CELERY] = stack.enter_context(_celery(stage))
        for road in roads.values():
            _burst(road, sink, _WARM_UP)
        # In turns: what disturbs a run disturbs its neighbours too.
        bursts: dict[str, list[_Burst]] = {title: [] for title in roads}
        delays: dict[tuple[str, int], list[float]] = {}
        for _ in range(RUNS):
            for title, road in roads.items():
                bursts[title].append(_burst(road, sink, BURST))
            for pace in PACES:
                if pace > bursts["ours"][0].mails_a_second and ("ours", pace) in delays:
                    continue  # How long a queue grew is no better known from a second one.
                for title, road in roads.items():
                    delays.setdefault((title, pace), []).append(_p99(road, sink, pace))
    rate = statistics.median(each.mails_a_second for each in bursts["ours"])
    rows: list[Row] = [_asked(pace, delays["ours", pace], rate) for pace in PACES]
    if CELERY not in roads:
        why = "`make peers` has not been run"
        return [*rows, NotMeasured(name="event to mail", peer=CELERY, why=why)]
    beside = [_beside(pace, delays["ours", pace], delays[CELERY, pace], bursts) for pace in PACES]
    return [*rows, *_capacity(bursts["ours"], bursts[CELERY]), *beside]


def _asked(pace: int, ours: Sequence[float], mails_a_second: float) -> Figure:
    beyond = f" (all it carries: {mails_a_second:.0f})" if pace > mails_a_second else ""
    return Figure(
        name=f"published until mailed, p99 at {pace} a second{beyond}, beside what is asked",
        ours=statistics.median(ours),
        floor=MILLISECONDS,
        unit="ms",
        reach=1.0,
    )


def _capacity(ours: Sequence[_Burst], theirs: Sequence[_Burst]) -> list[Row]:
    return [
        Comparison(
            name=f"events archived and mailed, {BURST} at once",
            peer=CELERY,
            unit="1/s",
            ours=[each.mails_a_second for each in ours],
            theirs=[each.mails_a_second for each in theirs],
            reach=1.0,
        ),
        Comparison(
            name="CPU of its own processes for an event with its mail",
            peer=CELERY,
            unit="ms",
            ours=[each.cpu_milliseconds for each in ours],
            theirs=[each.cpu_milliseconds for each in theirs],
            reach=None,
            more_is_better=False,
        ),
    ]


def _beside(
    pace: int,
    ours: Sequence[float],
    theirs: Sequence[float],
    bursts: dict[str, list[_Burst]],
) -> Comparison:
    carried = {
        title: statistics.median(each.mails_a_second for each in found)
        for title, found in bursts.items()
    }
    late = [name for name, rate in carried.items() if pace > rate]
    return Comparison(
        name=f"published until mailed, p99 at {pace} a second",
        peer=CELERY,
        unit="ms",
        ours=ours,
        theirs=theirs,
        reach=None,
        more_is_better=False,
        note=f"more than this machine carries with {' and with '.join(late)}" if late else "",
    )


def _p99(road: _Road, sink: Sink, pace: int) -> float:
    """Return the milliseconds within which 99 of 100 mails are out, from when each was due."""
    run, count = _name_of_run(), pace * SECONDS
    due: dict[str, float] = {}
    began = time.time()
    for index in range(count):
        number = f"{run}-{index:05}"
        due[number] = began + index / pace
        time.sleep(max(0.0, due[number] - time.time()))
        road.send(number)
    arrived = sink.wait_for(run, count, seconds=_LONGEST)
    taken = [(arrived[number] - at) * 1000 for number, at in due.items()]
    return statistics.quantiles(taken, n=100)[98]


def _burst(road: _Road, sink: Sink, count: int) -> _Burst:
    """Hand over so many events at once; return when the last mail is out."""
    run, cpu, began = _name_of_run(), road.cpu_seconds(), time.time()
    for index in range(count):
        road.send(f"{run}-{index:05}")
    arrived = sink.wait_for(run, count, seconds=_LONGEST)
    return _Burst(
        mails_a_second=count / (max(arrived.values()) - began),
        cpu_milliseconds=(road.cpu_seconds() - cpu) / count * 1000,
    )


def _name_of_run() -> str:
    return new_id().hex[-8:]


@contextmanager
def _ours(stage: Stage) -> Iterator[_Road]:
    content = make_letter()
    url = stage.product.namespace.amqp_url(DEMO_PUBLISHER.user)
    with _address_named(stage), closing(ConfirmedSender(url)) as sender:
        yield _Road(
            send=lambda number: sender.send(kontor_message(number, content)),
            cpu_seconds=lambda: sum(
                cpu_seconds_of(pid)
                for part in ("billing_docs", "notifications")
                for pid in stage.product.pids(part)
            ),
        )


@contextmanager
def _address_named(stage: Stage) -> Iterator[None]:
    """Have the customer told of his documents for a while; other benchmarks tell nobody."""
    environment = stage.product.environment_of("billing_docs")
    database = make_url(environment["KONTOR_DATABASE_URL"]).database or ""
    engine = administrator_of(stage.product.namespace.servers, database)
    with engine.begin() as connection:
        connection.execute(_ADDRESS, {"number": CUSTOMER})
    yield
    with engine.begin() as connection:
        connection.execute(_NO_ADDRESS)
    engine.dispose()


@contextmanager
def _celery(stage: Stage) -> Iterator[_Road]:
    """Yield the road of a peer with a database of its own: nobody else mails what it takes in."""
    content = make_letter()
    servers = stage.product.namespace.servers
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kontor-mailpeer-")))
        namespace = create_namespace(servers, "mailpeer")
        stack.callback(drop_namespace, namespace)
        product = Product(namespace, home, parts=[service_part("billing-docs")])
        product.prepare()
        environment = product.environment_of("billing_docs")
        database = make_url(environment["KONTOR_DATABASE_URL"]).database or ""
        engine = administrator_of(servers, database)
        stack.callback(engine.dispose)
        add_customer(engine)
        places = stack.enter_context(peer_places(servers, "eventmail"))
        sender = stack.enter_context(closing(ConfirmedSender(places.amqp_url)))
        mailing = stage.product.environment_of("notifications")
        environment |= {name: mailing[name] for name in ("KONTOR_SMTP_URL", "KONTOR_MAIL_FROM")}
        worker = stack.enter_context(peer_worker("celery_mailing", environment, places))
        yield _Road(
            send=lambda number: sender.send(
                celery_message(as_task(number, content), task="keep_and_tell")
            ),
            cpu_seconds=worker.cpu_seconds,
        )
