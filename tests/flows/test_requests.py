"""A request from the button to the answer, through the API of the whole product."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from kontor_demo.portal import Account
from tests.flows.filled_bodies import Operation, writing_operations
from tests.flows.world import Customer, World
from tests.waiting import until

TITLE = "Drucker im Lager zieht kein Papier ein"


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """One customer's administrator and a colleague, and one of the vendor's people."""

    world: World
    customer: Customer
    admin: str
    colleague: str
    colleague_id: str
    staff: str

    def ask(self, method: str, path: str, token: str, key: str = "", **body: Any) -> httpx.Response:
        """Return the answer to one request of the API."""
        return self.world.portal.http.request(
            method,
            path,
            headers={**self.world.portal.as_(token), "Idempotency-Key": key or "once"},
            json=body or None,
        )

    def open(self, key: str, **changes: Any) -> dict[str, Any]:
        """Open a request as the administrator."""
        body = {
            "kind": "technical_problem",
            "title": TITLE,
            "description": "Seit heute Morgen, Fehlercode E-12, bei jedem Format.",
            **changes,
        }
        opened = self.ask("POST", "/v1/requests", self.admin, key, **body).raise_for_status()
        request: dict[str, Any] = opened.json()
        return request

    def mails_about(self, number: int) -> int:
        """Return how many mails about a request have reached its requester."""
        mails = self.world.portal.mails_to(self.customer.admin.email)
        return sum(str(number) in mail["text"] for mail in mails)


@pytest.fixture(scope="module")
def counter(world: World) -> Counter:
    return a_counter(world)


def a_counter(world: World) -> Counter:
    """Return a customer of its own with its people, and one of the vendor's."""
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    invited = Account(
        email=f"kollegin@{customer.domain}", name="Kara Muster", password=customer.admin.password
    )
    world.portal.http.post(
        "/v1/invitations", headers=world.portal.as_(admin), json={"email": invited.email}
    ).raise_for_status()
    colleague = world.portal.settle_in(invited)
    return Counter(
        world=world,
        customer=customer,
        admin=admin,
        colleague=colleague,
        colleague_id=world.get("/v1/me", colleague).json()["subject"],
        staff=world.staff(),
    )


@pytest.mark.req("FD-02", "FD-12", "FD-16", "FD-17", "C5", "C6")
def test_a_request_is_opened_answered_and_closed_and_notes_stay_where_they_belong(
    counter: Counter,
) -> None:
    ask = counter.ask
    request = counter.open("course")
    on_it = f"/v1/requests/{request['id']}"
    note = {"body": "Gerät ist außer Garantie", "audience": "vendor"}
    steps = [
        ask("POST", f"{on_it}/comments", counter.staff, "note", **note),
        ask("POST", f"{on_it}/comments", counter.staff, "ask", body="Welches Papier?"),
        ask("PUT", f"{on_it}/state", counter.staff, from_state="waiting_for_vendor",
            to_state="waiting_for_customer"),
        ask("POST", f"{on_it}/comments", counter.admin, "say", body="A4, 80 Gramm."),
        ask("PUT", f"{on_it}/state", counter.staff, from_state="waiting_for_vendor",
            to_state="closed"),
        ask("PUT", f"{on_it}/rating", counter.admin, stars=5),
    ]  # fmt: skip

    again = counter.open("course")
    shown = ask("GET", f"{on_it}/history", counter.admin).json()["items"]
    (listed,) = [
        each
        for each in ask("GET", "/v1/requests", counter.admin).json()["items"]
        if each["id"] == request["id"]
    ]

    assert [step.status_code for step in steps] == [201, 201, 200, 201, 200, 200]
    assert again["id"] == request["id"]
    assert [step["body"] or step["details"].get("to") or step["change"] for step in shown] == [
        "opened",
        "Welches Papier?",
        "waiting_for_customer",
        "A4, 80 Gramm.",
        "waiting_for_vendor",
        "closed",
        "rated",
    ]
    assert (listed["state"], listed["last_comment"]) == ("closed", "A4, 80 Gramm.")
    assert "Garantie" not in f"{shown}{listed}"
    assert "Garantie" in ask("GET", f"{on_it}/history", counter.staff).text
    # One each about its arrival, the question and its end; none about the note.
    until(lambda: counter.mails_about(request["number"]) == 3, seconds=30)
    mails = counter.world.portal.mails_to(counter.customer.admin.email)
    assert "Garantie" not in str(mails)


@pytest.mark.req("SE-65", "C11")
def test_booked_but_not_visible_carries_what_identity_decided_at_that_moment(
    counter: Counter,
) -> None:
    request = counter.open("access", kind="access_problem", fields={"area": "academy"})

    access = request["attached"]["access"]
    assert (access["role"], access["area"], access["is_allowed"]) == ("admin", "academy", False)
    assert access["decided_by"] in [rule["rule"] for rule in access["rules"] if not rule["passes"]]
    assert "contract_running" in [rule["rule"] for rule in access["rules"]]
    assert request["department"] == "administration"


