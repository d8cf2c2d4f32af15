"""Exactly one address per customer is told, and only vendor administration names it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.events import MasterDataInForce
from contracts.master_data import MasterData
from contracts.principal import Principal
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import E_BILLING, World
from tests.waiting import until


@pytest.fixture
def staff() -> Principal:
    """Return one of the vendor's people."""
    return a_principal(organisation_kind="vendor")


def name_address(world: World, caller: Principal, email: Any) -> dict[str, Any]:
    request = {"organisation_id": str(world.organisation_id), "email": email}
    return world.call("set_e_billing_address", caller, request=request)


def address(world: World, caller: Principal | None = None) -> str | None:
    asked = {"organisation_id": str(world.organisation_id)}
    answer = world.call("get_e_billing_address", caller or world.admin(), **asked)
    assert answer["error"] is None, answer
    email: str | None = answer["result"]["email"]
    return email


@pytest.mark.req("SE-52", "SE-53", "SE-54")
@pytest.mark.parametrize(
    "email", ["buchhaltung@musterkunde.example", "rechnungen-pool@xn--mller-kva.example"]
)
def test_vendor_administration_names_one_address_also_a_shared_mailbox(
    world: World, staff: Principal, email: str
) -> None:
    answer = name_address(world, staff, email)

    assert answer["error"] is None
    assert address(world) == address(world, staff) == answer["result"]["email"]
    assert world.count("e_billing_address", f"organisation_id = '{world.organisation_id}'") == 1
    world.publish(plain_pdf())
    world.wait_listed()
    ((_, notice),) = world.notices_heard()
    assert notice.recipient == answer["result"]["email"]


@pytest.mark.req("SE-52")
@pytest.mark.parametrize(
    "email",
    [
        ["a@musterkunde.example"],
        ["a@musterkunde.example", "b@musterkunde.example"],
        "a@musterkunde.example, b@musterkunde.example",
        "a@musterkunde.example;b@musterkunde.example",
        "a@musterkunde.example b@musterkunde.example",
        "a@musterkunde.example\nBcc: b@musterkunde.example",
        "Musterkunde <a@musterkunde.example>",
        "musterkunde.example",
        "a@",
        "",
        None,
        f"{'a' * 64}@{'b' * 250}.example",
    ],
)
def test_a_second_a_list_or_no_address_is_refused(
    world: World, staff: Principal, email: Any
) -> None:
    answer = name_address(world, staff, email)

    assert answer["error"]["exc_type"] == "InvalidInput"
    assert answer["error"]["exc_args"][0] == "request.email"
    assert address(world) == E_BILLING


@pytest.mark.req("SE-53")
@pytest.mark.parametrize("role", ["admin", "member", "documents"])
def test_no_customer_writes_it_whatever_his_role(world: World, role: str) -> None:
    answer = name_address(world, world.admin(role=role), "mine@musterkunde.example")

    assert answer["error"]["exc_type"] == "NotPermitted"
    assert address(world) == E_BILLING


@pytest.mark.req("SE-53")
def test_a_machine_of_the_vendor_writes_it_neither(world: World) -> None:
    machine = a_principal(organisation_kind="vendor", kind="system", scopes=("documents.publish",))

    answer = name_address(world, machine, "mine@musterkunde.example")

    assert answer["error"]["exc_type"] == "NotPermitted"


@pytest.mark.parametrize("role", ["member", "documents"])
def test_the_address_is_shown_to_admins_and_staff_alone(world: World, role: str) -> None:
    asked = {"organisation_id": str(world.organisation_id)}

    member = world.call("get_e_billing_address", world.admin(role=role), **asked)
    stranger = world.call("get_e_billing_address", world.admin(organisation_id=new_id()), **asked)

    assert member["error"]["exc_type"] == "NotPermitted"
    assert stranger["error"]["exc_type"] == "NotFound"


def test_an_organisation_that_is_no_customer_has_none(world: World, staff: Principal) -> None:
    request = {"organisation_id": str(new_id()), "email": "a@musterkunde.example"}

    answer = world.call("set_e_billing_address", staff, request=request)

    assert answer["error"]["exc_type"] == "NotFound"


@pytest.mark.req("SE-53")
def test_who_named_the_address_is_in_the_audit_trail(world: World, staff: Principal) -> None:
    name_address(world, staff, "buchhaltung@musterkunde.example")

    chain = f"chain = '{world.organisation_id}' AND action = 'e_billing_address.named'"
    assert world.count("audit_entry", f"{chain} AND actor = 'person:{staff.subject}'") == 1
    assert world.count("audit_entry", f"{chain} AND actor = 'system:master_data'") == 1
    assert world.count("audit_entry", f"{chain} AND details::text LIKE '%@%'") == 0


