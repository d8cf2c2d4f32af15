import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from chassis.audit import AuditTrail
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NoMembership, NotPermitted
from tests.tickets.integration.conftest import Counter, an_open_request
from tickets.store.requests import RequestStore
from tickets.use_cases.open_request import open_request


def test_an_opened_request_waits_for_the_vendor_and_is_in_the_audit_trail(
    counter: Counter,
) -> None:
    request = counter.open()

    assert request.state == "waiting_for_vendor"
    assert request.opened_at == counter.clock.now()
    assert counter.audit_actions() == ["request.opened"]


@pytest.mark.req("FD-12", "C2")
def test_the_same_key_with_the_same_words_is_the_same_request(counter: Counter) -> None:
    first = counter.open()
    second = counter.open()

    assert first == second
    assert len(counter.page().items) == 1
    assert counter.audit_actions() == ["request.opened"]


@pytest.mark.req("FD-12", "C2", "S13")
def test_the_same_key_from_many_hands_at_once_is_one_request(counter: Counter) -> None:
    barrier = threading.Barrier(8)

    def open_at_once(_: int) -> object:
        barrier.wait(10)
        return counter.open().id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(open_at_once, range(8)))

    assert len(ids) == 1
    assert len(counter.page().items) == 1
    assert counter.audit_actions() == ["request.opened"]


@pytest.mark.req("S13")
@pytest.mark.parametrize(
    "change",
    [{"title": "Another"}, {"description": "Another"}, {"kind": "other_technical_matter"}],
    ids=str,
)
def test_the_same_key_with_other_words_is_refused(counter: Counter, change: dict[str, Any]) -> None:
    counter.open()

    with pytest.raises(InvalidInput) as refusal:
        counter.open(**change)

    assert refusal.value.arguments == ("idempotency_key", "used_for_another_request")
    assert len(counter.page().items) == 1


@pytest.mark.req("S13")
def test_a_key_of_somebody_else_is_another_key(counter: Counter) -> None:
    colleague = a_principal(organisation_id=counter.caller.organisation_id)
    stranger = a_principal()

    requests = [
        counter.open(),
        counter.open(colleague, title="From a colleague"),
        counter.open(stranger, title="From a stranger"),
    ]

    assert len({request.id for request in requests}) == 3


@pytest.mark.parametrize("field", ["title", "description", "idempotency_key"])
@pytest.mark.parametrize(("words", "reason"), [("  \n", "empty"), ("a\0b", "unreadable_character")])
def test_words_that_say_nothing_are_refused(
    counter: Counter, field: str, words: str, reason: str
) -> None:
    change: dict[str, Any] = {field: words}

    with pytest.raises(InvalidInput) as refusal:
        counter.open(**change)

    assert refusal.value.arguments == (field, reason)


def test_blanks_around_the_words_do_not_matter(counter: Counter) -> None:
    first = counter.open(title="Drucker")

    second = counter.open(title="  Drucker\n")

    assert second == first
    assert first.title == "Drucker"


def test_everybody_in_an_organisation_opens_requests_whatever_he_sees(counter: Counter) -> None:
    member = a_principal(role="member", areas=())

    request = counter.open(member)

    assert counter.page(member).items == (request,)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"role": "documents", "areas": ("post",)}, "role_sees_documents_only"),
        ({"kind": "system", "role": None}, "session"),
    ],
)
def test_an_account_for_documents_and_a_machine_open_nothing(
    counter: Counter, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotPermitted) as refused:
        counter.open(a_principal(**changes))

    assert refused.value.arguments == (reason,)


def test_somebody_without_an_organisation_opens_nothing(counter: Counter) -> None:
    nobody = a_principal(organisation_id=None, organisation_kind=None)

    with pytest.raises(NoMembership):
        counter.open(nobody)


@pytest.mark.parametrize("column", ["kind", "state"])
def test_the_database_knows_every_kind_and_state(counter: Counter, column: str) -> None:
    counter.open()

    with (
        pytest.raises(IntegrityError, match=f"ck_request_{column}"),
        counter.database.transaction(organisation_id=counter.caller.organisation_id) as session,
    ):
        session.execute(text(f"UPDATE request SET {column} = 'odd'"))  # noqa: S608 - our constants


def test_the_database_lets_nobody_write_into_another_organisation(counter: Counter) -> None:
    stranger = a_principal()

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        counter.database.transaction(organisation_id=stranger.organisation_id) as session,
    ):
        open_request(
            counter.caller,
            an_open_request(),
            store=RequestStore(session),
            audit=AuditTrail(session, counter.clock.now()),
            now=counter.clock.now(),
        )