@pytest.mark.req("FD-15", "C3", "C4")
def test_a_shared_request_appears_and_is_gone_with_the_end_of_sharing(counter: Counter) -> None:
    ask = counter.ask
    request = counter.open("shared")
    on_it = f"/v1/requests/{request['id']}"
    whom: dict[str, Any] = {"share_with": {"kind": "person", "person_id": counter.colleague_id}}

    def seen() -> tuple[int, int]:
        listed = ask("GET", "/v1/requests?scope=shared", counter.colleague).json()["items"]
        return len(listed), ask("GET", on_it, counter.colleague).status_code

    before = seen()
    ask("POST", f"{on_it}/shares", counter.admin, **whom).raise_for_status()
    meanwhile = seen()
    ask("POST", f"{on_it}/shares/end", counter.admin, **whom).raise_for_status()

    assert before == seen() == (0, HTTPStatus.NOT_FOUND)
    assert meanwhile == (1, HTTPStatus.OK)


@pytest.mark.req("FD-10", "C1", "FD-11")
def test_what_is_missing_is_named_field_by_field_and_a_vague_title_is_not_refused(
    counter: Counter,
) -> None:
    body = {"kind": "service_call", "title": "Gerät", "description": "x", "fields": {"site": "1"}}

    refused = counter.ask("POST", "/v1/requests", counter.admin, "missing", **body)
    vague = counter.open("vague", title="faktur:box geht nicht")

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [
        "#/fields/device",
        "#/fields/device_state",
    ]
    assert "title_says_no_fault" in vague["advice"]


@pytest.mark.req("KM-10", "C10", "DW-25", "FD-13")
def test_the_desk_finds_each_request_in_the_department_of_its_topic(counter: Counter) -> None:
    wanted = {
        "accounting": counter.open("form-1", kind="contact_form", fields={"topic": "invoices"}),
        "service_desk": counter.open("form-2", kind="contact_form", fields={"topic": "Tinte?"}),
        "data_management": counter.open("data", kind="outdated_data", fields={"record": "10001"}),
    }

    for department, request in wanted.items():
        path = f"/v1/desk/requests?open=true&department={department}"
        found = counter.ask("GET", path, counter.staff).json()["items"]
        assert request["id"] in [each["id"] for each in found]
    assert counter.ask("GET", "/v1/requests/summary", counter.admin).json()["open_requests"] >= 3
    assert counter.ask("GET", "/v1/desk/requests", counter.admin).status_code == 403


