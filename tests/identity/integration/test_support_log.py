"""The customer sees what the vendor's people look at, while they do it and afterwards."""

from datetime import timedelta
from functools import partial

import pytest

from chassis.errors import Refused
from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.support import OpenedSupportSession, SupportAccess
from tests.identity.integration.support import Support, a_call_in
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


@pytest.fixture
def support(world: World) -> Support:
    return Support(world)


def accesses(support: Support, opened: OpenedSupportSession) -> tuple[SupportAccess, ...]:
    return support.world.service.list_support_accesses(support.admin, opened.session.id).items


@pytest.mark.req("MB-13", "A23")
def test_every_service_tells_what_was_looked_at_and_the_customer_sees_it(support: Support) -> None:
    service = support.world.service
    opened, document = support.opened(), new_id()
    notes = {
        "identity": service.note_own_support_call,
        "billing_docs": service.note_document_support_call,
        "tickets": service.note_request_support_call,
        "catalog": service.note_package_support_call,
        "notifications": service.note_message_support_call,
    }

    for source, note in notes.items():
        asked = {"query.document_id": str(document)}
        note(a_call_in(opened.session, source=source, arguments=asked, shown=(document,)))

    seen = accesses(support, opened)
    assert [each.service for each in seen] == list(reversed(notes))
    assert {each.arguments["query.document_id"] for each in seen} == {str(document)}
    assert {each.shown for each in seen} == {(document,)}
    assert (
        service.list_support_accesses(
            support.staff, opened.session.id, support.organisation_id
        ).items
        == seen
    )


@pytest.mark.req("MB-13")
def test_an_event_told_twice_is_one_access_also_at_once(support: Support) -> None:
    opened = support.opened()
    told = a_call_in(opened.session)
    note = support.world.service.note_request_support_call

    note(told)
    at_once(*[partial(note, told)] * 4)
    note(a_call_in(opened.session))

    assert len(accesses(support, opened)) == 2


def test_a_service_speaks_for_itself_alone(support: Support) -> None:
    opened = support.opened()

    support.world.service.note_request_support_call(
        a_call_in(opened.session, service="billing_docs")
    )

    assert [each.service for each in accesses(support, opened)] == ["tickets"]


def test_what_was_looked_at_last_is_still_heard_after_the_end(support: Support) -> None:
    opened = support.opened()
    support.withdraw()
    support.world.clock.move(timedelta(hours=1))

    support.world.service.note_request_support_call(a_call_in(opened.session))

    assert len(accesses(support, opened)) == 1


def test_a_session_that_nobody_opened_is_parked(support: Support) -> None:
    opened = support.opened().session
    note = support.world.service.note_request_support_call

    for changes in (
        {"support_session_id": new_id()},
        {"organisation_id": support.staff.organisation_id},
        {"organisation_id": None},
    ):
        with pytest.raises(Refused):
            note(a_call_in(opened, **changes))


def test_a_long_log_is_read_page_by_page(support: Support) -> None:
    service, opened = support.world.service, support.opened()
    for _ in range(5):
        service.note_request_support_call(a_call_in(opened.session))
    read = partial(service.list_support_accesses, support.admin, opened.session.id, limit=2)

    pages = [first := read()]
    pages.append(second := read(cursor=first.next_cursor))
    pages.append(read(cursor=second.next_cursor))

    ids = [each.id for page in pages for each in page.items]
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert len(set(ids)) == 5
    assert pages[-1].next_cursor is None
    for wrong in ({"cursor": "no cursor"}, {"limit": 0}, {"limit": 101}):
        with pytest.raises(InvalidInput):
            service.list_support_accesses(support.admin, opened.session.id, **wrong)


def test_nobody_else_sees_what_was_looked_at(support: Support) -> None:
    service, opened = support.world.service, support.opened()
    member = support.world.member(support.admin, "lea@muster.example")
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))

    with pytest.raises(NotPermitted):
        service.list_support_accesses(member, opened.session.id)
    for session_id in (opened.session.id, new_id()):
        with pytest.raises(NotFound) as hidden:
            service.list_support_accesses(foreign, session_id)
        assert hidden.value.arguments == ("support_session",)
