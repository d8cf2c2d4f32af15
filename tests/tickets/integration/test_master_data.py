"""Master data are asked to be changed, decided by the vendor, and changed in no other way."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import (
    ChangedMeanwhile,
    InvalidInput,
    MasterDataChangeWaiting,
    NotFound,
    NotPermitted,
    ServiceUnavailable,
    WireError,
)
from contracts.master_data import MasterData
from contracts.master_data_changes import MasterDataChange, MasterDataChangeQuery
from contracts.principal import Principal
from contracts.tickets import OpenRequest
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course
from tests.tickets.integration.desk import close, merge
from tests.tickets.integration.master_data import (
    NEW_ADDRESS,
    a_wish,
    an_admin,
    approve,
    ask_for,
    in_days,
    look_at,
    refuse,
)
from tests.tickets.integration.world import World, a_colleague, address_of, name_of, staff


@pytest.fixture
def admin() -> Principal:
    return an_admin()


@pytest.fixture
def move(world: World, admin: Principal) -> MasterDataChange:
    return ask_for(world, admin, "move", **NEW_ADDRESS)


def outcome(call: Any) -> str:
    try:
        return str(call().state)
    except WireError as refused:
        return refused.code


@pytest.mark.req("SE-09", "SE-67", "SE-68", "SE-53", "C9")
@pytest.mark.parametrize(
    ("kind", "values", "old"),
    [
        ("renaming", {"name": "Muster Nova GmbH"}, {"name": "Musterfabrik GmbH (Demo)"}),
        (
            "move",
            NEW_ADDRESS,
            {
                "street": "Musterstraße 1",
                "postal_code": "10115",
                "city": "Berlin",
                "country": "DE",
            },
        ),
        (
            "contact_change",
            {"contact_name": "Kara Neu", "contact_email": "kara@muster.example"},
            {"contact_name": "Erika Muster", "contact_email": "erika@muster.example"},
        ),
        (
            "e_billing_address",
            {"e_billing_address": "belege@muster.example"},
            {"e_billing_address": "rechnung@muster.example"},
        ),
    ],
)
def test_each_kind_waits_with_what_was_on_file_and_what_is_to_be(
    world: World, admin: Principal, kind: Any, values: dict[str, str], old: dict[str, str]
) -> None:
    change = ask_for(world, admin, kind, note="Siehe Handelsregister.", **values)

    request = world.service.get_request(admin, change.request_id).request
    assert (change.state, change.old, change.new) == (
        "waiting_for_vendor",
        MasterData(**old),
        MasterData(**values),
    )
    assert (request.department, request.description) == (
        "data_management",
        "Siehe Handelsregister.",
    )
    assert request.due_at is not None
    assert world.told("masterdata.changed.v1") == world.told("master_data_in_force") == []
    assert [notice.kind for notice in world.notices()] == ["request_opened"]


@pytest.mark.req("SE-68", "C9")
def test_an_approved_change_is_told_to_the_erp_and_to_whoever_owns_the_data_once(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    agent = staff()

    approved = approve(world, agent, move)
    again = approve(world, staff(), move)

    (told,) = world.told("masterdata.changed.v1")
    (in_force,) = world.told("master_data_in_force")
    assert again == approved
    assert approved.state == "approved"
    assert approved.decided_by is not None
    assert approved.decided_by.name == name_of(agent)
    assert told["data"]["old"]["city"] == "Berlin"
    assert told["data"]["new"] == NEW_ADDRESS
    assert (told["data"]["customer_number"], told["data"]["kind"]) == ("10001", "move")
    assert in_force["new"] == NEW_ADDRESS
    assert world.service.get_request(admin, move.request_id).request.state == "closed"
    (mail,) = [notice for notice in world.notices() if notice.kind == "master_data_approved"]
    assert (mail.recipient, mail.parameters["kind"]) == (address_of(admin), "Umzug")
    assert mail.parameters["effective_on"] == ""


def test_a_refused_change_says_why_and_changes_nothing(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    refused = refuse(world, staff(), move)
    again = refuse(world, staff(), move, "Anders begründet.")

    assert refused == again
    assert (refused.state, refused.reason) == ("refused", "Es fehlt ein Nachweis.")
    assert world.told("masterdata.changed.v1") == world.told("master_data_in_force") == []
    (mail,) = [notice for notice in world.notices() if notice.kind == "master_data_refused"]
    assert mail.parameters["reason"] == "Es fehlt ein Nachweis."
    assert [entry.change for entry in course(world, admin, request_of(world, admin, move))][-2] == (
        "master_data_refused"
    )
    assert ask_for(world, admin, "move", **NEW_ADDRESS).id != move.id


def request_of(world: World, caller: Principal, change: MasterDataChange) -> Any:
    return world.service.get_request(caller, change.request_id).request


@pytest.mark.req("C9")
def test_what_was_changed_meanwhile_is_shown_and_must_be_confirmed(
    world: World, move: MasterDataChange
) -> None:
    agent = staff()
    before = look_at(world, agent, move)
    world.identity.company_data.values = MasterData(
        street="Zwischenweg 2", postal_code="10117", city="Berlin", country="DE"
    )

    with pytest.raises(ChangedMeanwhile) as refused:
        approve(world, agent, move)
    with pytest.raises(ChangedMeanwhile):
        approve(world, agent, move, before.seen)
    shown = look_at(world, agent, move)
    approved = approve(world, agent, move, shown.seen)

    assert (before.is_changed_meanwhile, shown.is_changed_meanwhile) == (False, True)
    assert refused.value.arguments[0] == "current"
    assert shown.current is not None
    assert (shown.current.street, shown.change.old.street) == ("Zwischenweg 2", "Musterstraße 1")
    assert approved.state == "approved"


def test_a_change_for_a_later_day_comes_into_force_on_that_day_once(
    world: World, admin: Principal
) -> None:
    later = in_days(world, 2)
    change = ask_for(world, admin, "move", effective_on=later, **NEW_ADDRESS)

    approved = approve(world, staff(), change)
    world.service.apply_due_changes()
    too_early = world.told("master_data_in_force")
    world.clock.move(timedelta(days=2))
    at_once(*[world.service.apply_due_changes] * 3)

    (told,) = world.told("masterdata.changed.v1")
    assert told["data"]["effective_on"] == later.isoformat()
    assert approved.applied_at is None
    assert too_early == []
    assert len(world.told("master_data_in_force")) == 1
    assert look_at(world, admin, change).change.applied_at == world.clock.now()
    (mail,) = [notice for notice in world.notices() if notice.kind == "master_data_approved"]
    assert mail.parameters["effective_on"] == later.isoformat()


def test_of_all_who_decide_at_once_one_wins(world: World, move: MasterDataChange) -> None:
    agent = staff()
    approvals = [partial(outcome, partial(approve, world, agent, move)) for _ in range(3)]
    refusals = [partial(outcome, partial(refuse, world, agent, move)) for _ in range(3)]

    outcomes = at_once(*approvals, *refusals)

    decided = look_at(world, agent, move).change.state
    assert decided in {"approved", "refused"}
    assert sorted(outcomes) == sorted([decided] * 3 + ["changed_meanwhile"] * 3)
    assert len(world.told("masterdata.changed.v1")) == (1 if decided == "approved" else 0)
    assert len([notice for notice in world.notices() if "master_data" in notice.kind]) == 1


def test_the_same_key_is_the_same_change_and_a_second_wish_must_wait(
    world: World, admin: Principal
) -> None:
    wish = a_wish("renaming", name="Muster Nova GmbH", idempotency_key="form-1")
    ask = partial(world.by(admin).request_master_data_change, admin)

    first, *others = at_once(*[partial(ask, wish)] * 4)
    with pytest.raises(MasterDataChangeWaiting):
        ask(a_wish("renaming", name="Anders GmbH"))
    with pytest.raises(InvalidInput) as reused:
        ask(a_wish("renaming", name="Anders GmbH", idempotency_key="form-1"))

    assert {each.id for each in others} == {first.id}
    assert reused.value.arguments == ("idempotency_key", "used_for_another_request")
    assert len(world.page(admin).items) == 1
    assert ask_for(world, admin, "move", **NEW_ADDRESS).id != first.id


def test_an_administrator_takes_a_wish_back_also_a_colleagues_and_not_once_it_is_decided(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    colleague = a_colleague(admin, role="admin")
    withdraw = partial(world.by(colleague).withdraw_master_data_change, colleague)

    withdrawn = withdraw(move.id)
    again = withdraw(move.id)
    with pytest.raises(ChangedMeanwhile):
        approve(world, staff(), move)
    second = ask_for(world, admin, "move", **NEW_ADDRESS)
    approve(world, staff(), second)
    with pytest.raises(ChangedMeanwhile):
        withdraw(second.id)

    assert withdrawn == again
    assert withdrawn.state == "withdrawn"


@pytest.mark.req("SE-09")
def test_only_administrators_ask_and_only_the_vendors_people_decide(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    member = a_colleague(admin, role="member")
    refused = [
        outcome(partial(ask_for, world, member, "renaming", name="Neu")),
        outcome(partial(ask_for, world, staff(role="admin"), "renaming", name="Neu")),
        outcome(partial(look_at, world, member, move)),
        outcome(partial(approve, world, admin, move)),
        outcome(partial(refuse, world, admin, move)),
    ]

    stranger = an_admin()
    with pytest.raises(NotFound):
        look_at(world, stranger, move)
    with pytest.raises(NotFound):
        world.by(stranger).withdraw_master_data_change(stranger, move.id)
    with pytest.raises(NotPermitted):
        world.service.list_master_data_changes(member, MasterDataChangeQuery())

    assert refused == ["not_permitted"] * 5
    assert look_at(world, admin, move).change.state == "waiting_for_vendor"


def test_changes_are_listed_to_their_own_and_to_the_vendors_people(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    renaming = ask_for(world, admin, "renaming", name="Muster Nova GmbH")
    foreign = ask_for(world, an_admin(), "move", **NEW_ADDRESS)
    listed = world.service.list_master_data_changes

    own = listed(a_colleague(admin, role="admin"), MasterDataChangeQuery())
    first = listed(staff(), MasterDataChangeQuery(limit=2))
    rest = listed(staff(), MasterDataChangeQuery(limit=2, cursor=first.next_cursor))
    narrowed = listed(staff(), MasterDataChangeQuery(organisation_id=admin.organisation_id))
    with pytest.raises(NotFound):
        listed(admin, MasterDataChangeQuery(organisation_id=foreign.organisation_id))

    ids = [each.id for each in (*first.items, *rest.items)]
    assert [each.id for each in own.items] == [renaming.id, move.id]
    assert ids == [foreign.id, renaming.id, move.id]
    assert [each.id for each in narrowed.items] == [renaming.id, move.id]


def test_a_request_is_not_closed_past_its_waiting_change(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    agent, other = staff(), world.open(admin)
    request = request_of(world, admin, move)

    with pytest.raises(InvalidInput) as closing:
        close(world, agent, request)
    with pytest.raises(InvalidInput):
        merge(world, agent, request, other)
    refuse(world, agent, move)

    assert closing.value.arguments == ("to_state", "decide_master_data_first")
    assert request_of(world, admin, move).state == "closed"


def test_a_change_is_opened_in_no_other_way(world: World, admin: Principal) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.by(admin).open_request(
            admin,
            OpenRequest(
                kind="company_renaming", title="Neu", description="Neu", idempotency_key="1"
            ),
        )

    assert refused.value.arguments == ("kind", "not_offered")


def test_nothing_is_taken_down_while_what_is_on_file_cannot_be_read(
    world: World, admin: Principal, move: MasterDataChange
) -> None:
    world.identity.is_away = True

    with pytest.raises(ServiceUnavailable):
        ask_for(world, admin, "renaming", name="Neu")
    with pytest.raises(ServiceUnavailable):
        approve(world, staff(), move)

    world.identity.is_away = False
    assert look_at(world, admin, move).change.state == "waiting_for_vendor"
    assert ask_for(world, admin, "renaming", name="Neu").state == "waiting_for_vendor"


def test_what_is_on_file_already_is_no_change(world: World, admin: Principal) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask_for(world, admin, "renaming", name=" Musterfabrik  GmbH (Demo) ")

    assert refused.value.arguments == ("values", "unchanged")


def test_a_partner_asks_as_a_customer_does(world: World) -> None:
    partner = a_principal(role="admin", organisation_kind="partner")

    assert ask_for(world, partner, "renaming", name="Neu").state == "waiting_for_vendor"
