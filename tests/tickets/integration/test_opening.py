"""Opening requests: once, whole, and by whoever belongs to an organisation."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from chassis.testing import a_principal
from contracts.errors import InvalidInput, NoMembership, NotPermitted, ServiceUnavailable
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.tickets.integration.world import World, a_colleague, address_of, name_of


@pytest.fixture
def customer() -> Principal:
    return a_principal()


def test_an_opened_request_waits_for_the_vendor_and_is_in_the_audit_trail(
    world: World, customer: Principal
) -> None:
    request = world.open(customer)

    assert request.state == "waiting_for_vendor"
    assert request.opened_at == world.clock.now()
    assert request.number >= 1001
    assert request.requester is not None
    assert request.requester.name == name_of(customer)
    assert world.audit_actions(customer.organisation_id) == ["request.opened"]


@pytest.mark.req("FD-12")
def test_whoever_asked_is_told_by_mail_in_his_language(world: World) -> None:
    english = a_principal(language="en")

    request = world.open(english)

    (notice,) = world.notices()
    assert (notice.kind, notice.recipient) == ("request_opened", address_of(english))
    assert notice.language == "en"
    assert notice.parameters == {
        "number": str(request.number),
        "title": request.title,
        "kind": "Technical problem",
    }


@pytest.mark.req("FD-12", "C2", "H10")
def test_the_same_key_with_the_same_words_is_the_same_request(
    world: World, customer: Principal
) -> None:
    first = world.open(customer)
    second = world.open(customer)

    assert first == second
    assert len(world.page(customer).items) == 1
    assert world.audit_actions(customer.organisation_id) == ["request.opened"]
    assert len(world.notices()) == 1


@pytest.mark.req("FD-12", "C2", "S13")
def test_the_same_key_from_many_hands_at_once_is_one_request(
    world: World, customer: Principal
) -> None:
    opened = at_once(*[partial(world.open, customer) for _ in range(8)])

    assert len({request.id for request in opened}) == 1
    assert len({request.number for request in opened}) == 1
    assert len(world.page(customer).items) == 1
    assert world.audit_actions(customer.organisation_id) == ["request.opened"]
    assert len(world.notices()) == 1


@pytest.mark.req("S13", "H10")
@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"description": "Another"},
        {"kind": "other_technical_matter"},
        {"fields": {"since": "2026-03-01"}},
    ],
    ids=str,
)
def test_the_same_key_with_other_words_is_refused(
    world: World, customer: Principal, change: dict[str, Any]
) -> None:
    world.open(customer)

    with pytest.raises(InvalidInput) as refusal:
        world.open(customer, **change)

    assert refusal.value.arguments == ("idempotency_key", "used_for_another_request")
    assert len(world.page(customer).items) == 1


def test_a_request_from_before_digests_is_known_by_its_words(
    world: World, customer: Principal
) -> None:
    first = world.open(customer)
    with world.database.transaction(organisation_id=customer.organisation_id) as session:
        session.execute(text("UPDATE request SET content_sha256 = NULL"))

    second = world.open(customer)

    assert second == first
    with pytest.raises(InvalidInput):
        world.open(customer, title="Another")


@pytest.mark.req("S13")
def test_a_key_of_somebody_else_is_another_key(world: World, customer: Principal) -> None:
    requests = [
        world.open(customer),
        world.open(a_colleague(customer), title="From a colleague"),
        world.open(a_principal(), title="From a stranger"),
    ]

    assert len({request.id for request in requests}) == 3


@pytest.mark.parametrize("field", ["title", "description", "idempotency_key"])
@pytest.mark.parametrize(
    ("words", "reason"),
    [("  \n", "empty"), ("a\0b", "unreadable_character"), ("a\x1bb", "control_characters")],
)
def test_words_that_say_nothing_are_refused(
    world: World, customer: Principal, field: str, words: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        world.open(customer, **{field: words})

    assert refusal.value.arguments == (field, reason)


def test_blanks_around_the_words_do_not_matter(world: World, customer: Principal) -> None:
    first = world.open(customer, title="Drucker im Lager")

    second = world.open(customer, title="  Drucker im\nLager\n")

    assert second == first
    assert first.title == "Drucker im Lager"


@pytest.mark.req("KM-06")
def test_a_fresh_member_for_whom_nothing_was_unlocked_opens_a_service_call(world: World) -> None:
    member = a_principal(role="member", areas=())

    request = world.open(
        member, kind="service_call", fields={"device": "SN-4711", "device_state": "stands_still"}
    )

    assert world.page(member).items == (request,)
    assert request.department == "field_service"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"role": "documents", "areas": ("post",)}, "role_sees_documents_only"),
        ({"kind": "system", "role": None}, "session"),
    ],
)
def test_an_account_for_documents_and_a_machine_open_nothing(
    world: World, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotPermitted) as refused:
        world.open(a_principal(**changes))

    assert refused.value.arguments == (reason,)


def test_somebody_without_an_organisation_opens_nothing(world: World) -> None:
    with pytest.raises(NoMembership):
        world.open(a_principal(organisation_id=None, organisation_kind=None))


def test_nothing_is_half_opened_while_nobody_says_who_asks(
    world: World, customer: Principal
) -> None:
    world.identity.is_away = True

    with pytest.raises(ServiceUnavailable):
        world.open(customer)

    assert world.page(customer).items == ()
    assert world.notices() == []


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("kind", "fk_request_kind_type_version"),
        ("state", "ck_request_state"),
        ("channel", "ck_request_channel"),
        ("priority", "ck_request_priority"),
        ("department", "fk_request_department"),
    ],
)
def test_the_database_knows_what_may_stand_in_a_column(
    world: World, customer: Principal, column: str, constraint: str
) -> None:
    world.open(customer)

    with (
        pytest.raises(IntegrityError, match=constraint),
        world.database.transaction(organisation_id=customer.organisation_id) as session,
    ):
        session.execute(text(f"UPDATE request SET {column} = 'odd'"))  # noqa: S608 - our constants


def test_the_database_lets_nobody_write_into_another_organisation(
    world: World, customer: Principal
) -> None:
    world.open(customer)
    stranger = a_principal()

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        world.database.transaction(organisation_id=customer.organisation_id) as session,
    ):
        session.execute(
            text("UPDATE request SET organisation_id = :foreign"),
            {"foreign": stranger.organisation_id},
        )
