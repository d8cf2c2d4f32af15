"""Opening a request and listing fifty among a hundred thousand, beside other ticket systems."""

import base64
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import create_engine, make_url, text

from bench.costs import Groups
from bench.desk_search import add_requests
from bench.figures import NotMeasured, Row
from bench.http_load import Requests, closed_loop, get, post
from bench.paired import Contender, Done, cpu, in_pairs, rates
from bench.peers.environments import python_of
from bench.peers.request_tracker import request_tracker_root
from bench.peers.running import running_program
from bench.stage import Stage
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import free_port
from kontor_demo.company import ADMINISTRATION

REQUESTS = 100_000
# Behind those that the benchmark of the desk's searches may have added to the same product.
_FIRST = 2_000_001
_SECONDS = 3.0
_AT_ONCE = 8
_REACH = 5.0
_HELPDESK, _TRACKER = "django-helpdesk 2.6.1", "Roundup 2.6.0"
_REQUEST_TRACKER = "Request Tracker 5.0.3"
_LIST, _OPEN = f"list 50 of {REQUESTS:,} requests", "open a request"
_TITLE, _WORDS = "Drucker zieht kein Papier ein", "Fehlercode bei jedem Format, Halle 7"
Headers: TypeAlias = list[tuple[str, str]]
Shape: TypeAlias = Callable[[Headers], tuple[bytes, bytes]]
"""What asks for the list and what opens a ticket, with the headers of somebody signed in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """A ticket system: where it answers, and what is asked of it."""

    port: int
    processes: Groups
    listing: Requests
    opening: Requests
    at_once: int = _AT_ONCE
    """On how many connections it is asked."""


def measure(stage: Stage, *, runs: int = 5) -> list[Row]:
    """Return how many of both are done in a second, and what each costs."""
    python = python_of("tickets")
    if python is None:
        peer = f"{_HELPDESK}, {_TRACKER}"
        return [NotMeasured(name=_OPEN, peer=peer, why="`make peers` has not been run")]
    with ExitStack() as stack:
        start = partial(_running, stage, python)
        desks = {
            "ours": _ours(stage),
            _HELPDESK: stack.enter_context(start("helpdesk_serving", _of_helpdesk)),
            # It takes a processor for half a minute over a list: more at once would wait longer
            # than anybody does, and be answered while the others are measured.
            _TRACKER: replace(
                stack.enter_context(start("tracker_serving", _of_tracker)),
                at_once=os.cpu_count() or 1,
            ),
        }
        root = request_tracker_root()
        if root is not None:
            own = Path(sys.executable)
            serving = _running(
                stage, own, "request_tracker_serving", _of_request_tracker, root=str(root)
            )
            desks[_REQUEST_TRACKER] = stack.enter_context(serving)
        works = {_LIST: "listing", _OPEN: "opening"}
        found = in_pairs(
            {
                f"{name}, {what}": _contender(desk, getattr(desk, work))
                for what, work in works.items()
                for name, desk in desks.items()
            },
            runs=runs,
        )
    rows: list[Row] = []
    for what in works:
        for peer in list(desks)[1:]:
            ours, theirs = found[f"ours, {what}"], found[f"{peer}, {what}"]
            rows.append(rates(f"{what}, {_AT_ONCE} at once", peer, ours, theirs, _REACH))
            rows.append(cpu(f"{what}: CPU in all processes", peer, ours, theirs, 1 / _REACH))
    if _REQUEST_TRACKER not in desks:
        why = "`make peers` could not unpack it: only Debian packages it"
        rows.append(NotMeasured(name=_OPEN, peer=_REQUEST_TRACKER, why=why))
    return rows


def _contender(desk: Desk, requests: Requests) -> Contender:
    def work() -> Done:
        load = closed_loop(desk.port, requests, connections=desk.at_once, seconds=_SECONDS)
        return Done(
            count=len(load.latencies),
            seconds=load.seconds,
            p99=load.milliseconds(99),
            failed=load.failed,
        )

    return Contender(work=work, processes=desk.processes)


def _ours(stage: Stage) -> Desk:
    """Return our portal: a customer opens requests, and the vendor's desk lists them."""
    urls = stage.product.namespace.databases["tickets"]
    database = Database(urls.application_url, statement_timeout_seconds=0)
    add_requests(database, urls.owner_url, _FIRST, _FIRST + REQUESTS - 1)
    database.dispose()
    customer, agent = stage.portal.sign_in(stage.admin), stage.portal.sign_in(ADMINISTRATION)
    if customer is None or agent is None:
        raise LookupError("somebody of the benchmark cannot sign in")
    body = {"kind": "technical_problem", "title": _TITLE, "description": _WORDS}

    def opening(_: int) -> bytes:
        # A key of its own each time: a repeated one would open nothing.
        headers = [
            *stage.portal.as_(customer).items(),
            ("Idempotency-Key", f"bench-{new_id()}"),
            ("Content-Type", "application/json"),
        ]
        return post("/v1/requests", msgspec.json.encode(body), headers)

    listing = get("/v1/desk/requests?limit=50", list(stage.portal.as_(agent).items()))
    product = stage.product
    return Desk(
        port=int(product.gateway_url.rpartition(":")[2]),
        processes={
            "gateway": product.pids("gateway"),
            "tickets": product.pids("tickets"),
            "others": [pid for part in ("identity", "notifications") for pid in product.pids(part)],
            "broker": stage.server_pids("rabbitmq"),
            "database": stage.server_pids("postgres"),
        },
        listing=lambda _: listing,
        opening=opening,
    )


