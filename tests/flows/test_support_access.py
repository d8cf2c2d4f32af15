"""The vendor's people look in while the customer agrees; the customer's word ends it everywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chassis.bus import Bus
from tests.flows.world import World
from tests.waiting import until

READS = ("/v1/documents", "/v1/requests", "/v1/members")


@dataclass(kw_only=True)
class Support:
    """One customer of the running product, and one of the vendor's people."""

    world: World
    admin: str
    staff: str
    organisation_id: str
    request_id: str
    domain: str

    def ask(self, method: str, path: str, token: str, **options: Any) -> httpx.Response:
        headers = {**self.world.portal.as_(token), **options.pop("headers", {})}
        return self.world.portal.http.request(method, path, headers=headers, **options)

    def agree(self, *, is_given: bool) -> None:
        answer = self.ask("PUT", "/v1/support-consent", self.admin, json={"is_given": is_given})
        answer.raise_for_status()

    def open(self, **changes: Any) -> httpx.Response:
        body = {
            "organisation_id": self.organisation_id,
            "request_id": self.request_id,
            "reason": "Der Beleg lässt sich nicht öffnen",
            **changes,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return self.ask("POST", "/v1/support-sessions", self.staff, json=body)

    def opened(self) -> str:
        """Return the token of a session that the customer has agreed to."""
        self.agree(is_given=True)
        token: str = self.open().raise_for_status().json()["token"]
        return token


@pytest.fixture(scope="module")
def support(world: World) -> Support:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    world.issue(customer, "RE-4711")
    until(lambda: world.documents(admin), seconds=30, every=0.2)
    asked = world.portal.http.post(
        "/v1/requests",
        headers={**world.portal.as_(admin), "Idempotency-Key": "beleg"},
        json={"kind": "technical_problem", "title": "Beleg", "description": "Er öffnet nicht."},
    ).raise_for_status()
    return Support(
        world=world,
        admin=admin,
        staff=world.staff(),
        organisation_id=world.get("/v1/me", admin).json()["organisation"]["id"],
        request_id=asked.json()["id"],
        domain=customer.domain,
    )


@pytest.fixture
def bus(world: World) -> Iterator[Bus]:
    bus = Bus(world.product.namespace.amqp_url("operator"))
    yield bus
    bus.close()


@pytest.mark.req("MB-13", "MB-16", "A23")
def test_support_gets_in_with_consent_and_a_request_and_not_without(support: Support) -> None:
    support.agree(is_given=False)
    refused = support.open()
    support.agree(is_given=True)
    without_request = support.open(request_id=None)
    foreign_request = support.open(request_id=support.organisation_id)

    opened = support.open()

    assert (refused.status_code, refused.json()["code"]) == (403, "support_consent_missing")
    assert [each.status_code for each in (without_request, foreign_request)] == [422, 422]
    assert without_request.json()["errors"][0]["field"] == "request_id"
    assert opened.status_code == 201
    token = opened.json()["token"]
    me = support.ask("GET", "/v1/me", token).json()
    assert me["organisation"]["id"] == support.organisation_id
    assert me["support_session_id"] == opened.json()["session"]["id"]
    assert [support.ask("GET", path, token).status_code for path in READS] == [200, 200, 200]


@pytest.mark.req("MB-15", "A23")
def test_withdrawing_ends_the_session_in_every_service_within_five_seconds(
    support: Support, bus: Bus
) -> None:
    token = support.opened()
    assert [support.ask("GET", path, token).status_code for path in READS] == [200, 200, 200]
    # Whoever holds the signed principal could go past the gateway.
    proven = bus.call("identity", "authenticate", token=token)["result"]["principal"]
    headers = {"nameko.principal": proven}

    def refused_past_the_gateway() -> bool:
        documents = bus.call("billing_docs", "list_documents", headers, query={})
        requests = bus.call("tickets", "list_requests", headers, query={})
        errors = [(each["error"] or {}).get("exc_type") for each in (documents, requests)]
        return errors == ["NotSignedIn", "NotSignedIn"]

    assert not refused_past_the_gateway()
    support.agree(is_given=False)
    # No waiting: it is the very next call that is refused.
    statuses = [support.ask("GET", path, token).status_code for path in READS]
    # What identity signs for who looks in is good for five seconds, and no stopwatch need tell.
    until(refused_past_the_gateway, seconds=60)

    assert statuses == [401, 401, 401]
    (newest, *_) = support.ask("GET", "/v1/support-sessions", support.admin).json()["items"]
    assert (newest["state"], newest["end_reason"]) == ("ended", "consent_withdrawn")


@pytest.mark.req("MB-13", "A23")
def test_the_customer_sees_live_what_support_looks_at(support: Support) -> None:
    token = support.opened()
    session_id = support.ask("GET", "/v1/me", token).json()["support_session_id"]
    (document,) = support.ask("GET", "/v1/documents", token).json()["items"]

    support.ask("GET", f"/v1/documents/{document['id']}/content", token).raise_for_status()
    for path in ("/v1/requests", "/v1/members", "/v1/packages", f"/v1/documents/{session_id}"):
        support.ask("GET", path, token)

    path = f"/v1/support-sessions/{session_id}/accesses"

    def seen() -> list[dict[str, Any]]:
        items = support.ask("GET", path, support.admin).json()["items"]
        return items if len(items) >= 6 else []

    accesses = {(each["service"], each["method"]): each for each in until(seen, seconds=60)}
    listed = accesses["billing_docs", "list_documents"]
    downloaded = accesses["billing_docs", "open_download"]
    missing = accesses["billing_docs", "get_document"]
    assert document["id"] in listed["shown"]
    assert downloaded["arguments"] == {"document_id": document["id"]}
    assert (missing["outcome"], missing["shown"]) == ("not_found", [])
    assert missing["arguments"] == {"document_id": session_id}
    assert {service for service, _ in accesses} == {
        "billing_docs",
        "tickets",
        "identity",
        "catalog",
    }


@pytest.mark.req("MB-15")
def test_the_customer_ends_a_session_and_support_closes_its_own(support: Support) -> None:
    first, second = support.opened(), support.opened()
    session_id = support.ask("GET", "/v1/me", first).json()["support_session_id"]

    by_customer = support.ask("DELETE", f"/v1/support-sessions/{session_id}", support.admin)
    by_support = support.ask("DELETE", "/v1/support-sessions/current", second)

    assert by_customer.json()["end_reason"] == "ended_by_customer"
    assert by_support.json()["end_reason"] == "closed_by_support"
    assert support.ask("GET", "/v1/documents", first).status_code == 401
    assert support.ask("GET", "/v1/documents", second).status_code == 401


def test_the_customers_admin_is_told_by_mail_who_looks_in(support: Support) -> None:
    support.opened()
    address = support.ask("GET", "/v1/me", support.admin).json()["email"]

    reason = "Der Beleg lässt sich nicht öffnen"
    until(lambda: told_by_mail(support, address, reason), seconds=30, every=0.2)


@pytest.mark.req("MB-14", "A23")
def test_a_change_waits_for_the_customers_yes_and_is_then_made_once(support: Support) -> None:
    member = settled_member(support)
    token, path = support.opened(), f"/v1/members/{member['person_id']}/areas"
    address = support.ask("GET", "/v1/me", support.admin).json()["email"]

    proposed = support.ask("PUT", path, token, json={"areas": ["consumables", "devices"]})

    assert proposed.status_code == 202
    assert proposed.json()["state"] == "pending_customer_ok"
    (waiting, *_) = support.ask("GET", "/v1/support-changes", support.admin).json()["items"]
    assert waiting == proposed.json()
    assert waiting["request"]["body"] == {"areas": ["consumables", "devices"]}
    assert areas_of(support, member) == member["areas"]
    until(lambda: told_by_mail(support, address, "Die Bereiche eines Mitglieds"), seconds=30)

    approve = f"/v1/support-changes/{waiting['id']}/approve"
    by_support = support.ask("POST", approve, token)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: support.ask("POST", approve, support.admin), range(4)))

    assert (by_support.status_code, by_support.json()["code"]) == (403, "customer_must_agree")
    assert {answer.status_code for answer in answers} == {200}
    done = support.ask("GET", f"/v1/support-changes/{waiting['id']}", support.admin).json()
    assert (done["state"], done["outcome_status"]) == ("performed", 200)
    assert areas_of(support, member) == ["consumables", "devices"]
    trail = support.ask("GET", "/v1/audit?limit=100", support.admin).json()["items"]
    actions = [each["action"] for each in trail]
    assert actions.count("member.areas_changed") == 1
    (made,) = [each for each in trail if each["action"] == "support_change.performed"]
    (changed,) = [each for each in trail if each["action"] == "member.areas_changed"]
    assert changed["actor"] == made["actor"]
    assert made["details"]["proposed_by"] != made["actor"]


