"""Which fields of a message are not kept when it is set aside, and what is left of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest

from chassis.blanking import secret_fields, without_fields
from chassis.parking import BLANKED_HEADER, RawMessage
from contracts.events import SECRET, NoticeRequested, OrganisationChanged


class Told(msgspec.Struct):
    """A message with two secrets."""

    words: str
    code: Annotated[str, SECRET]
    links: Annotated[dict[str, str], SECRET] = {}
    number: Annotated[int, msgspec.Meta(gt=0)] = 1


def a_message(body: bytes, **headers: str) -> RawMessage:
    return RawMessage(
        queue="q",
        body=body,
        content_type="application/json",
        content_encoding="utf-8",
        headers=headers,
        properties={},
        publisher="identity",
        attempts=0,
    )


@pytest.mark.parametrize(
    ("data_type", "expected"),
    [
        (Told, ("code", "links")),
        (NoticeRequested, ("secrets",)),
        (OrganisationChanged, ()),
        (dict, ()),
    ],
)
def test_the_type_of_an_event_says_what_is_secret(
    data_type: type, expected: tuple[str, ...]
) -> None:
    assert secret_fields(data_type) == expected


@pytest.mark.req("S16")
def test_the_rest_of_the_message_stays_and_says_what_is_gone() -> None:
    body = msgspec.json.encode(Told(words="Grüße", code="7K3M", links={"link": "geheim"}))

    kept = a_message(body, sender="identity").without_secrets(secret_fields(Told))

    assert msgspec.json.decode(kept.body) == {"words": "Grüße", "number": 1}
    assert kept.headers == {"sender": "identity", BLANKED_HEADER: "code, links"}


@pytest.mark.req("S16")
@pytest.mark.parametrize(
    "body", [b'{"code": "7K3M"', b'["7K3M"]', b"7K3M", b"\xff7K3M", b"[" * 100_000]
)
def test_nothing_is_left_of_a_body_in_which_the_secret_cannot_be_told(body: bytes) -> None:
    assert without_fields(body, ("code",)) == b""


def test_a_message_without_secrets_stays_as_it_came() -> None:
    kept = a_message(b"\x00 anything").without_secrets(())

    assert (kept.body, kept.headers) == (b"\x00 anything", {})


def test_nobody_else_marks_a_message_as_one_that_cannot_be_replayed() -> None:
    kept = a_message(b"{}", **{BLANKED_HEADER: "all"}).without_secrets(())

    assert BLANKED_HEADER not in kept.headers
