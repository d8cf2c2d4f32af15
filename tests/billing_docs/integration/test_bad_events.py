"""A bad event is set aside whole, with a reason the publisher hears, and the service stays up."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from amqp.exceptions import PreconditionFailed

from chassis.ids import new_id
from chassis.testing import RunningService
from contracts.inbound import INLINE_LIMIT_BYTES
from kontor_demo.documents import broken, make_xrechnung
from tests.billing_docs import hostile
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.billing_docs.integration.world import World, a_file


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A bad event: how it is made, and what is said of it."""

    make: Callable[[World], dict[str, Any] | bytes]
    code: str
    delivery: dict[str, Any] = field(default_factory=dict)
    answer: str = "document.rejected.v1"


def with_data(**changes: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: world.an_event(plain_pdf(), **changes)


def with_envelope(**changes: Any) -> Callable[[World], dict[str, Any]]:
    def make(world: World) -> dict[str, Any]:
        event = {**world.an_event(plain_pdf()), **changes}
        return {name: value for name, value in event.items() if value is not None}

    return make


def with_file(made_of: bytes | Callable[[], bytes], /, **changes: Any) -> Callable[[World], Any]:
    def make(world: World) -> dict[str, Any]:
        made = made_of if isinstance(made_of, bytes) else made_of()
        return world.an_event(made, file=a_file(made, **changes))

    return make


def xml_file(content: Callable[[], bytes]) -> Callable[[World], Any]:
    return with_file(content, media_type="application/xml")


def an_xml() -> bytes:
    return make_xrechnung(an_invoice(), "ubl")


def text_of(change: Callable[[str], str]) -> Callable[[World], bytes]:
    return lambda world: change(json.dumps(world.an_event(plain_pdf()))).encode()


def with_field(field: bytes) -> Callable[[World], bytes]:
    def make(world: World) -> bytes:
        event = json.dumps(world.an_event(plain_pdf())).encode()
        return event.replace(b'"number"', field + b', "number"')

    return make


BAD = {
    # The message
    "no JSON at all": Bad(make=lambda _: b"invoice 17", code="malformed_json"),
    "cut off": Bad(make=text_of(lambda text: text[:-9]), code="malformed_json"),
    "not UTF-8": Bad(make=with_field(b'"\xff": 1'), code="malformed_json"),
    "a number beyond all": Bad(make=with_field(b'"size": 1e999'), code="malformed_json"),
    "nested beyond all": Bad(
        make=with_field(b'"deep": ' + b"[" * 9999 + b"]" * 9999), code="malformed_json"
    ),
    "no CloudEvent": Bad(
        make=with_data(), code="not_a_cloudevent", delivery={"content_type": "application/json"}
    ),
    "15 MiB": Bad(
        make=lambda world: world.an_event(b"%PDF-" + bytes(11 * 1024 * 1024)), code="too_large"
    ),
    "no id": Bad(make=with_envelope(id=None), code="missing_id"),
    "an endless id": Bad(make=with_envelope(id="1" * 251), code="invalid_id"),
    "another version of CloudEvents": Bad(
        make=with_envelope(specversion="0.3"), code="unsupported_specversion"
    ),
    # Who says it
    "nobody says who speaks": Bad(
        make=with_data(), code="publisher_unknown", delivery={"user_id": None}
    ),
    "somebody else's source": Bad(
        make=with_envelope(source="/erp/other"), code="source_not_allowed"
    ),
    # What it says
    "an unknown type of event": Bad(
        make=with_envelope(type="equipment.upserted.v1"),
        code="unknown_type",
        delivery={"routing_key": "equipment.upserted.v1"},
        answer="message.rejected.v1",
    ),
    "another type than routed": Bad(
        make=with_envelope(type="customer.upserted.v1"), code="type_mismatch"
    ),
    "no data": Bad(make=with_envelope(data=None), code="invalid_data"),
    "an unknown customer": Bad(make=with_data(customer_number="99999"), code="unknown_customer"),
    "no customer number": Bad(make=with_data(customer_number="17"), code="invalid_data"),
    "an unknown type of document": Bad(
        make=with_data(document_type="valentine"), code="invalid_data"
    ),
    "no date": Bad(make=with_data(issued_on="2026-02-30"), code="invalid_data"),
    "a NUL in the number": Bad(make=with_data(number="RE\0-1"), code="invalid_data"),
    "a line end in the title": Bad(make=with_data(title="Ihre\r\nBcc: x"), code="invalid_data"),
    "a blank number": Bad(make=with_data(number="  "), code="invalid_data"),
    "more money than there is": Bad(
        make=with_data(total={"minor_units": 2**63, "currency": "EUR"}), code="invalid_data"
    ),
    # How the file comes
    "no base64": Bad(make=with_file(b"", content="%PDF!"), code="invalid_data"),
    "neither content nor reference": Bad(
        make=with_file(b"%PDF", content=None), code="invalid_data"
    ),
    "content and reference": Bad(
        make=with_file(b"%PDF", reference="upload:1"), code="invalid_data"
    ),
    "another checksum": Bad(make=with_file(plain_pdf, sha256="0" * 64), code="checksum_mismatch"),
    "too much inline": Bad(
        make=with_file(b"%PDF-" + bytes(INLINE_LIMIT_BYTES)), code="too_large"
    ),
    "an address on the network": Bad(
        make=with_file(b"%PDF", content=None, reference="http://127.0.0.1/RE.pdf"),
        code="reference_not_allowed",
    ),
    "an upload that never was": Bad(
        make=with_file(b"%PDF", content=None, reference=f"upload:{new_id()}/{'0' * 64}"),
        code="reference_unknown",
    ),
    # The file
    "no PDF": Bad(make=with_file(b"Hello"), code="not_a_pdf"),
    "an empty file": Bad(make=with_file(b" "), code="empty_file"),
    "a picture": Bad(
        make=with_file(b"GIF89a", media_type="image/gif"), code="unsupported_media_type"
    ),
    "a ZIP bomb": Bad(make=with_file(hostile.zip_bomb), code="not_a_pdf"),
    "a page tree in a circle": Bad(
        make=with_file(hostile.page_tree_in_a_circle), code="truncated_pdf"
    ),
    "a billion laughs": Bad(
        make=xml_file(lambda: hostile.billion_laughs(an_xml())), code="doctype_refused"
    ),
    "a truncated PDF": Bad(
        make=with_file(lambda: broken.truncated(plain_pdf())), code="truncated_pdf"
    ),
    "an encrypted PDF": Bad(
        make=with_file(lambda: broken.encrypted(plain_pdf())), code="encrypted_pdf"
    ),
    "a broken XML": Bad(make=xml_file(lambda: an_xml()[:-20]), code="broken_xml"),
    "a DOCTYPE": Bad(make=xml_file(lambda: broken.with_doctype(an_xml())), code="doctype_refused"),
    "an XML of something else": Bad(make=xml_file(lambda: b"<a/>"), code="not_an_invoice_xml"),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def one_process(service: RunningService) -> Iterator[None]:
    """See to it that no bad event of this file ends the process."""
    before = service.pid
    yield
    assert service.exit_code is None
    assert service.pid == before


@pytest.mark.req("BR-06", "P4")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_event_is_parked_whole_and_its_publisher_told_why(world: World, name: str) -> None:
    bad = BAD[name]

    body = world.tell(bad.make(world), **bad.delivery)

    parked = world.wait_parked(body)
    assert parked.code == bad.code
    assert parked.body == body
    assert parked.state == "parked"
    rejected = world.heard(bad.answer, parked.event_id)
    assert (rejected["code"], rejected["parked_id"]) == (bad.code, str(parked.id))
    assert rejected["explanation"] == parked.explanation
    assert world.documents() == []
    assert world.versions() == []


@pytest.mark.req("BR-08")
def test_the_broker_lets_nobody_speak_as_another(world: World) -> None:
    with pytest.raises(PreconditionFailed):
        world.tell(world.an_event(plain_pdf()), user_id="operator")

    assert world.documents() == []


def test_a_good_event_after_all_the_bad_ones_is_archived(world: World) -> None:
    world.tell(b"invoice 17 again")

    world.publish(plain_pdf())

    assert world.wait_listed()


@pytest.mark.req("BR-06")
def test_a_replay_after_the_cause_is_mended_gives_one_document(world: World) -> None:
    pdf = plain_pdf()
    reference = f"upload:{new_id()}/{hashlib.sha256(pdf).hexdigest()}"
    event = world.an_event(pdf, file=a_file(pdf, content=None, reference=reference))
    parked = world.wait_parked(world.tell(event))
    world.store().put_object(
        Bucket=world.namespace.uploads_bucket, Key=reference.removeprefix("upload:"), Body=pdf
    )

    world.replay(parked.id)

    (document,) = world.wait_listed()
    assert world.bytes_of(world.archived(document.id)) == pdf
    assert world.parked_code(event["id"]) is None
    assert len(world.notices_heard()) == 1


@pytest.mark.req("BR-06")
def test_a_replay_before_the_cause_is_mended_parks_the_event_again(world: World) -> None:
    body = world.tell(world.an_event(plain_pdf(), file=a_file(b"%PDF", sha256="0" * 64)))
    parked = world.wait_parked(body)

    world.replay(parked.id)

    again = world.wait_parked(body)
    assert (again.id, again.code) == (parked.id, "checksum_mismatch")
    assert world.count("parked_message", f"event_id = '{parked.event_id}'") == 1


@pytest.mark.req("B1")
def test_another_file_under_a_known_number_overwrites_nothing(world: World) -> None:
    number = world.number()
    world.publish(zugferd(), number)
    (document,) = world.wait_listed()

    other = world.publish(zugferd("RE-OTHER"), number)

    assert world.heard("document.rejected.v1", other)["code"] == "number_conflict"
    assert world.documents() == [document]
    assert world.bytes_of(world.archived(document.id)) == zugferd()
    assert len(world.versions()) == 1
    assert len(world.notices_heard()) == 1


@pytest.mark.req("P2", "R13")
@pytest.mark.parametrize(
    "changes",
    [
        {"number": "RE-NEW"},
        {"issued_on": "2026-03-03"},
        {"file": a_file(b"%PDF-1.7 other %%EOF")},
    ],
    ids=["number", "date", "file"],
)
def test_another_event_under_a_known_id_overwrites_nothing(
    world: World, changes: dict[str, Any]
) -> None:
    event = world.an_event(plain_pdf())
    world.tell(event)
    (document,) = world.wait_listed()

    body = world.tell({**event, "data": {**event["data"], **changes}})

    assert world.wait_parked(body).code == "event_conflict"
    assert world.documents() == [document]
    assert len(world.versions()) == 1
    assert len(world.notices_heard()) == 1


def test_a_number_of_another_customer_is_a_conflict(world: World) -> None:
    world.publish(plain_pdf(), world.number())
    (document,) = world.wait_listed()
    world.introduce_customer("20005", organisation_id=new_id())

    other = world.publish(
        plain_pdf(), world.number(), customer_number="20005", event_id=str(new_id())
    )

    assert world.heard("document.rejected.v1", other)["code"] == "number_conflict"
    assert world.documents() == [document]


def test_base64_of_the_whole_file_is_what_is_checked(world: World) -> None:
    # One byte of the file changed on its way: the digest tells, whatever else is right.
    pdf = plain_pdf()
    spoilt = base64.b64encode(pdf.replace(b"/Type", b"/Typf", 1)).decode()

    body = world.tell(world.an_event(pdf, file=a_file(pdf, content=spoilt)))

    assert world.wait_parked(body).code == "checksum_mismatch"
