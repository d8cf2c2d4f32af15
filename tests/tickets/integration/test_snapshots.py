"""Contracts, devices, documents and access, attached with one click as they are at that moment."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, ServiceUnavailable
from contracts.tickets import Attached, OpenForCustomer, Request, WantedSnapshot
from tests.tickets.integration.catalog_file import a_device
from tests.tickets.integration.conversation import share, with_person
from tests.tickets.integration.world import World, a_colleague, an_open_request, staff


def attached_to(request: Request) -> Attached:
    assert request.attached is not None
    return request.attached


def test_whatever_one_asks_about_may_be_attached_as_it_is_now_and_stays_so(world: World) -> None:
    customer = a_principal(areas=("post", "devices"), entitlements=("base",))
    contract = world.catalog.has_contract(number="V-1001")
    device = world.catalog.has_device(site="Hamburg")
    document = world.billing_docs.issue(number="RE-4711")
    wanted = (
        WantedSnapshot(kind="contract", id=contract),
        WantedSnapshot(kind="device", id=device),
        WantedSnapshot(kind="device", id=device),
        WantedSnapshot(kind="document", id=document),
        WantedSnapshot(kind="access"),
    )

    opened = world.open(customer, snapshots=wanted)
    world.catalog.devices[device] = a_device(device_id=device, site="Kiel")
    world.catalog.contracts.clear()
    (listed,) = world.page(customer).items

    attached = attached_to(listed)
    assert attached == opened.attached
    kept = attached.contracts["contract-1"]
    assert (kept.id, kept.number, kept.ends_on) == (contract, "V-1001", date(2027, 1, 31))
    assert [(each.name, each.quantity) for each in kept.products] == [("Arbeitsplatz", 3)]
    assert list(attached.devices) == ["device-2"]
    assert (attached.devices["device-2"].site, attached.devices["device-2"].id) == (
        "Hamburg",
        device,
    )
    assert attached.documents["document-3"].number == "RE-4711"
    assert attached.access is not None
    assert attached.access.areas == ("post", "devices")
    assert attached.taken_at == opened.opened_at


@pytest.mark.req("C12")
def test_a_service_call_links_its_device_and_takes_the_number_on_the_plate_too(
    world: World,
) -> None:
    customer = a_principal()
    device = world.catalog.has_device(number="G-4711")

    def call_for(written: str) -> Request:
        fields = {"device": written, "device_state": "stands_still"}
        return world.open(customer, kind="service_call", fields=fields, idempotency_key=written)

    linked, typed = call_for(str(device)), call_for("SN-998877")
    with pytest.raises(InvalidInput) as refused:
        call_for(str(new_id()))

    assert attached_to(linked).devices["device"].number == "G-4711"
    assert (typed.attached, typed.fields["device"]) == (None, "SN-998877")
    assert refused.value.arguments == ("fields.device", "not_there")
    assert linked.department == "field_service"


def test_what_one_does_not_see_is_refused_and_each_is_named(world: World) -> None:
    unseen = (
        WantedSnapshot(kind="contract", id=new_id()),
        WantedSnapshot(kind="device"),
        WantedSnapshot(kind="access", id=new_id()),
    )

    with pytest.raises(InvalidInput) as refused:
        world.open(a_principal(), snapshots=unseen)

    said = refused.value.arguments
    assert dict(zip(said[::2], said[1::2], strict=True)) == {
        "snapshots.0": "not_there",
        "snapshots.1.id": "missing",
        "snapshots.2.id": "not_asked",
    }
    assert world.notices() == []


def test_the_same_key_with_another_snapshot_is_another_request(world: World) -> None:
    customer = a_principal()
    wanted = (WantedSnapshot(kind="contract", id=world.catalog.has_contract()),)
    first = world.open(customer, snapshots=wanted)
    world.catalog.contracts.clear()

    again = world.open(customer, snapshots=wanted)
    with pytest.raises(InvalidInput) as refused:
        world.open(customer)

    assert again == first
    assert refused.value.arguments == ("idempotency_key", "used_for_another_request")


def test_an_agent_attaches_what_is_the_customers_and_nobody_elses(world: World) -> None:
    customer, agent = a_principal(), staff()
    world.identity.colleagues.append(customer)
    own = world.catalog.has_contract(customer_id=customer.organisation_id)
    foreign = world.catalog.has_device()

    def take_down(*wanted: WantedSnapshot) -> Request:
        assert customer.organisation_id is not None
        return world.by(agent).open_for_customer(
            agent,
            OpenForCustomer(
                organisation_id=customer.organisation_id,
                person_id=customer.subject,
                channel="phone",
                request=an_open_request(snapshots=wanted),
            ),
        )

    def refusal_of(kind: str, thing: UUID | None) -> tuple[str, ...]:
        with pytest.raises(InvalidInput) as refused:
            take_down(msgspec.convert({"kind": kind, "id": thing}, WantedSnapshot))
        return refused.value.arguments

    assert refusal_of("device", foreign) == ("snapshots.0", "not_there")
    assert refusal_of("access", None) == ("snapshots.0", "not_possible")
    taken = take_down(WantedSnapshot(kind="contract", id=own))
    assert list(attached_to(taken).contracts) == ["contract-1"]


def test_while_catalog_is_away_nothing_is_opened_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ServiceUnavailable("catalog")

    customer = a_principal()
    contract = world.catalog.has_contract()
    monkeypatch.setattr(world.catalog, "call", away)

    with pytest.raises(ServiceUnavailable):
        world.open(customer, snapshots=(WantedSnapshot(kind="contract", id=contract),))

    assert world.page(customer).items == ()


def test_a_colleague_is_told_of_what_was_attached_as_far_as_he_sees_such_things(
    world: World,
) -> None:
    customer = a_principal(role="admin", organisation_kind="customer")
    admin, member = a_colleague(customer, role="admin"), a_colleague(customer, role="member")
    world.identity.colleagues = [customer, admin, member]
    wanted = (WantedSnapshot(kind="contract", id=world.catalog.has_contract()),)
    request = world.open(customer, snapshots=wanted)

    for colleague in (admin, member):
        share(world, customer, request, with_person(colleague))

    assert world.detail(admin, request).attached == request.attached
    assert world.detail(member, request).attached is None
