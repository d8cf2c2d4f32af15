"""Messages that cannot be taken: parked whole, with the reason, and the publisher told."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from amqp.exceptions import PreconditionFailed

from chassis.testing import RunningService
from tests.chassis.bus import FAR_AWAY, STRUCTURED, Bus, an_event
from tests.chassis.stage import Stage
from tests.waiting import until

BINARY = {
    "ce-specversion": "1.0",
    "ce-source": "/erp/demo",
    "ce-type": "note.issued.v1",
}


@pytest.mark.req("BR-06")
def test_a_refused_message_is_parked_as_it_came_and_its_publisher_told(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    rejections = bus.listen("kontor.out", "note.rejected.v1")
    body = json.dumps(an_event("never this", id="refused-1"), indent=3).encode()

    erp.tell_raw(body, headers={"their-own": "header"}, message_id="their-own-id")

    said = json.loads(bus.next_message(rejections).body)["data"]
    parked = shared_stage.wait_parked(event_id="refused-1")
    assert bytes(parked.body) == body
    assert parked.headers["their-own"] == "header"
    assert parked.properties["message_id"] == "their-own-id"
    assert (parked.code, parked.explanation) == ("never_wanted", "nobody wants this note")
    assert (parked.event_source, parked.publisher) == ("/erp/demo", "erp-demo")
    assert len(shared_stage.attempts("never this")) == 1
    assert said["parked_id"] == str(parked.id)
    assert (said["event_id"], said["code"]) == ("refused-1", "never_wanted")


def test_a_message_put_straight_into_a_queue_is_refused(shared_stage: Stage) -> None:
    smuggler = shared_stage.bus("tickets")  # whose rights lead to the default exchange, too
    names = {"evt-other-note_spoken--sample.hear": "smuggled event"}
    names["in-note.issued.v1--sample.receive"] = "smuggled document"

    for queue, words in names.items():
        body = json.dumps({"words": words}).encode()
        smuggler.publish(body, exchange="", routing_key=queue, message_id=words)

    for queue in names:
        shared_stage.wait_parked(code="smuggled", queue=queue)
    assert shared_stage.notes("smuggled event") == []


def test_a_refused_event_of_another_service_is_parked_and_nobody_told(
    bus: Bus, shared_stage: Stage
) -> None:
    rejections = bus.listen("kontor.out", "*.rejected.v1")

    message_id = bus.announce("never said by a service")
    shared_stage.wait_parked(event_id=message_id)
    until(lambda: not shared_stage.outbox())

    assert rejections.get() is None


def envelope(**changes: Any) -> bytes:
    return json.dumps(an_event("fine", **changes)).encode()


TWO_MEBIBYTES = 2 * 1024 * 1024
# The body, how it is sent, and the code it is parked under.
UNACCEPTABLE: dict[str, tuple[bytes, dict[str, Any], str]] = {
    "no JSON": (b'{"specversion": "1.0", ', {}, "malformed_json"),
    "not even text": (b"\x00\xff\xfe", {}, "malformed_json"),
    "empty": (b"", {}, "malformed_json"),
    "another charset": (envelope().decode().encode("utf-16"), {}, "malformed_json"),
    "another charset, announced": (
        '{"id": "ü"}'.encode("latin-1"),
        {"content_encoding": "latin-1"},
        "malformed_json",
    ),
    "data that is no UTF-8": (
        envelope(id="X").replace(b'"fine"', b'"\xff"'),
        {},
        "malformed_json",
    ),
    "nested without end": (
        envelope(id="Y").replace(b'"fine"', b"[" * 50_000 + b"]" * 50_000),
        {},
        "malformed_json",
    ),
    "data of another shape": (envelope(data={"words": 7}), {}, "invalid_data"),
    "no data": (envelope(data=None), {}, "invalid_data"),
    "no id": (envelope(id=None), {}, "missing_id"),
    "an empty id": (envelope(id=""), {}, "missing_id"),
    "no source": (envelope(source=None), {}, "missing_source"),
    "no type": (envelope(type=None), {}, "missing_type"),
    "no specversion": (envelope(specversion=None), {}, "unsupported_specversion"),
    "a later specversion": (envelope(specversion="2.0"), {}, "unsupported_specversion"),
    "an id that is no text": (envelope(id=7), {}, "not_a_cloudevent"),
    "an id with a control character": (envelope(id="a\x00b"), {}, "invalid_id"),
    "an endless id": (envelope(id="x" * 251), {}, "invalid_id"),
    "an endless type": (envelope(type="x" * 251), {}, "invalid_type"),
    "another type than it was sent as": (
        envelope(type="note.revoked.v1"),
        {},
        "type_mismatch",
    ),
    "a source of somebody else": (envelope(source="/erp/other"), {}, "source_not_allowed"),
    "nobody's": (envelope(), {"user_id": None}, "publisher_unknown"),
    "plain JSON": (b'{"words": "x"}', {"content_type": "application/json"}, "not_a_cloudevent"),
    "plain text": (b"words", {"content_type": "text/plain"}, "not_a_cloudevent"),
    "without content type": (b"words", {"content_type": None}, "not_a_cloudevent"),
    "binary without id": (
        b'{"words": "x"}',
        {"content_type": "application/json", "headers": BINARY},
        "missing_id",
    ),
    "binary with a body that is no JSON": (
        b"words",
        {"content_type": "text/plain", "headers": BINARY | {"ce-id": "1"}},
        "malformed_json",
    ),
    "of two mebibytes and one byte": (
        envelope(id="Z").ljust(TWO_MEBIBYTES + 1),
        {},
        "too_large",
    ),
    "properties that are no UTF-8": (
        envelope(id="P"),
        {"app_id": b"\xff\xfe"},
        "unreadable_properties",
    ),
    "a header with a date beyond the calendar": (
        envelope(id="Q"),
        {"headers": {"when": FAR_AWAY}},
        "unreadable_properties",
    ),
}


@pytest.mark.req("BR-06")
@pytest.mark.parametrize("kind", UNACCEPTABLE)
def test_what_can_never_be_accepted_is_parked_at_once(
    erp: Bus, sample: RunningService, shared_stage: Stage, kind: str
) -> None:
    body, options, code = UNACCEPTABLE[kind]

    erp.tell_raw(body, **options)

    parked = shared_stage.wait_parked(code=code, body=body)
    assert parked.queue == "in-note.issued.v1--sample.receive"
    assert parked.attempts == 0
    assert sample.exit_code is None


# Such a message must neither stay with the process for ever nor end it.
STRANGE: dict[str, dict[str, Any]] = {
    "NUL in the content type": {"content_type": "text\x00/plain"},
    "NUL in a header": {"headers": {"a\x00": "b\x00"}},
    "half a character in a header": {"headers": {"half": "\ud800"}},
    "half a character in a property": {"app_id": "\ud800"},
    "bytes in a header": {"headers": {"bytes": b"\xff\x00"}},
    "a tree of headers": {"headers": {"a": {"b": [1, None, {"c": "\x00"}]}}},
    "an endless header": {"headers": {"long": "x" * 100_000}},
    "a number as correlation id": {"headers": {"nameko.correlation_id": 7}},
    "a tree as principal": {"headers": {"nameko.principal": {"a": "b"}}},
    "numbers of every kind": {"headers": {"n": [2**62, -1, 1.5, Decimal("1.25"), True, None]}},
    "a date": {"headers": {"when": datetime(2026, 3, 2, tzinfo=UTC)}},
    "a header without a name": {"headers": {"": "x"}},
}


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_properties_keep_no_message_from_being_parked(
    erp: Bus, sample: RunningService, shared_stage: Stage, kind: str
) -> None:
    body = envelope(id=f"strange {kind}", data={"words": "never mind"})

    erp.tell_raw(body, **STRANGE[kind])

    assert shared_stage.wait_parked(body=body)
    assert sample.exit_code is None


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_properties_keep_no_message_from_being_tried_again(
    erp: Bus, shared_stage: Stage, kind: str
) -> None:
    words = f"bug with {kind}"
    body = json.dumps(an_event(words)).encode()

    erp.tell_raw(body, **STRANGE[kind])
    if "content_type" in STRANGE[kind]:
        assert shared_stage.wait_parked(body=body).code == "not_a_cloudevent"
        return

    assert shared_stage.wait_parked(body=body).code == "handler_failed"
    assert len(shared_stage.attempts(words)) == 3


def test_what_could_not_be_parked_is_parked_later(
    erp: Bus, shared_stage: Stage, sample: RunningService
) -> None:
    with shared_stage.without_right("INSERT", "parked_message"):
        event_id = erp.tell("never while parking fails")
        erp.tell_raw(b"unreadable while parking fails")
        until(lambda: "permission denied" in sample.log())

    assert shared_stage.wait_parked(event_id=event_id)
    assert shared_stage.wait_parked(body=b"unreadable while parking fails")


@pytest.mark.req("BR-08", "S4")
def test_the_broker_refuses_to_let_one_publisher_speak_as_another(erp: Bus) -> None:
    with pytest.raises(PreconditionFailed):
        erp.tell_raw(envelope(), user_id="stranger")


@pytest.mark.req("BR-08", "S4")
def test_a_broker_user_who_is_no_publisher_is_not_heard(erp: Bus, shared_stage: Stage) -> None:
    del erp

    event_id = shared_stage.bus("stranger").tell("from a stranger")

    parked = shared_stage.wait_parked(event_id=event_id)
    assert (parked.code, parked.publisher) == ("publisher_unknown", "stranger")
    assert shared_stage.notes("from a stranger") == []


@pytest.mark.req("BR-08", "S4")
def test_a_publisher_speaks_for_its_own_customers_alone(erp: Bus, shared_stage: Stage) -> None:
    del erp
    branch = shared_stage.bus("branch")

    theirs = branch.tell("about 10002", source="/erp/branch")
    branch.tell("about 10001", source="/erp/branch")

    shared_stage.wait_kept("about 10001")
    parked = shared_stage.wait_parked(event_id=theirs)
    assert (parked.code, parked.publisher) == ("customer_not_allowed", "branch")
    assert shared_stage.notes("about 10002") == []


@pytest.mark.req("BR-08")
def test_headers_of_ours_are_not_believed_when_a_publisher_sets_them(
    shared_stage: Stage, erp: Bus
) -> None:
    del erp
    headers = {"x-kontor-publisher": "erp-demo", "x-kontor-attempt": 2}
    event_id = str(uuid.uuid4())

    shared_stage.bus("stranger").tell_raw(
        json.dumps(an_event("bug with borrowed headers", id=event_id)).encode(), headers=headers
    )

    parked = shared_stage.wait_parked(event_id=event_id)
    assert (parked.code, parked.publisher) == ("publisher_unknown", "stranger")


def test_a_publisher_cannot_shorten_its_own_tries(erp: Bus, shared_stage: Stage) -> None:
    event_id = str(uuid.uuid4())
    body = json.dumps(an_event("bug counted by the publisher", id=event_id)).encode()

    erp.tell_raw(body, headers={"x-kontor-attempt": 2})

    assert shared_stage.wait_parked(event_id=event_id).code == "handler_failed"
    assert len(shared_stage.attempts("bug counted by the publisher")) == 3


def test_a_type_that_nobody_handles_is_parked_by_its_name(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    rejections = bus.listen("kontor.out", "message.rejected.v1")
    event = an_event("for later", type="note.revoked.v1")

    erp.tell_raw(json.dumps(event).encode(), routing_key="note.revoked.v1")

    parked = shared_stage.wait_parked(event_id=event["id"])
    assert (parked.code, parked.event_type) == ("unknown_type", "note.revoked.v1")
    assert json.loads(bus.next_message(rejections).body)["data"]["code"] == "unknown_type"


def test_the_same_broken_message_sent_again_is_parked_once(erp: Bus, shared_stage: Stage) -> None:
    body = b"broken in the same way"

    erp.tell_raw(body)
    first = shared_stage.wait_parked(body=body)
    for _ in range(2):
        erp.tell_raw(body)

    until(lambda: shared_stage.wait_parked(body=body).last_seen_at > first.first_seen_at)
    assert len(shared_stage.parked(body=body)) == 1


def test_two_events_with_the_same_body_are_parked_both(
    bus: Bus, erp: Bus, shared_stage: Stage
) -> None:
    body = b'{"words": "never the same"}'
    ids = sorted(str(uuid.uuid4()) for _ in range(2))

    for event_id in ids:
        headers = BINARY | {"ce-id": event_id}
        erp.tell_raw(body, content_type="application/json", headers=headers)
        bus.announce("never the same", message_id=event_id)

    until(lambda: len(shared_stage.parked(body=body)) == 4)
    assert sorted(row.event_id for row in shared_stage.parked(body=body)) == sorted(ids * 2)


@pytest.mark.parametrize("body", [b"{", b'{"words": 7}', b"\xff", b"[" * 50_000])
def test_an_unreadable_event_of_another_service_is_parked(
    bus: Bus, shared_stage: Stage, body: bytes
) -> None:
    bus.publish(body, exchange="other.events", routing_key="note_spoken")

    parked = shared_stage.wait_parked(body=body)
    assert parked.code in {"malformed_json", "invalid_data"}
    assert parked.queue == "evt-other-note_spoken--sample.hear"


def test_good_messages_pass_among_the_broken_ones(
    erp: Bus, sample: RunningService, shared_stage: Stage
) -> None:
    for n in range(30):
        erp.tell_raw(b"rubble %d" % n, content_type="text/plain" if n % 2 else STRUCTURED)
        erp.tell(f"good among the broken {n}")

    for n in range(30):
        shared_stage.wait_kept(f"good among the broken {n}", seconds=30)
        shared_stage.wait_parked(body=b"rubble %d" % n, seconds=30)
    assert sample.exit_code is None
