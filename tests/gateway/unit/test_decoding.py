"""What clients send is parsed once, and every fault is named at once."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from starlette.requests import Request

from contracts.billing_docs import DocumentQuery, PublicationQuery
from contracts.identity import RegisterOrganisation
from contracts.profiles import UpdateProfile
from gateway.api.bodies import Credentials
from gateway.api.content import NewsQuery
from gateway.api.decoding import LARGEST_BODY_BYTES, read_json, read_values, refuse_repeated
from gateway.api.meters import ListQuery, SeveralReadings
from gateway.api.requests import NewRequest
from gateway.problems import InvalidFields, RequestFault

pytestmark = pytest.mark.asyncio


def a_request(body: bytes, content_type: str = "application/json", method: str = "POST") -> Request:
    pieces: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": body, "more_body": True},
            {"type": "http.request", "body": b"", "more_body": False},
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(pieces)

    scope = {
        "type": "http",
        "method": method,
        "path": "/",
        "headers": [(b"content-type", content_type.encode())],
    }
    return Request(scope, receive)


async def faults_in(body: Any, wanted: type[msgspec.Struct]) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        await read_json(a_request(json.dumps(body).encode()), wanted)
    return dict(refused.value.faults)


async def test_a_good_body_is_what_it_says() -> None:
    request = a_request(b'{"email": "a@example.com", "password": "x", "later": "added"}')

    assert await read_json(request, Credentials) == Credentials(email="a@example.com", password="x")


async def test_all_faults_are_named_at_once() -> None:
    faults = await faults_in(
        {"kind": "sect", "customer_number": "123", "language": 7, "contact_email": "x" * 300},
        RegisterOrganisation,
    )

    assert faults == {
        "kind": "not_offered",
        "name": "missing",
        "customer_number": "wrong_format",
        "language": "wrong_type",
        "contact_email": "too_long",
    }


async def test_a_change_of_a_field_that_does_not_exist_is_refused() -> None:
    request = a_request(b'{"given_name": "Ada", "first_name": "Ada"}', method="PATCH")

    with pytest.raises(InvalidFields) as refused:
        await read_json(request, UpdateProfile)

    assert refused.value.faults == (("first_name", "unknown_field"),)


async def test_a_fault_deep_inside_names_its_place() -> None:
    faults = await faults_in({"source": "/erp", "event_ids": ["a", 5]}, PublicationQuery)

    assert faults == {"event_ids[1]": "wrong_type"}


@pytest.mark.parametrize("body", [[], "text", 5, None])
async def test_json_that_is_no_object_is_refused(body: Any) -> None:
    assert await faults_in(body, Credentials) == {"": "wrong_type"}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'a': 1}", b"\xff\xfe", b'{"email": "\xc3\x28", "password": "x"}']
)
async def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(RequestFault) as refused:
        await read_json(a_request(body), Credentials)

    assert refused.value.code == "not_json"
    assert refused.value.status == 400


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/x-www-form-urlencoded"])
async def test_only_what_is_called_json_is_read(content_type: str) -> None:
    with pytest.raises(RequestFault) as refused:
        await read_json(a_request(b"{}", content_type), Credentials)

    assert refused.value.status == 415


async def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    with pytest.raises(RequestFault) as refused:
        await read_json(a_request(b" " * (LARGEST_BODY_BYTES + 1)), Credentials)

    assert refused.value.status == 413


async def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(InvalidFields) as refused:
        refuse_repeated([("type", "invoice"), ("q", "A"), ("type", "offer")])

    assert refused.value.faults == (("type", "given_twice"),)


@pytest.mark.req("S3")
async def test_the_word_null_is_a_word_and_no_value_of_anything_else() -> None:
    with pytest.raises(InvalidFields) as refused:
        read_values({"document_type": "null"}, DocumentQuery)

    assert refused.value.faults == (("document_type", "wrong_type"),)
    assert read_values({"number": "null"}, DocumentQuery).number == "null"
    assert read_values({"document_type": ""}, DocumentQuery).document_type is None


@pytest.mark.req("S3")
@pytest.mark.parametrize(
    "text", ["0", "0.5", "-1", "1e9", "yesterday", "2026-11-28", "2026-11-28T01:30:00"]
)
async def test_what_does_not_say_date_time_and_zone_is_no_instant(text: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        read_values({"since": text}, NewsQuery)

    assert refused.value.faults == (("since", "not_an_instant"),)


@pytest.mark.req("S3")
async def test_a_reading_holds_nothing_that_the_database_could_not_keep() -> None:
    for field in ("value", "device"):
        body = {"readings": [{"value": 12, field: "12\0"}]}
        assert await faults_in(body, SeveralReadings) == {"readings": "unreadable_character"}
    with pytest.raises(InvalidFields) as refused:
        read_values({"file_name": "M\0rz.xlsx"}, ListQuery)
    assert refused.value.faults == (("file_name", "unreadable_character"),)


@pytest.mark.req("S3")
async def test_a_nul_is_refused_wherever_it_stands_and_unknown_fields_are_left_alone() -> None:
    deep = {"kind": "contact", "title": "a", "description": "b", "fields": {"counter\0": 1}}
    assert await faults_in(deep, NewRequest) == {"fields": "unreadable_character"}
    assert await faults_in({"email": "a@b.example\0", "password": "\0"}, Credentials) == {
        "email": "unreadable_character",
        "password": "unreadable_character",
    }
    with pytest.raises(InvalidFields) as refused:
        read_values({"number": "R\0"}, DocumentQuery)
    assert refused.value.faults == (("number", "unreadable_character"),)

    unknown = a_request(b'{"email": "a@b.example", "password": "a\\\\u0000", "later": "\\u0000"}')
    assert (await read_json(unknown, Credentials)).password == "a\\u0000"


async def test_an_instant_is_one() -> None:
    query = read_values({"since": "2026-11-28T01:30:00+01:00"}, NewsQuery)

    assert query.since == datetime(2026, 11, 28, 0, 30, tzinfo=UTC)


async def test_a_query_becomes_typed_values() -> None:
    query = read_values(
        {"document_type": "invoice", "issued_from": "2026-01-31", "limit": "20", "number": ""},
        DocumentQuery,
    )

    assert query == DocumentQuery(document_type="invoice", issued_from=date(2026, 1, 31), limit=20)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("limit", "0", "too_small"),
        ("limit", "101", "too_large"),
        ("limit", "ten", "not_a_number"),
        ("issued_from", "31.01.2026", "not_a_date"),
        ("issued_until", "2026-02-30", "not_a_date"),
        ("organisation_id", "10001", "not_an_id"),
        ("document_type", "bill", "not_offered"),
        ("cursor", "x" * 2001, "too_long"),
    ],
)
async def test_a_query_value_that_cannot_be_read_is_named(
    name: str, value: str, reason: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        read_values({name: value}, DocumentQuery)

    assert refused.value.faults == ((name, reason),)
