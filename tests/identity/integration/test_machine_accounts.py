"""Accounts of an organisation's own systems: made, shown once, read only, and revoked for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.entrypoints import Incoming
from chassis.entrypoints.admission import Admission
from chassis.ids import new_id
from contracts.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    WireError,
)
from contracts.machine_accounts import (
    MOST_MACHINE_ACCOUNTS,
    READ_EVENTS,
    CreateMachineAccount,
    MachineAccountRevoked,
    MachineAccountWithToken,
)
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from contracts.webhooks import WEBHOOK_DISABLED, WebhookDisabled
from identity.store.tables import TENANT_TABLES
from tests.identity.integration.bookings import told
from tests.identity.integration.seats import a_seat, an_organisation
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


@pytest.fixture
def company(world: World) -> UUID:
    return an_organisation(world).id


@pytest.fixture
def admin(world: World, company: UUID) -> Principal:
    return a_seat(world, company, "admin").principal(world)


def connect(
    world: World, admin: Principal, name: str = "DMS", **wanted: Any
) -> MachineAccountWithToken:
    request = CreateMachineAccount(**{"name": name, "areas": ("documents",), **wanted})
    return world.service.create_machine_account(admin, request)


def reader(world: World, made: MachineAccountWithToken) -> Principal:
    return world.verify(world.service.authenticate(made.token))


def test_its_token_signs_in_a_reader_with_the_areas_of_a_person(
    world: World, admin: Principal, company: UUID
) -> None:
    made = connect(world, admin, areas=("orders", "documents"), document_types=("letter",))
    whole = connect(world, admin, "ERP")

    principal = reader(world, made)

    assert (principal.kind, principal.subject) == ("system", made.account.id)
    assert principal.organisation_id == company
    assert principal.areas == ("post", "consumables")
    assert principal.document_types == ("letter",)
    assert principal.scopes == (READ_EVENTS,)
    assert principal.reads_only
    assert reader(world, whole).document_types == (EVERY_DOCUMENT_TYPE,)


def test_a_reader_is_let_into_nothing_that_changes_anything(world: World, admin: Principal) -> None:
    principal = reader(world, connect(world, admin))

    Admission(reads=True).require(principal)
    for changing in (Admission(), Admission(even_barred=True), Admission(even_in_support=True)):
        with pytest.raises(NotPermitted) as refused:
            changing.require(principal)
        assert refused.value.arguments == ("reads_only",)


def test_the_token_is_shown_once_and_kept_nowhere(world: World, admin: Principal) -> None:
    made = connect(world, admin)

    listed = world.service.list_machine_accounts(admin)

    assert [each.name for each in listed.items] == ["DMS"]
    with world.database.transaction(every_organisation=True) as session:
        dumped = [
            str(session.connection().exec_driver_sql(f"SELECT * FROM {table}").fetchall())  # noqa: S608 - our own names
            for table in (*TENANT_TABLES, "outbox", "audit_entry")
        ]
    assert made.token not in "".join(dumped)


def test_making_and_revoking_are_told_and_on_record(world: World, admin: Principal) -> None:
    made = connect(world, admin)
    for _ in range(2):
        world.service.revoke_machine_account(admin, made.account.id)

    told_of = world.announced("machine_account_changed")
    actions = [entry.action for entry in world.service.list_audit(admin).items]

    assert [(each["version"], each["revoked_at"] is None) for each in told_of] == [
        (1, True),
        (2, False),
    ]
    assert actions[:2] == ["machine_account.revoked", "machine_account.created"]
    (ended,) = world.announced("access_ended")
    assert ended["session_ids"] == [str(made.account.id)]


def test_a_revoked_account_is_gone_and_an_unknown_token_is_nobodys(
    world: World, admin: Principal
) -> None:
    made = connect(world, admin)
    revoked = world.service.revoke_machine_account(admin, made.account.id)

    assert revoked.revoked_at is not None
    with pytest.raises(MachineAccountRevoked):
        world.service.authenticate(made.token)
    with pytest.raises(MachineAccountRevoked):
        world.service.renew_machine_token(admin, made.account.id)
    with pytest.raises(NotSignedIn):
        world.service.authenticate("km_unknown")


def test_with_a_new_token_the_one_before_opens_nothing(world: World, admin: Principal) -> None:
    made = connect(world, admin)

    renewed = world.service.renew_machine_token(admin, made.account.id)

    assert reader(world, renewed).subject == made.account.id
    with pytest.raises(NotSignedIn):
        world.service.authenticate(made.token)


def test_a_name_is_taken_until_its_account_is_revoked(world: World, admin: Principal) -> None:
    outcomes = at_once(*[lambda: outcome_of(world, admin)] * 2)
    (first,) = [each for each in outcomes if isinstance(each, MachineAccountWithToken)]

    with pytest.raises(AlreadyExists):
        connect(world, admin, "dms")
    world.service.revoke_machine_account(admin, first.account.id)

    assert connect(world, admin, "dms").account.name == "dms"


def outcome_of(world: World, admin: Principal) -> MachineAccountWithToken | WireError:
    try:
        return connect(world, admin)
    except WireError as error:
        return error


def test_what_cannot_be_is_refused(world: World, admin: Principal) -> None:
    partner = an_organisation(world, "partner").id
    of_partner = a_seat(world, partner, "admin").principal(world)

    for who, wanted in (
        (admin, {"areas": ("orders",), "document_types": ("letter",)}),
        (of_partner, {"areas": ("contracts",)}),
        (admin, {"name": "  "}),
    ):
        with pytest.raises(InvalidInput):
            connect(world, who, **wanted)
    for number in range(MOST_MACHINE_ACCOUNTS):
        connect(world, admin, f"System {number}")
    with pytest.raises(InvalidInput):
        connect(world, admin, "one more")


def test_only_administrators_of_the_organisation_connect_systems(
    world: World, admin: Principal, company: UUID
) -> None:
    member = a_seat(world, company).principal(world)
    stranger = a_seat(world, an_organisation(world).id, "admin").principal(world)
    made = connect(world, admin)
    machine = reader(world, made)

    for who in (member, machine, world.staff(role="member")):
        with pytest.raises(NotPermitted):
            connect(world, who)
        with pytest.raises(NotPermitted):
            world.service.revoke_machine_account(who, made.account.id)
    for act in (world.service.revoke_machine_account, world.service.renew_machine_token):
        with pytest.raises(NotFound):
            act(stranger, made.account.id)
    assert world.service.list_machine_accounts(stranger).items == ()


def test_when_the_contract_ends_it_is_barred_as_people_are_and_that_is_told(
    world: World, admin: Principal, company: UUID
) -> None:
    made = connect(world, admin)

    world.service.note_coverage(told(company, ends_on=world.clock.today()))

    latest = world.announced("machine_account_changed")[-1]
    assert (latest["version"], latest["access_until"] is not None) == (2, True)
    world.clock.move(timedelta(days=400))
    assert reader(world, made).barred_by == "contract_ended"


def test_the_day_of_the_last_use_is_noted(world: World, admin: Principal) -> None:
    made = connect(world, admin)
    reader(world, made)

    (listed,) = world.service.list_machine_accounts(admin).items

    assert (made.account.last_used_on, listed.last_used_on) == (None, world.clock.today())


def test_every_administrator_is_mailed_once_when_events_reach_a_system_no_more(
    world: World, company: UUID
) -> None:
    for role in ("admin", "admin", "member"):
        a_seat(world, company, role)
    now = world.clock.now()
    disabled = WebhookDisabled(
        organisation_id=company,
        account_id=new_id(),
        account_name="DMS",
        host="dms.muster.example",
        because="long_failure",
        failing_since=now,
        at=now,
    )
    event = Incoming(
        id="1",
        source="notifications",
        type=WEBHOOK_DISABLED,
        time=None,
        body_sha256="0" * 64,
        data=disabled,
    )
    for _ in range(2):
        world.service.tell_webhook_disabled(event)

    notices = world.announced("notice_requested")
    mailed = [each for each in notices if each["kind"] == "webhook_disabled"]
    assert len({each["idempotency_key"] for each in mailed}) == 2
    assert {each["parameters"]["account_name"] for each in mailed} == {"DMS"}
