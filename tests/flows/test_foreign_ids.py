"""What belongs to somebody else answers as what does not exist, wherever an id may stand: H11.

Each operation of the API, each export, the feed of events and the stream of news; by the
administrator of another customer, and of another partner where partners alone come in.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.flows.asked import Asked
from tests.flows.everybody import Company, a_company, a_partner, ask, fill
from tests.flows.foreign_ids import NOBODYS, PATHS, Probe, probes, unaccounted
from tests.flows.test_own_account import told_of
from tests.flows.who_may import declared
from tests.flows.world import World
from tests.waiting import until

# Whoever names an account that is not there is told of no webhook, and takes none away.
NOTHING = {
    "DELETE /v1/machine-accounts/{account_id}/webhook",
    "GET /v1/machine-accounts/{account_id}/webhook/deliveries",
}
MADE = re.compile(
    rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
)
# What another one's administrator sees of what is his; nothing of it may change.
SEEN = (
    "/v1/access-requests",
    "/v1/bookings",
    "/v1/contracts",
    "/v1/delivery-rules",
    "/v1/devices",
    "/v1/documents",
    "/v1/exports",
    "/v1/invitations",
    "/v1/machine-accounts",
    "/v1/master-data-changes",
    "/v1/members",
    "/v1/message-history",
    "/v1/orders",
    "/v1/package-requests",
    "/v1/requests",
    "/v1/sessions",
    "/v1/support-changes",
    "/v1/support-consent",
    "/v1/support-sessions",
)
# What a filled company's people are told, once all that was asked for is done.
TOLD = Counter(
    access_request=1,
    document_arrived=1,
    export_ready=1,
    invitation=4,
    recipient_confirmation=1,
    request_opened=2,
    support_change_proposed=1,
    support_session_opened=1,
)


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Two customers and two partners, each with a record of each kind."""

    world: World
    own: Company
    partner: Company
    foreign: dict[str, str]
    others: Company

    def asker(self, operation: Asked) -> str:
        """Return the session of who asks: a partner's where no customer comes in."""
        may = declared()[operation.name].may
        is_partners = "partner's admin" in may and "admin" not in may
        return self.partner.admin if is_partners else self.own.admin


@pytest.fixture(scope="module")
def neighbours(world: World) -> Neighbours:
    """Return them in the product that the flows share."""
    own, others = a_company(world), a_company(world)
    fill(own)
    fill(others)
    until(lambda: kinds_told(others) == TOLD, seconds=60, every=0.1)
    partner, other_partner = a_partner(world, "46001"), a_partner(world, "46002")
    own.records |= partner.records
    return Neighbours(
        world=world,
        own=own,
        partner=partner,
        foreign=others.records | other_partner.records,
        others=others,
    )


def shown_by(answer: httpx.Response, asked_for: str) -> tuple[object, ...]:
    """Return all that an answer shows, but for the moment, its own id and what was asked for."""
    status, content, headers = told_of(answer)
    if answer.is_success:
        # What is made of a request, such as a report on readings, has its own id and moment.
        content = MADE.sub(b"made", content.replace(asked_for.encode(), b"the id"))
    for said, instead in ((answer.headers["x-request-id"], "its id"), (asked_for, "the id")):
        content = content.replace(said.encode(), instead.encode())
    return status, content, frozenset(each for each in headers if each[0] != "content-length")


def told(neighbours: Neighbours, probe: Probe) -> tuple[list[httpx.Response], list[object]]:
    """Return the answers about another one's record and about nobody's, and what they show."""
    operation = probe.operation
    answers = [
        ask(
            neighbours.world,
            neighbours.asker(operation),
            operation.method,
            address,
            body,
            media_type=operation.media_type,
        )
        for address, body in zip(probe.addresses, probe.bodies, strict=True)
    ]
    shown = [shown_by(*each) for each in zip(answers, probe.ids, strict=True)]
    return answers, list(shown)


def seen(company: Company) -> dict[str, Any]:
    """Return what its administrator sees of it."""
    listed = {path: company.ask("GET", path).json() for path in SEEN}
    # Its mails go on their way meanwhile, of themselves.
    listed["/v1/message-history"] = {item["id"] for item in listed["/v1/message-history"]["items"]}
    return listed


def kinds_told(company: Company) -> Counter[str]:
    """Return how many mails of each kind its people were sent."""
    items = company.ask("GET", "/v1/message-history").json()["items"]
    return Counter(item["kind"] for item in items)