@contextmanager
def _running(stage: Stage, python: Path, program: str, shape: Shape, **more: str) -> Iterator[Desk]:
    server = urlsplit(stage.product.namespace.servers.postgres_url)
    database = f"peer_{program}_{stage.product.namespace.name}"
    with (
        TemporaryDirectory() as folder,
        _empty_database(stage.product.namespace.servers.postgres_url, database, program),
    ):
        file = Path(folder) / "headers"
        port = free_port()
        settings = {
            "port": port,
            "database": database,
            "host": server.hostname,
            "database_port": server.port,
            "user": server.username,
            "password": server.password,
            "home": folder,
            "headers_file": str(file),
            "tickets": REQUESTS,
            **more,
        }
        environment = {"PEER_SETTINGS": json.dumps(settings), "PATH": "/usr/bin:/bin"}
        with running_program(python, program, environment=environment) as pid:
            headers = [(name, value) for name, value in json.loads(file.read_text())]
            listing, opening = shape(headers)
            yield Desk(
                port=port,
                processes={"server": [pid], "database": stage.server_pids("postgres")},
                listing=lambda _: listing,
                opening=lambda _: opening,
            )


def _of_helpdesk(headers: Headers) -> tuple[bytes, bytes]:
    """Return what its staff's list asks for, and what opens a ticket by its API."""
    query = {"filtering": {}, "sorting": "created", "sortreverse": True, "search_string": ""}
    encoded = base64.b64encode(json.dumps(query).encode()).decode()
    listing = get(f"/datatables_ticket_list/{encoded}?draw=1&start=0&length=50", headers)
    body = {
        "title": _TITLE,
        "description": _WORDS,
        "queue": 1,
        "submitter_email": "erika@kunden.example",
        "priority": 3,
    }
    return listing, post("/api/tickets/", json.dumps(body).encode(), headers)


def _of_tracker(headers: Headers) -> tuple[bytes, bytes]:
    path = "/rest/data/issue?@page_size=50&@page_index=1&@sort=-creation&@verbose=1"
    fields = "&@fields=title,status,priority,creation,activity,creator,assignedto"
    body = json.dumps({"title": _TITLE, "status": "1", "priority": "3"}).encode()
    return get(path + fields, headers), post("/rest/data/issue", body, headers)


def _of_request_tracker(headers: Headers) -> tuple[bytes, bytes]:
    """Return what its REST interface (REST2) lists the tickets by, and what opens one."""
    path = "/REST/2.0/tickets?query=id%3E0&orderby=id&order=DESC&per_page=50"
    fields = "&fields=Subject,Status,Priority,Created,LastUpdated,Owner,Queue"
    body = {
        "Queue": "General",
        "Subject": _TITLE,
        "Content": _WORDS,
        "Requestor": "erika@kunden.example",
    }
    return get(path + fields, headers), post("/REST/2.0/ticket", json.dumps(body).encode(), headers)


@contextmanager
def _empty_database(url: str, name: str, program: str) -> Iterator[None]:
    """Yield while there is a database for a peer; two make their own."""
    address = make_url(url).set(drivername="postgresql+psycopg2")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if program == "helpdesk_serving":
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield
        finally:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    engine.dispose()
