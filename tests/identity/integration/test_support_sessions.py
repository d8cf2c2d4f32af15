"""The vendor's people look in while the customer agrees, and no longer."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.accounts import ChangePassword
from contracts.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    ServiceUnavailable,
    SupportConsentMissing,
    WireError,
)
from contracts.identity import SignIn
from contracts.members import RemoveMember
from contracts.principal import Principal
from contracts.support import OpenedSupportSession, SupportSession
from tests.identity.integration.support import Support
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import CUSTOMER_AREAS, GOOD_PASSWORD, World


@pytest.fixture
def support(world: World) -> Support:
    return Support(world)


def is_let_in(support: Support, opened: OpenedSupportSession) -> bool:
    try:
        support.world.service.authenticate(opened.token)
    except NotSignedIn:
        return False
    return True


@pytest.mark.req("MB-13", "A23")
def test_support_looks_in_only_once_the_customer_agrees(support: Support) -> None:
    with pytest.raises(SupportConsentMissing):
        support.open()

    support.agree()
    opened = support.open()

    assert is_let_in(support, opened)
    assert support.session(opened).state == "open"
    assert support.trail() == ["support_session.opened", "support_consent.given"]


@pytest.mark.req("MB-13")
def test_who_looks_in_is_somebody_of_the_customer_and_nobody_of_the_vendor(
    support: Support,
) -> None:
    opened = support.opened(areas=("post", "devices"))

    looking = support.looking(opened)
    everything = support.looking(support.open())

    assert looking.subject == support.staff.subject
    assert looking.organisation_id == support.organisation_id
    assert looking.organisation_kind == "customer"
    assert (looking.role, looking.areas, looking.grants) == ("admin", ("post", "devices"), ())
    assert looking.support_session_id == looking.session_id == opened.session.id
    assert not looking.is_staff
    assert everything.areas == CUSTOMER_AREAS


@pytest.mark.req("MB-15")
def test_no_service_believes_who_looks_in_for_longer_than_five_seconds(support: Support) -> None:
    looking = support.looking(support.opened())

    assert looking.expires_at <= support.world.clock.now() + timedelta(seconds=5)


@pytest.mark.req("MB-16")
def test_a_session_belongs_to_an_open_request_of_that_customer(support: Support) -> None:
    support.agree()
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))
    assert foreign.organisation_id is not None
    closed = support.tickets.take_down(support.organisation_id, state="closed")
    refusals = []

    for request_id in (new_id(), support.tickets.take_down(foreign.organisation_id), closed):
        with pytest.raises(InvalidInput) as refused:
            support.open(request_id=request_id)
        refusals.append(refused.value.arguments)

    unknown = ("request_id", "unknown_request")
    assert refusals == [unknown, unknown, ("request_id", "request_closed")]
    assert support.world.service.list_support_sessions(support.admin).items == ()


@pytest.mark.req("MB-16")
def test_while_tickets_is_away_nobody_looks_in(support: Support) -> None:
    support.agree()
    support.tickets.is_away = True

    with pytest.raises(ServiceUnavailable):
        support.open()

    assert support.world.service.list_support_sessions(support.admin).items == ()


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        ({"reason": "  "}, ("reason", "blank")),
        ({"areas": ("kitchen",)}, ("areas", "unknown_area")),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(
    support: Support, change: dict[str, Any], arguments: tuple[str, str]
) -> None:
    support.agree()

    with pytest.raises(InvalidInput) as refused:
        support.open(**change)

    assert refused.value.arguments == arguments


def test_only_the_vendors_people_look_in(support: Support) -> None:
    support.agree()
    looking = support.looking(support.open())

    for caller in (support.admin, looking):
        with pytest.raises(NotPermitted):
            support.open(caller)


def test_nobody_becomes_an_admin_of_the_vendor_by_looking_in(support: Support) -> None:
    vendor = support.staff.organisation_id
    support.world.run_sql_as_operator(
        "INSERT INTO support_consent SELECT organisation_id, true, NULL, created_at, person_id"
        " FROM membership ON CONFLICT DO NOTHING"
    )

    for organisation_id in (vendor, new_id()):
        with pytest.raises(NotFound):
            support.open(organisation_id=organisation_id)


def after_withdrawal(support: Support, _: OpenedSupportSession) -> None:
    support.withdraw()


def after_agreeing_anew(support: Support, _: OpenedSupportSession) -> None:
    support.withdraw()
    support.agree()


def after_the_consent_is_over(support: Support, _: OpenedSupportSession) -> None:
    support.agree(until=support.world.clock.now() + timedelta(minutes=5))
    support.world.clock.move(timedelta(minutes=5))


def after_its_time(support: Support, _: OpenedSupportSession) -> None:
    support.world.clock.move(timedelta(minutes=30))


def after_support_closed_it(support: Support, opened: OpenedSupportSession) -> None:
    support.world.service.close_support_session(support.looking(opened))


def after_its_opener_ended_it(support: Support, opened: OpenedSupportSession) -> None:
    support.world.service.end_support_session(support.staff, opened.session.id)


def after_the_customer_ended_it(support: Support, opened: OpenedSupportSession) -> None:
    support.world.service.end_support_session(support.admin, opened.session.id)


def after_its_opener_signed_out(support: Support, _: OpenedSupportSession) -> None:
    support.world.service.close_session(support.staff)


def after_its_opener_left_the_vendor(support: Support, _: OpenedSupportSession) -> None:
    request = RemoveMember(person_id=support.staff.subject)
    support.world.service.remove_member(support.chief, request)


def after_its_opener_changed_his_password(support: Support, _: OpenedSupportSession) -> None:
    service = support.world.service
    elsewhere = service.open_session(SignIn(email="stefan@vendor.example", password=GOOD_PASSWORD))
    request = ChangePassword(current=GOOD_PASSWORD, new="vier rote Nasen singen Tango")
    service.change_password(support.world.principal_of(elsewhere), request)


ENDS: list[tuple[Callable[[Support, OpenedSupportSession], None], str]] = [
    (after_withdrawal, "consent_withdrawn"),
    (after_agreeing_anew, "consent_withdrawn"),
    (after_the_consent_is_over, "consent_withdrawn"),
    (after_its_time, "expired"),
    (after_support_closed_it, "closed_by_support"),
    (after_its_opener_ended_it, "closed_by_support"),
    (after_the_customer_ended_it, "ended_by_customer"),
    (after_its_opener_signed_out, "support_signed_out"),
    (after_its_opener_left_the_vendor, "support_signed_out"),
    (after_its_opener_changed_his_password, "support_signed_out"),
]


@pytest.mark.req("MB-15", "A23")
@pytest.mark.parametrize(("end", "reason"), ENDS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_session_lets_nobody_in(
    support: Support, end: Callable[[Support, OpenedSupportSession], None], reason: str
) -> None:
    opened = support.opened()
    assert is_let_in(support, opened)

    end(support, opened)
    let_in = is_let_in(support, opened)
    for _ in range(2):
        support.world.service.end_overdue_support_sessions()

    session = support.session(opened)
    assert not let_in
    assert (session.state, session.end_reason) == ("ended", reason)
    assert support.trail().count("support_session.ended") == 1
    told = support.world.announced("access_ended")
    assert [str(session.id)] in [each["session_ids"] for each in told]


@pytest.mark.req("MB-15")
def test_a_consent_that_is_gone_closes_the_door_before_anything_is_written_down(
    support: Support,
) -> None:
    opened = support.opened()

    support.world.run_sql_as_operator("UPDATE support_consent SET is_given = false, until = NULL")

    assert not is_let_in(support, opened)
    assert support.session(opened).state == "open"


def test_a_session_never_outlives_the_consent(support: Support) -> None:
    now = support.world.clock.now()
    support.agree(until=now + timedelta(minutes=10))

    short, long = support.open(minutes=5), support.open(minutes=60)

    assert short.session.expires_at == now + timedelta(minutes=5)
    assert long.session.expires_at == now + timedelta(minutes=10)


def test_a_session_whose_time_is_over_ended_then_whenever_that_is_noticed(
    support: Support,
) -> None:
    opened = support.opened(minutes=20)
    support.world.clock.move(timedelta(minutes=45))

    seen = support.session(opened)
    support.world.service.end_support_session(support.admin, opened.session.id)

    written = support.session(opened)
    assert (seen.state, seen.ended_at, seen.end_reason) == (
        "ended",
        opened.session.expires_at,
        "expired",
    )
    assert written == seen


def refusal_of(attempt: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(WireError) as caught:
        attempt()
    return caught.value.code, caught.value.arguments


@pytest.mark.req("A23")
def test_a_foreign_session_looks_like_one_that_does_not_exist(support: Support) -> None:
    service = support.world.service
    opened = support.opened().session.id
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))
    colleague = support.world.principal_of(support.hire("silke@vendor.example"))
    missing = ("not_found", ("support_session",))

    for caller in (foreign, colleague):
        hidden = refusal_of(partial(service.end_support_session, caller, opened))
        unknown = refusal_of(partial(service.end_support_session, caller, new_id()))
        assert hidden == unknown == missing
    assert refusal_of(lambda: service.get_support_session(foreign, opened)) == missing
    assert refusal_of(lambda: service.close_support_session(support.staff)) == (
        "not_permitted",
        ("support_session",),
    )
    assert service.list_support_sessions(foreign).items == ()
    assert [each.id for each in service.list_support_sessions(support.admin).items] == [opened]
    of_customer = service.list_support_sessions(colleague, support.organisation_id)
    assert [each.id for each in of_customer.items] == [opened]


@pytest.mark.req("MB-15")
def test_opening_and_withdrawing_at_once_leaves_nobody_inside(support: Support) -> None:
    for _ in range(5):
        support.agree()

        def try_to_open() -> object:
            try:
                return support.open()
            except SupportConsentMissing as refused:
                return refused

        at_once(try_to_open, support.withdraw)

        states = {
            each.state for each in support.world.service.list_support_sessions(support.admin).items
        }
        assert states <= {"ended"}


def test_ended_by_two_at_once_it_ends_once(support: Support) -> None:
    opened = support.opened()
    service = support.world.service

    def end_by(caller: Principal) -> SupportSession:
        return service.end_support_session(caller, opened.session.id)

    ended = at_once(partial(end_by, support.admin), partial(end_by, support.staff))

    assert ended == [support.session(opened)] * 2
    assert support.trail().count("support_session.ended") == 1


def test_every_admin_is_told_who_looks_in_and_why(support: Support) -> None:
    support.world.member(support.admin, "zweite@muster.example", role="admin")
    support.world.member(support.admin, "lea@muster.example")

    support.opened(reason="Rechnung fehlt")

    told = [
        each for each in support.world.invitations_mailed() if each.kind == "support_session_opened"
    ]
    assert sorted(each.recipient for each in told) == [
        "erika@muster.example",
        "zweite@muster.example",
    ]
    assert told[0].parameters == {
        "organisation_name": "Musterfabrik GmbH (Demo)",
        "person_name": "Erika Muster",
        "reason": "Rechnung fehlt",
        "valid_until": "2026-03-02T13:30+01:00",
    }
