"""Two at once take the same event: one document, one object version, one notice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest

from billing_docs.store.customers import CustomerStore
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases import receive_document as receiving
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import RunningService
from tests.billing_docs.integration.desk import Desk, an_archived_document
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.billing_docs.integration.world import World, versions_of
from tests.identity.integration.threads import at_once as started_together
from tests.service_plugin import RunService
from tests.waiting import until

Call = Callable[[], None]


@pytest.fixture(scope="module")
def second_service(
    service: RunningService, module_run_service: RunService, settings: dict[str, str]
) -> RunningService:
    """Return another process on the queues and the database of the first."""
    del service
    return module_run_service("billing_docs", **settings)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Let two threads wait for each other before the archive, so that both have seen nothing."""
    barrier = Barrier(2)

    def meet(place: str) -> None:
        if place == "intake.read":
            barrier.wait(20)

    monkeypatch.setattr(receiving, "crash_point", meet)
    return barrier


@pytest.mark.req("BR-05", "R13")
def test_two_threads_with_one_event_make_one_document(desk: Desk, meeting: Barrier) -> None:
    customer = desk.new_customer()
    event = desk.event(plain_pdf(), customer)

    faults = at_once(lambda: desk.receive(event), lambda: desk.receive(event))

    assert faults == []
    assert_once(desk, customer, confirmed=1)
    assert not meeting.broken


@pytest.mark.req("BR-05", "B1")
def test_two_threads_with_a_resend_make_one_document(desk: Desk, meeting: Barrier) -> None:
    customer = desk.new_customer()
    first, resent = (desk.event(plain_pdf(), customer) for _ in range(2))

    faults = at_once(lambda: desk.receive(first), lambda: desk.receive(resent))

    assert faults == []
    assert_once(desk, customer, confirmed=2)
    assert not meeting.broken


@pytest.mark.req("B1")
def test_two_threads_with_two_files_under_one_number_make_one_conflict(
    desk: Desk, meeting: Barrier
) -> None:
    customer = desk.new_customer()
    one, other = desk.event(plain_pdf(), customer), desk.event(zugferd(), customer)

    faults = at_once(lambda: desk.receive(one), lambda: desk.receive(other))

    assert [fault.code for fault in faults if isinstance(fault, Refused)] == ["number_conflict"]
    assert len(desk.page(customer).items) == 1
    assert len(desk.told("notice_requested")) == 1
    assert not meeting.broken


def test_the_second_of_two_who_found_one_archived_object_adds_nothing(desk: Desk) -> None:
    # Both carry the id of its record, so either of two unique keys may be the one that stops him.
    customer = desk.new_customer()
    first = desk.add(customer, "RE-1")
    second = an_archived_document(customer, "RE-2", id=first.id)

    with desk.database.transaction(organisation_id=customer) as session:
        is_new = DocumentStore(session).add_if_new(second)

    assert not is_new
    assert desk.stored(customer) == [first]


@pytest.mark.req("BR-02", "BR-05")
def test_a_new_customer_announced_to_two_at_once_is_known_to_both(desk: Desk) -> None:
    customers = {new_id(): f"{number:05}" for number in range(80001, 80401)}
    desk.customers |= customers

    for customer in customers:
        started_together(*[partial(desk.remember, customer)] * 4)

    for customer in customers:
        with desk.database.transaction(organisation_id=customer) as session:
            assert CustomerStore(session).is_known(customer)


def test_two_processes_take_each_event_once(
    world: World, service: RunningService, second_service: RunningService
) -> None:
    numbers = [f"{world.number()}-{each}" for each in range(12)]

    for number in numbers * 2:
        world.publish(plain_pdf(), number)
    for number in numbers:
        world.publish(plain_pdf(), number, event_id=f"again-{number}")

    documents = world.wait_listed(len(numbers))
    confirmed = f"organisation_id = '{world.organisation_id}'"
    until(lambda: world.count("document_event", confirmed) == 2 * len(numbers))
    assert {document.number for document in documents} == set(numbers)
    assert len(world.versions()) == len(numbers)
    assert len(world.notices_heard()) == len(numbers)
    assert all("receive_document" in process.metrics() for process in (service, second_service))
    assert world.count("parked_message") == 0


def at_once(*calls: Call) -> list[Exception]:
    """Run the calls, each in a thread of its own; return what they raised."""

    def run(call: Call) -> Exception | None:
        try:
            call()
        except Refused as refused:
            return refused
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        raised = [each.result(60) for each in [pool.submit(run, call) for call in calls]]
    return [error for error in raised if error is not None]


def assert_once(desk: Desk, customer: UUID, *, confirmed: int) -> None:
    """See one document, one object version and one notice, and each event confirmed."""
    (document,) = desk.page(customer).items
    assert len(versions_of(desk.store(), desk.archive.bucket, customer)) == 1
    assert len(desk.told("notice_requested")) == 1
    answers = desk.told("document.archived.v1")
    assert len(answers) == confirmed
    assert {answer["data"]["document_id"] for answer in answers} == {str(document.id)}
