"""Events that a publishing system hands in by call: the same pipeline, the same guarantees."""

from __future__ import annotations

from typing import Any

import pytest
from kombu import Queue

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.inbound import DOCUMENT_ISSUED
from contracts.principal import Principal
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_crashes import restart_after_death
from tests.billing_docs.integration.world import SOURCE, World, a_file
from tests.waiting import until


def a_system(**changes: Any) -> Principal:
    return a_principal(
        **{
            "kind": "system",
            "organisation_kind": "vendor",
            "role": None,
            "areas": (),
            "scopes": ("documents.publish",),
            "sources": (SOURCE,),
            **changes,
        }
    )


def hand_in(
    world: World, event: dict[str, Any], caller: Principal | None = None, **changes: Any
) -> dict[str, Any]:
    return world.bus.answer(send(world, event, caller, **changes))


def send(
    world: World, event: dict[str, Any], caller: Principal | None = None, **changes: Any
) -> Queue:
    """Hand an event in without waiting; return the queue the answer comes to."""
    arguments = {"event_type": DOCUMENT_ISSUED, "event": event, **changes}
    return world.ask("publish_event", caller or a_system(), **arguments)


@pytest.mark.req("BR-04")
def test_an_event_by_call_is_archived_listed_and_told_as_one_by_broker(world: World) -> None:
    event = world.an_event(plain_pdf())

    answer = hand_in(world, event)

    assert answer["error"] is None, answer
    assert answer["result"] == {
        "source": SOURCE,
        "event_id": event["id"],
        "event_type": DOCUMENT_ISSUED,
    }
    (document,) = world.wait_listed()
    assert world.bytes_of(world.archived(document.id)) == plain_pdf()
    assert len(world.notices_heard()) == 1
    about = f"subject = 'document:{document.id}' AND actor = 'system:erp-demo'"
    assert world.count("audit_entry", about) == 1
    assert world.heard("document.archived.v1", event["id"])["number"] == event["data"]["number"]


@pytest.mark.req("BR-05", "P2")
def test_the_same_event_by_call_twice_and_by_broker_is_one_document_with_the_same_answer(
    world: World,
) -> None:
    event = world.an_event(plain_pdf())
    first = hand_in(world, event)
    second = hand_in(world, event)
    world.tell(event)
    world.wait_listed()
    world.settled()

    third = hand_in(world, event)

    assert first["error"] is None
    assert first == second == third
    assert len(world.wait_listed()) == 1
    assert len(world.versions()) == 1
    assert len(world.notices_heard()) == 1
    assert world.count("document_event", f"event_id = '{event['id']}'") == 1


@pytest.mark.req("BR-07", "P1")
@pytest.mark.parametrize("place", ["relay.claimed", "relay.published", "intake.before_commit"])
def test_a_death_after_an_event_was_kept_loses_and_doubles_nothing(
    world: World, place: str
) -> None:
    event = world.an_event(plain_pdf())
    world.die_at(place)

    sent = send(world, event)
    restart_after_death(world)

    # The answer may have died with the process: who comes after it is asked again, and answers.
    answer = world.bus.answer(sent)
    assert answer["error"] is None, answer
    world.wait_listed()
    assert len(world.versions()) == 1
    assert len({notice.idempotency_key for _, notice in world.notices_heard()}) == 1


def test_an_event_whose_customer_is_not_known_yet_waits_for_him(world: World) -> None:
    number = str(int(world.customer_number) + 30000)
    event = world.an_event(plain_pdf(), customer_number=number)

    answer = hand_in(world, event)

    assert answer["error"] is None
    until(lambda: world.parked_code(event["id"]) == "unknown_customer")
    organisation_id = world.introduce_customer(number, organisation_id=new_id())
    until(lambda: world.count("document", f"organisation_id = '{organisation_id}'") == 1)


def test_an_uploaded_file_is_named_by_its_reference(world: World) -> None:
    reference = world.upload(plain_pdf())
    file = a_file(plain_pdf(), content=None, reference=reference)

    answer = hand_in(world, world.an_event(plain_pdf(), file=file))

    assert answer["error"] is None
    (document,) = world.wait_listed()
    assert world.bytes_of(world.archived(document.id)) == plain_pdf()