@pytest.mark.req("SE-53")
def test_master_data_names_the_first_address_and_none_after(world: World, staff: Principal) -> None:
    name_address(world, staff, "buchhaltung@musterkunde.example")

    world.introduce_customer(e_billing_address="neu@musterkunde.example", version=2)

    assert address(world) == "buchhaltung@musterkunde.example"


def test_the_others_hear_of_each_new_address_and_never_read_it(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address="Erste@musterkunde.example")
    desk.remember(customer, version=2, e_billing_address="zweite@musterkunde.example")

    desk.name_e_billing_address(customer, "zweite@musterkunde.example")

    told = desk.told("e_billing_address_named")
    assert [event["recipient_sha256"] for event in told] == [
        hashlib.sha256(address).hexdigest()
        for address in (b"erste@musterkunde.example", b"zweite@musterkunde.example")
    ]
    assert {event["organisation_id"] for event in told} == {str(customer)}


def test_an_older_version_of_the_customer_changes_nothing(desk: Desk) -> None:
    customer = desk.new_customer(e_billing_address=None)
    desk.remember(customer, version=5, name="Musterkunde SE (Demo)")

    desk.remember(customer, version=4, name="Musterkunde AG (Demo)")
    desk.remember(customer, version=5, name="Musterkunde GmbH (Demo)")

    desk.remember(customer, version=5, e_billing_address=E_BILLING)
    desk.receive(desk.event(plain_pdf(), customer))
    (notice,) = desk.told("notice_requested")
    assert notice["parameters"]["organisation_name"] == "Musterkunde SE (Demo)"


@pytest.mark.req("SE-30")
def test_a_document_without_an_address_is_told_to_nobody_and_listed_for_staff(
    world: World, staff: Principal
) -> None:
    newcomer = world.introduce_customer("20010", organisation_id=new_id(), e_billing_address=None)
    early = world.publish(plain_pdf("L-EARLY"), "L-EARLY", customer_number="20010")
    world.heard("document.archived.v1", early)

    request = {"organisation_id": str(newcomer), "email": "spaet@musterkunde.example"}
    world.call("set_e_billing_address", staff, request=request)
    late = world.publish(plain_pdf("L-LATE"), "L-LATE", customer_number="20010")
    world.heard("document.archived.v1", late)

    assert without_notice(world, staff, newcomer) == ["L-EARLY"]
    until(lambda: world.count("outbox") == 0)
    world.organisation_id = newcomer
    ((_, notice),) = world.notices_heard()
    assert notice.parameters["number"] == "L-LATE"


def without_notice(world: World, staff: Principal, organisation_id: UUID) -> list[str]:
    query = {"organisation_id": str(organisation_id)}
    answer = world.call("list_without_notice", staff, query=query)
    assert answer["error"] is None, answer
    return [item["number"] for item in answer["result"]["items"]]


def test_staff_page_through_who_was_not_told_of_every_customer(desk: Desk) -> None:
    customers = [desk.new_customer() for _ in range(2)]
    for number in range(5):
        desk.add(customers[number % 2], f"L-{number}", notice_requested_at=None)
    desk.add(customers[0], "L-TOLD")

    pages = desk.pages_without_notice(limit=2)

    assert pages == [["L-4", "L-3"], ["L-2", "L-1"], ["L-0"]]
    assert desk.pages_without_notice(limit=3, organisation_id=customers[1]) == [["L-3", "L-1"]]


def approve_address(world: World, email: str, at: datetime) -> bytes:
    """Tell as tickets does that the vendor's people have approved an address; return the word."""
    change = MasterDataInForce(
        change_id=new_id(),
        organisation_id=world.organisation_id,
        kind="e_billing_address",
        new=MasterData(e_billing_address=email),
        approved_by=new_id(),
        at=at,
    )
    word = msgspec.json.encode(change)
    tell(world, word)
    return word


def tell(world: World, word: bytes) -> None:
    world.bus.publish(
        word,
        exchange="tickets.events",
        routing_key="master_data_in_force",
        message_id=str(new_id()),
    )


@pytest.mark.req("SE-53", "C9")
def test_an_approved_wish_names_the_address_once_and_never_an_older_one(world: World) -> None:
    now = datetime.now(UTC)
    chain = f"chain = '{world.organisation_id}' AND action = 'e_billing_address.named'"
    before = world.count("audit_entry", chain)

    word = approve_address(world, "belege@musterkunde.example", now + timedelta(seconds=2))
    until(lambda: address(world) == "belege@musterkunde.example")
    tell(world, word)
    approve_address(world, "zu-spaet@musterkunde.example", now + timedelta(seconds=1))
    approve_address(world, "zuletzt@musterkunde.example", now + timedelta(seconds=3))
    until(lambda: address(world) == "zuletzt@musterkunde.example")

    assert world.count("audit_entry", chain) == before + 2
