"""A connection whose other end is the test itself: what it sent, and what it is told."""

import asyncio
from typing import Self

from pamqp import commands
from pamqp.body import ContentBody
from pamqp.frame import FrameTypes, marshal, unmarshal
from pamqp.header import ContentHeader

from gateway.clients.amqp.address import read_address
from gateway.clients.amqp.channel import Channel
from gateway.clients.amqp.connection import Connection

ADDRESS = read_address("amqp://gateway:secret@127.0.0.1:5672/kontor")


class Wire(asyncio.Transport):
    """Keeps what is written, and says what the test has the broker say."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        # So long that no test passes because the connection was given up in silence.
        self.connection = Connection(heartbeat_seconds=3600)
        self._is_closing = False
        self.connection.connection_made(self)

    @classmethod
    async def greeted(cls) -> Self:
        """Return the wire of a connection that was let in."""
        wire = cls()
        greeting = asyncio.create_task(wire.connection.greet(ADDRESS, "test"))
        for answer in (
            commands.Connection.Start(server_properties={}),
            commands.Connection.Tune(channel_max=3, frame_max=131_072, heartbeat=60),
            commands.Connection.OpenOk(),
        ):
            await turn()
            wire.say(answer)
        await greeting
        wire.writes.clear()
        return wire

    async def channel(self) -> Channel:
        """Return an open channel."""
        opening = asyncio.create_task(self.connection.channel())
        await turn()
        self.say(commands.Channel.OpenOk(), channel=unmarshal(self.writes[-1])[1])
        return await opening

    def say(self, *frames: FrameTypes, channel: int = 0) -> None:
        """Have the broker say something, all in one piece."""
        self.say_bytes(b"".join(marshal(frame, channel) for frame in frames))

    def say_bytes(self, data: bytes) -> None:
        """Have the broker say any bytes."""
        self.connection.data_received(data)

    def said(self) -> list[FrameTypes]:
        """Return what was sent since the greeting."""
        sent, frames = b"".join(self.writes), []
        while sent:
            length, _, frame = unmarshal(sent)
            frames.append(frame)
            sent = sent[length:]
        return frames

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep what is sent."""
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        """Whether it was hung up."""
        return self._is_closing

    def close(self) -> None:
        """Hang up."""
        self._is_closing = True

    def abort(self) -> None:
        """Hang up."""
        self._is_closing = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Take note of nothing: the test says itself when it is full."""


async def turn() -> None:
    """Let everybody who can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


def a_delivery(correlation_id: str, body: bytes = b"{}") -> list[FrameTypes]:
    """Return a message as the broker delivers it."""
    return [
        commands.Basic.Deliver("consumer", 1, exchange="nameko-rpc", routing_key="reply"),
        *_content(correlation_id, body),
    ]


def a_return(correlation_id: str) -> list[FrameTypes]:
    """Return a message that no queue took, as it comes back."""
    return [
        commands.Basic.Return(312, "NO_ROUTE", "nameko-rpc", "tickets.add"),
        *_content(correlation_id, b'{"args": []}'),
    ]


def _content(correlation_id: str, body: bytes) -> list[FrameTypes]:
    properties = commands.Basic.Properties(
        content_type="application/json", correlation_id=correlation_id
    )
    header = ContentHeader(body_size=len(body), properties=properties)
    return [header, *([ContentBody(body)] if body else [])]