@pytest.mark.req("MB-14", "A23")
def test_no_service_changes_anything_for_somebody_who_only_looks(
    support: Support, bus: Bus
) -> None:
    member = support.ask("GET", "/v1/members", support.admin).json()["items"][0]
    (document,) = support.world.documents(support.admin)
    token = support.opened()
    request = {"kind": "technical_problem", "title": "a", "description": "b"}

    def try_to(service: str, method: str, **given: Any) -> dict[str, Any]:
        # Signed anew for each call: it is good for five seconds.
        proven = bus.call("identity", "authenticate", token=token)["result"]["principal"]
        return bus.call(service, method, {"nameko.principal": proven}, **given)

    answers = [
        try_to("identity", "set_areas", request={"person_id": member["person_id"], "areas": []}),
        try_to("identity", "set_support_consent", request={"is_given": True}),
        try_to("billing_docs", "delete_document", document_id=document["id"]),
        try_to("tickets", "open_request", request={**request, "idempotency_key": "a"}),
    ]

    errors = [(each["result"], each["error"]["exc_type"]) for each in answers]
    assert errors == [(None, "CustomerMustAgree")] * 4


@pytest.mark.req("A23")
def test_afterwards_the_customer_keeps_a_protocol_that_the_command_calls_genuine(
    support: Support, tmp_path: Path
) -> None:
    token = support.opened()
    session_id = support.ask("GET", "/v1/me", token).json()["support_session_id"]
    (document,) = support.ask("GET", "/v1/documents", token).json()["items"]
    path = f"/v1/support-sessions/{session_id}/protocol"
    running = support.ask("GET", path, support.admin)
    support.ask("DELETE", "/v1/support-sessions/current", token).raise_for_status()

    def has_heard_it_all() -> list[dict[str, Any]]:
        accesses = f"/v1/support-sessions/{session_id}/accesses"
        items: list[dict[str, Any]] = support.ask("GET", accesses, support.admin).json()["items"]
        return items if {"list_documents", "close_support_session"} <= methods_of(items) else []

    until(has_heard_it_all, seconds=60)
    protocol = support.ask("GET", path, support.admin)
    file = tmp_path / "protocol.jws"
    file.write_bytes(protocol.content)

    checked = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "identity", "verify-protocol", str(file)],
        env=support.world.product.environment_of("identity"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (running.status_code, running.json()["code"]) == (409, "support_session_running")
    assert protocol.headers["content-type"] == "application/jose"
    assert protocol.headers["content-disposition"].startswith("attachment")
    assert checked.returncode == 0, checked.stderr
    assert f"sha256 {protocol.headers['etag'].strip(chr(34))}" in checked.stdout
    payload = json.loads(base64.urlsafe_b64decode(protocol.text.split(".")[1] + "=="))
    assert [document["id"]] in [each["shown"][:1] for each in payload["accesses"]]
    support.ask("GET", path, support.admin)
    trail = support.ask("GET", "/v1/audit", support.admin).json()["items"]
    assert trail[0]["action"] == "support_protocol.given"
    assert trail[0]["details"]["sha256"] == hashlib.sha256(protocol.content).hexdigest()


def methods_of(accesses: list[dict[str, Any]]) -> set[str]:
    return {each["method"] for each in accesses}


def settled_member(support: Support) -> dict[str, Any]:
    """Return a colleague of the customer's admin who has come in."""
    address = f"lea@{support.domain}"
    body = {"email": address, "role": "member"}
    support.ask("POST", "/v1/invitations", support.admin, json=body).raise_for_status()
    support.world.settle_reader(address)
    members = support.ask("GET", "/v1/members", support.admin).json()["items"]
    member: dict[str, Any] = next(each for each in members if each["email"] == address)
    return member


def areas_of(support: Support, member: dict[str, Any]) -> list[str]:
    members = support.ask("GET", "/v1/members", support.admin).json()["items"]
    areas: list[str] = next(
        each["areas"] for each in members if each["person_id"] == member["person_id"]
    )
    return areas


def told_by_mail(support: Support, address: str, words: str) -> bool:
    return any(words in mail["text"] for mail in support.world.portal.mails_to(address))
