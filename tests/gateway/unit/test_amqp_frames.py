"""Frames of AMQP, in whatever pieces they come, and what the broker's address says."""

from typing import Any

import pytest
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.frame import marshal, unmarshal
from pamqp.header import ContentHeader

from gateway.clients.amqp.address import Address, read_address
from gateway.clients.amqp.call_properties import CallProperties
from gateway.clients.amqp.failures import FrameFault
from gateway.clients.amqp.frames import (
    HEARTBEAT,
    LONGEST_FRAME,
    FrameCutter,
    header_of,
    message_frames,
    method_of,
)
from tests.gateway.amqp_wire import a_delivery

_STREAM = (
    b"".join(marshal(frame, 1) for frame in a_delivery("call-1", b"first"))
    + HEARTBEAT
    + b"".join(marshal(frame, 2) for frame in a_delivery("call-2", b"second"))
)


def test_frames_are_the_same_wherever_the_stream_is_cut() -> None:
    whole = FrameCutter().cut(_STREAM)

    for at in range(len(_STREAM) + 1):
        cutter = FrameCutter()
        assert cutter.cut(_STREAM[:at]) + cutter.cut(_STREAM[at:]) == whole
    assert len(whole) == 7
    assert b"".join(frame.raw for frame in whole) == _STREAM


def test_frames_may_come_byte_by_byte() -> None:
    cutter = FrameCutter()

    frames = [frame for byte in _STREAM for frame in cutter.cut(bytes((byte,)))]

    assert frames == FrameCutter().cut(_STREAM)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"AMQP\x00\x00\x09\x01",
        b"\x09\x00\x01\x00\x00\x00\x01x\xce",
        HEARTBEAT[:-1] + b"\x00",
        b"\x01\x00\x01" + LONGEST_FRAME.to_bytes(4) + b"x",
    ],
    ids=["another protocol", "another version", "no kind", "no end", "longer than agreed"],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(FrameFault):
        FrameCutter().cut(data)


def test_a_method_that_cannot_be_read_is_refused() -> None:
    [frame] = FrameCutter().cut(b"\x01\x00\x01\x00\x00\x00\x04\x00\x63\x00\x63\xce")

    with pytest.raises(FrameFault):
        method_of(frame)


def test_properties_that_cannot_be_read_leave_the_size() -> None:
    readable = marshal(
        ContentHeader(body_size=7, properties=commands.Basic.Properties(correlation_id="call-ä")),
        1,
    )
    [frame] = FrameCutter().cut(readable.replace("ä".encode(), b"\xff\xfe"))

    header = header_of(frame)

    assert header.body_size == 7
    assert header.properties.correlation_id is None


def test_a_header_without_a_size_is_refused() -> None:
    [frame] = FrameCutter().cut(b"\x02\x00\x01\x00\x00\x00\x02\x00\x3c\xce")

    with pytest.raises(FrameFault):
        header_of(frame)


@pytest.mark.parametrize("length", [0, 1, 4088, 4089, 9000])
def test_a_message_is_sent_in_frames_that_are_short_enough(length: int) -> None:
    body = bytes(range(256)) * (length // 256 + 1)
    properties = CallProperties("call-1", "replies", "4500", {})

    sent = message_frames(
        1,
        body[:length],
        properties,
        exchange="nameko-rpc",
        routing_key="tickets.add",
        longest=4096,
    )

    method, header, *bodies = FrameCutter().cut(sent)
    published = unmarshal(method.raw)[2]
    assert isinstance(published, commands.Basic.Publish)
    assert published.mandatory
    assert published.routing_key == "tickets.add"
    assert header_of(header).body_size == length
    assert all(len(frame.raw) <= 4096 for frame in bodies)
    contents = [unmarshal(frame.raw)[2] for frame in bodies]
    pieces = [content.value for content in contents if isinstance(content, ContentBody)]
    assert b"".join(pieces) == body[:length]


def test_a_call_says_of_itself_what_others_read() -> None:
    headers: dict[str, Any] = {
        "nameko.correlation_id": "Anfrage-ü",
        "nameko.principal": "x" * 2000,
        "nameko.budget_ms": 4500,
        "nameko.call_id_stack": ["gateway.list_documents.1", ""],
    }

    sent = message_frames(
        7,
        b"{}",
        CallProperties("call-1", "replies", "4500", headers),
        exchange="nameko-rpc",
        routing_key="billing_docs.list_documents",
    )

    _, header, _ = FrameCutter().cut(sent)
    read = unmarshal(header.raw)[2]
    assert isinstance(read, ContentHeader)
    assert (header.channel, read.body_size) == (7, 2)
    expected = commands.Basic.Properties(
        content_type="application/json",
        content_encoding="utf-8",
        headers=dict(headers),
        delivery_mode=1,
        correlation_id="call-1",
        reply_to="replies",
        expiration="4500",
    )
    assert read.properties == expected


def test_an_address_says_where_and_as_whom() -> None:
    assert read_address("amqps://gate%40way:p%2Fw@broker.example.com/kontor%2Fone") == Address(
        host="broker.example.com",
        port=5671,
        is_tls=True,
        user="gate@way",
        password="p/w",
        vhost="kontor/one",
    )
    assert read_address("amqp://127.0.0.1:5673").vhost == "/"


def test_an_address_that_is_none_is_not_told_for_it_holds_a_password() -> None:
    with pytest.raises(ValueError, match="not an amqp") as refused:
        read_address("http://gateway:hidden@broker.example.com/")

    assert "hidden" not in str(refused.value)