@pytest.mark.req("BR-06")
@pytest.mark.parametrize(
    ("code", "envelope", "data"),
    [
        ("missing_id", {"id": ""}, {}),
        ("invalid_id", {"id": "x" * 251}, {}),
        ("unsupported_specversion", {"specversion": "0.3"}, {}),
        ("type_mismatch", {"type": "customer.upserted.v1"}, {}),
        ("not_a_cloudevent", {"id": 7}, {}),
        ("invalid_data", {}, {"document_type": "valentine"}),
        ("invalid_data", {}, {"number": "RE\n1"}),
        ("invalid_data", {}, {"number": "   "}),
        ("checksum_mismatch", {}, {"file": a_file(plain_pdf(), sha256="0" * 64)}),
        ("invalid_data", {}, {"file": a_file(plain_pdf(), content=None)}),
        (
            "reference_not_allowed",
            {},
            {"file": a_file(plain_pdf(), content=None, reference="http://example.com/a.pdf")},
        ),
        (
            "reference_unknown",
            {},
            {"file": a_file(plain_pdf(), content=None, reference=f"upload:{new_id()}/{'0' * 64}")},
        ),
        ("too_large", {}, {"file": a_file(b"%PDF-" + bytes(1024 * 1024))}),
    ],
)
def test_what_is_known_to_be_wrong_is_refused_at_once_and_nothing_is_kept(
    world: World, code: str, envelope: dict[str, Any], data: dict[str, Any]
) -> None:
    world.settled()
    before = [world.count(table) for table in ("parked_message", "inbox", "document")]
    event = {**world.an_event(plain_pdf(), **data), **envelope}

    answer = hand_in(world, event)

    assert answer["error"]["exc_type"] == "EventRefused"
    assert answer["error"]["exc_args"][0] == code
    assert world.count("outbox") == 0
    assert [world.count(table) for table in ("parked_message", "inbox", "document")] == before


@pytest.mark.req("BR-05")
@pytest.mark.parametrize("same", ["id", "number"])
def test_an_event_that_contradicts_a_known_one_is_refused_at_once(world: World, same: str) -> None:
    known = world.an_event(plain_pdf())
    hand_in(world, known)
    world.wait_listed()
    other = plain_pdf() + b"\n%"
    event = (
        {**world.an_event(other, number=world.number("XX")), "id": known["id"]}
        if same == "id"
        else world.an_event(other)
    )

    answer = hand_in(world, event)

    assert answer["error"]["exc_type"] == "EventConflict"
    assert answer["error"]["exc_args"][0] == {"id": "event", "number": "number"}[same] + "_conflict"
    assert len(world.documents()) == 1


def test_the_same_id_with_other_words_about_the_same_file_is_a_conflict(world: World) -> None:
    known = world.an_event(plain_pdf())
    hand_in(world, known)
    world.wait_listed()

    answer = hand_in(world, {**known, "data": {**known["data"], "title": "Anders"}})

    assert answer["error"]["exc_type"] == "EventConflict"


@pytest.mark.req("BR-08")
@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": ()},
        {"scopes": ("documents.read",)},
        {"sources": ("/erp/other",)},
        {"kind": "person", "role": "admin"},
    ],
)
def test_who_may_not_publish_for_a_source_hands_nothing_in(
    world: World, changes: dict[str, Any]
) -> None:
    answer = hand_in(world, world.an_event(plain_pdf()), a_system(**changes))

    assert answer["error"]["exc_type"] == "NotPermitted"
    assert world.documents() == []


@pytest.mark.req("BR-08")
def test_a_key_for_a_source_that_no_publisher_stands_behind_is_not_enough(world: World) -> None:
    event = {**world.an_event(plain_pdf()), "source": "/erp/nobody"}

    answer = hand_in(world, event, a_system(sources=("/erp/nobody",)))

    assert answer["error"]["exc_type"] == "EventRefused"
    assert answer["error"]["exc_args"][0] == "source_not_allowed"
