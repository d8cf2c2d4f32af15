"""Replies as they are written, read by somebody else's eyes."""

import pytest
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.frame import FrameTypes, unmarshal
from pamqp.header import ContentHeader

from chassis.broker.replies import reply_and_acknowledgement


def read(piece: bytes, longest: int) -> list[FrameTypes]:
    frames = []
    while piece:
        length, channel, frame = unmarshal(piece)
        assert channel == 7
        assert length <= longest
        frames.append(frame)
        piece = piece[length:]
    return frames


@pytest.mark.parametrize("length", [0, 1, 4088, 4089, 9000])
@pytest.mark.parametrize("correlation_id", ["call-ä-1", "", None])
def test_a_reply_is_read_as_it_was_meant(length: int, correlation_id: str | None) -> None:
    body = bytes(n % 251 for n in range(length))

    piece = reply_and_acknowledgement(
        7,
        body,
        exchange="nameko-rpc",
        reply_to="0e5d4c2a",
        correlation_id=correlation_id,
        delivery_tag=2**40,
        longest_frame=4096,
    )

    publish, header, *bodies, acknowledgement = read(piece, 4096)
    assert isinstance(publish, commands.Basic.Publish)
    assert (publish.exchange, publish.routing_key) == ("nameko-rpc", "0e5d4c2a")
    assert not publish.mandatory
    assert isinstance(header, ContentHeader)
    assert header.body_size == length
    assert dict(header.properties) == dict(
        commands.Basic.Properties(
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=correlation_id,
        )
    )
    assert b"".join(each.value for each in bodies if isinstance(each, ContentBody)) == body
    assert isinstance(acknowledgement, commands.Basic.Ack)
    assert acknowledgement.delivery_tag == 2**40
    assert not acknowledgement.multiple