class Sessions:
    """The administrator, who signs in again when something he did has ended his session."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._token = counter.world.portal.sign_in(counter.customer.admin) or ""

    def send(self, operation: Operation) -> int:
        """Return the status that the operation answers."""
        for _ in range(2):
            answer = self._counter.world.portal.http.request(
                operation.method,
                operation.path,
                headers={
                    **self._counter.world.portal.as_(self._token),
                    "Idempotency-Key": operation.name,
                },
                json=operation.body,
            )
            if answer.status_code != HTTPStatus.UNAUTHORIZED:
                break
            self._token = self._counter.world.portal.sign_in(self._counter.customer.admin) or ""
        return answer.status_code


def company_of(counter: Counter) -> dict[str, Any]:
    """Return what is on file of the customer."""
    world = counter.world
    organisation = world.get("/v1/me", counter.admin).json()["organisation"]["id"]
    path = f"/v1/organisations/{organisation}/company-data"
    company: dict[str, Any] = world.get(path, counter.admin).raise_for_status().json()
    return company


@pytest.mark.req("SE-09", "SE-53", "SE-68", "C9")
def test_an_approved_change_of_master_data_is_made_where_it_is_kept(counter: Counter) -> None:
    ask, admin, staff = counter.ask, counter.admin, counter.staff
    before = company_of(counter)
    new_address = f"belege@{counter.customer.domain}"
    renaming = ask(
        "POST",
        "/v1/master-data-changes",
        admin,
        "renaming",
        kind="renaming",
        values={"name": "Muster Nova GmbH (Demo)"},
    ).json()
    address = ask(
        "POST", "/v1/e-billing-address-requests", admin, "address", email=new_address
    ).json()
    # Others of the same product may have asked as well.
    ours = {renaming["request_id"], address["id"]}
    waiting = [
        change
        for change in counter.world.get("/v1/master-data-changes", staff).json()["items"]
        if change["request_id"] in ours
    ]
    unchanged = company_of(counter)

    for change in waiting:
        path = f"/v1/master-data-changes/{change['id']}/approve"
        ask("POST", path, staff, seen=None).raise_for_status()

    changed = until(
        lambda: (
            company
            if (company := company_of(counter))["values"]["e_billing_address"] == new_address
            and company["values"]["name"] == "Muster Nova GmbH (Demo)"
            else None
        ),
        seconds=30,
        every=0.2,
    )
    assert unchanged == before
    assert {change["request_id"] for change in waiting} == ours
    assert changed["organisation"]["name"] == "Muster Nova GmbH (Demo)"
    until(lambda: counter.mails_about(renaming["request_number"]) == 2, seconds=30, every=0.2)


@pytest.mark.req("SE-09", "SE-53", "C9")
@pytest.mark.timeout(300)
def test_nobody_of_the_customer_writes_master_data_by_any_address_of_the_api(
    world: World,
) -> None:
    # Among the addresses are those that end every session of the administrator.
    counter = a_counter(world)
    before = company_of(counter)
    me = world.get("/v1/me", counter.admin).json()
    mine = f"meine@{counter.customer.domain}"
    known = {
        **dict.fromkeys(("name", "organisation_name", "street", "city", "contact_name"), "Meins"),
        **dict.fromkeys(("email", "contact_email", "e_billing_address"), mine),
        "organisation_id": me["organisation"]["id"],
        "customer_number": counter.customer.number,
        "postal_code": "20457",
        "country": "DE",
        "password": "ein ganz anderes Passwort 7",
    }
    described = world.portal.http.get("/v1/openapi.json").json()
    ids = {"organisation_id": known["organisation_id"]}
    own = Sessions(counter)

    statuses = {
        operation.name: own.send(operation)
        for operation in writing_operations(described, known, ids)
    }

    fresh = world.portal.sign_in(counter.customer.admin)
    after = company_of(replace(counter, admin=fresh or ""))
    assert after == before
    assert statuses["POST /v1/master-data-changes"] in {202, 422}
    assert statuses["PUT /v1/organisations/{organisation_id}/e-billing-address"] == 403
    assert statuses["POST /v1/customers/import"] in {403, 415}
    # Enough of them were understood for the others to mean something.
    assert sum(status not in {400, 415, 422} for status in statuses.values()) > len(statuses) / 2


def wish_of(counter: Counter, wish: dict[str, Any]) -> dict[str, Any]:
    """Return a wish for a package as the customer sees it."""
    listed = counter.ask("GET", "/v1/package-requests", counter.admin).json()["items"]
    found: dict[str, Any] = next(each for each in listed if each["id"] == wish["id"])
    return found


def request_of(counter: Counter, wish: dict[str, Any]) -> dict[str, Any]:
    """Return the request in which the wish is talked about, once it is there."""
    answered_in = until(lambda: wish_of(counter, wish)["answered_in"], seconds=30, every=0.2)
    found: dict[str, Any] = counter.ask(
        "GET", f"/v1/requests/{answered_in['id']}", counter.admin
    ).json()["request"]
    return found


@pytest.mark.req("SE-17", "SE-20", "D3")
def test_a_wish_and_its_request_say_the_same_whoever_works_on_which(counter: Counter) -> None:
    ask, staff = counter.ask, counter.staff
    me = counter.world.get("/v1/me", staff).json()
    wish = ask("POST", "/v1/packages/wiki/requests", counter.admin, intent="book").json()
    request = request_of(counter, wish)
    on_it = f"/v1/requests/{request['id']}"

    def stands(state: str, requests_state: str) -> dict[str, Any] | None:
        now = wish_of(counter, wish)
        both = (now["state"], now["answered_in"]["state"])
        return now if both == (state, requests_state) else None

    ask("PUT", f"{on_it}/assignee", staff, person_id=me["subject"]).raise_for_status()
    ask("PUT", f"{on_it}/state", staff, from_state="waiting_for_vendor",
        to_state="in_progress").raise_for_status()  # fmt: skip
    taken_up = until(lambda: stands("waiting_for_vendor", "in_progress"), seconds=30, every=0.2)
    offer = {"text": "Für alle Kolleginnen und Kollegen.", "valid_through": "2099-12-31"}
    ask("PUT", f"/v1/package-requests/{wish['id']}/offer", staff, **offer).raise_for_status()
    until(lambda: stands("offered", "waiting_for_customer"), seconds=30, every=0.2)
    ask("POST", f"/v1/package-requests/{wish['id']}/accept", counter.admin).raise_for_status()
    until(lambda: stands("booked", "closed"), seconds=30, every=0.2)

    course = ask("GET", f"{on_it}/history", counter.admin).json()["items"]
    assert (wish["state"], request["state"]) == ("waiting_for_vendor", "waiting_for_vendor")
    assert request["due_at"] == wish["due_at"]
    assert taken_up["assignee"] == me["name"]
    assert taken_up["answered_in"]["number"] == request["number"]
    outcomes = [step["details"].get("outcome") for step in course]
    assert [outcome for outcome in outcomes if outcome] == ["offered", "booked"]


def test_a_request_for_a_package_that_is_closed_and_opened_again_takes_the_wish_along(
    counter: Counter,
) -> None:
    ask = counter.ask
    wish = ask("POST", "/v1/packages/academy/requests", counter.admin, intent="trial").json()
    on_it = f"/v1/requests/{request_of(counter, wish)['id']}"

    def state(wanted: str) -> bool:
        return bool(wish_of(counter, wish)["state"] == wanted)

    ask("PUT", f"{on_it}/state", counter.staff, from_state="waiting_for_vendor",
        to_state="closed").raise_for_status()  # fmt: skip
    until(lambda: state("closed"), seconds=30, every=0.2)
    ask("POST", f"{on_it}/comments", counter.admin, "again", body="Doch!").raise_for_status()

    until(lambda: state("waiting_for_vendor"), seconds=30, every=0.2)