@pytest.mark.req("H11", "S1")
@pytest.mark.timeout(900)
def test_every_place_for_an_id_answers_as_if_nobody_had_it(neighbours: Neighbours) -> None:
    before = seen(neighbours.others)
    told_apart: list[str] = []
    let_through: list[str] = []
    tried = 0

    for probe in probes(neighbours.own.records, neighbours.foreign):
        answers, (hidden, unknown) = told(neighbours, probe)
        tried += 1
        status = answers[0].status_code
        if hidden != unknown:
            told_apart.append(f"{probe.name} → {hidden} instead of {unknown}")
        if probe.place == "path" and answers[0].is_success and probe.operation.name not in NOTHING:
            let_through.append(f"{probe.name} → {status}")
        if status >= 500:
            let_through.append(f"{probe.name} → {status}")

    assert "\n".join(told_apart) == ""
    assert "\n".join(let_through) == ""
    assert seen(neighbours.others) == before
    assert tried > 250


@pytest.mark.req("H11")
def test_the_same_places_reach_ones_own_records(neighbours: Neighbours) -> None:
    own = neighbours.own.records
    lost = []

    for probe in probes(own, own):
        operation = probe.operation
        if (
            operation.is_read
            and probe.place == "path"
            and "admin" in declared()[operation.name].may
        ):
            answer = ask(neighbours.world, neighbours.own.admin, "GET", probe.addresses[0])
            if answer.status_code == 404:
                lost.append(f"{probe.name} → {answer.text}")

    assert "\n".join(lost) == ""


def test_an_answer_about_what_is_there_is_told_apart(neighbours: Neighbours) -> None:
    """As its owner sees it: so the probe would notice."""
    as_owner = replace(neighbours, own=neighbours.others)
    names = {"GET /v1/documents/{document_id}", "GET /v1/contracts/{contract_id}/timeline.ics"}
    found = [
        probe
        for probe in probes(neighbours.own.records, neighbours.foreign)
        if probe.operation.name in names and probe.place == "path"
    ]

    shown = [told(as_owner, probe)[1] for probe in found]

    assert len(found) == len(names)
    assert [each for each in shown if each[0] == each[1]] == []


def test_each_place_for_an_id_is_accounted_for(neighbours: Neighbours) -> None:
    assert unaccounted() == []
    assert set(PATHS.values()) <= set(neighbours.foreign)
    assert set(PATHS.values()) - set(neighbours.own.records) == set()
    assert not {name for _, name in PATHS} & set(NOBODYS)


@pytest.mark.req("H11")
def test_a_request_that_is_shared_with_a_stranger_stays_shut_to_him(neighbours: Neighbours) -> None:
    own, others = neighbours.own, neighbours.others
    stranger = others.person(others.admin)
    shared = {"share_with": {"kind": "person", "person_id": stranger}}
    own.make(f"/v1/requests/{own.records['request']}/shares", shared)

    asked = (own.records["request"], str(uuid4()))
    hidden, unknown = (shown_by(others.ask("GET", f"/v1/requests/{each}"), each) for each in asked)
    listed = others.ask("GET", "/v1/requests?scope=shared").json()["items"]

    assert hidden == unknown
    assert hidden[0] == 404
    assert [each["id"] for each in listed if each["id"] == own.records["request"]] == []


@pytest.mark.req("H11")
def test_the_feed_of_events_holds_nothing_of_others(neighbours: Neighbours) -> None:
    token = neighbours.own.records["machine account's token"]
    known = {value for name, value in neighbours.foreign.items() if name != "partner"}

    events = neighbours.own.ask("GET", "/v1/events?limit=500", by=token).json()

    assert events != []
    assert [each for each in known if each in json.dumps(events)] == []


@pytest.mark.req("H11")
@pytest.mark.timeout(300)
def test_the_stream_of_news_is_silent_about_others(neighbours: Neighbours) -> None:
    world, heard = neighbours.world, []
    headers = world.portal.as_(neighbours.own.admin)
    theirs, mine = neighbours.foreign["request"], neighbours.own.records["request"]
    with world.portal.http.stream("GET", "/v1/requests/news", headers=headers, timeout=60) as news:
        lines = news.iter_lines()
        heard.append(next(lines))

        for request in (theirs, mine):
            path = f"/v1/requests/{request}/comments"
            neighbours.own.make(path, {"body": "Guten Tag"}, by=world.staff())
        for line in lines:
            heard.append(line)
            if mine in line:
                break

    assert mine in heard[-1]
    assert [line for line in heard if theirs in line] == []
