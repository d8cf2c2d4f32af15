"""A connection to the broker: greeting, heartbeats, being held up, and the end of it."""

import asyncio
import ssl
from contextlib import suppress
from typing import Self, TypeVar, cast

from pamqp import commands
from pamqp.base import Frame as Method
from pamqp.constants import FRAME_HEARTBEAT

from gateway.clients.amqp.address import Address
from gateway.clients.amqp.channel import Channel
from gateway.clients.amqp.failures import BrokerFailure, ConnectionEnded, FrameFault
from gateway.clients.amqp.frames import (
    GREETING,
    HEARTBEAT,
    LONGEST_FRAME,
    Frame,
    FrameCutter,
    method_frame,
    method_of,
)
from gateway.clients.amqp.questions import Questions

# The broker speaks every half interval. So many of them without a word, and it is gone. They are
# counted, not timed: a process that got no turn itself must not take its broker for dead.
_SILENT_BEATS = 5
_FAREWELL_SECONDS = 1.0
_MOST_UNSENT_BYTES = 1024 * 1024
_CAPABILITIES = {
    "authentication_failure_close": True,
    "connection.blocked": True,
    "consumer_cancel_notify": True,
}

M = TypeVar("M", bound=Method)


class Connection(asyncio.Protocol):
    """One connection; `ended` is done when it is gone, for whatever reason."""

    def __init__(self, *, heartbeat_seconds: int) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.longest_frame = LONGEST_FRAME
        self._loop = loop
        self._heartbeat_seconds = heartbeat_seconds
        self._transport: asyncio.Transport | None = None
        self._unsent: list[bytes] = []
        self._cutter = FrameCutter()
        self._questions = Questions()
        self._channels: dict[int, Channel] = {}
        self._most_channels = 0
        self._is_blocked = self._is_full = False
        self._goes_on = asyncio.Event()
        self._goes_on.set()
        self._silent_beats = 0
        self._beating: asyncio.TimerHandle | None = None

    @classmethod
    async def open(cls, address: Address, *, name: str, heartbeat_seconds: int) -> Self:
        """Return a connection to a node of the broker, ready for channels.

        Raises:
            OSError, BrokerFailure: there is none, it does not trust us, or we do not trust it.
        """
        # Which certificates are trusted says OpenSSL: the system's, or SSL_CERT_FILE's.
        trusted = await asyncio.to_thread(ssl.create_default_context) if address.is_tls else None
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: cls(heartbeat_seconds=heartbeat_seconds),
            address.host,
            address.port,
            ssl=trusted,
        )
        await connection.greet(address, name)
        return connection

    async def greet(self, address: Address, name: str) -> None:
        """Come to an agreement with the broker, or hang up; see `open`."""
        try:
            await self._agree(address, name)
        except BaseException:
            self._hang_up(ConnectionEnded("not let in"))
            raise

    @property
    def takes_messages(self) -> bool:
        """Whether the broker reads what we send just now."""
        return self._goes_on.is_set()

    async def wait_until_it_takes_messages(self) -> None:
        """Wait while the broker is short of memory or disk, or has not read what we sent."""
        await self._goes_on.wait()

    async def channel(self) -> Channel:
        """Return a new channel.

        Raises:
            BrokerFailure: there are as many as were agreed already, or the connection is gone.
        """
        number = next(n for n in range(1, len(self._channels) + 2) if n not in self._channels)
        if self._most_channels and number > self._most_channels:
            raise FrameFault("more channels than the broker allows")
        self._channels[number] = channel = Channel(number, self)
        try:
            await channel.open()
        except asyncio.CancelledError:
            channel.close()  # or nobody would ever use its number again
            raise
        return channel

    def write(self, data: bytes) -> None:
        """Send bytes; see `Line.write`."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionEnded("there is no connection")
        if not self._unsent:
            # Calls come in bursts, and so do answers: one system call for all of this moment.
            self._loop.call_soon(self._send)
        self._unsent.append(data)

    async def close(self) -> None:
        """Say goodbye and hang up, after a second at the latest."""
        with suppress(BrokerFailure, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                goodbye = commands.Connection.Close(
                    reply_code=200, reply_text="goodbye", class_id=0, method_id=0
                )
                await self._ask(goodbye, commands.Connection.CloseOk)
        self._hang_up(ConnectionEnded("closed by us"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the way to send."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_MOST_UNSENT_BYTES)

    def data_received(self, data: bytes) -> None:
        """Hand each frame to its channel; hang up at what is none."""
        self._silent_beats = 0
        try:
            for frame in self._cutter.cut(data):
                if not self.ended.done():
                    self._receive(frame)
        except BrokerFailure as failure:
            self._hang_up(failure)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody."""
        self._end(ConnectionEnded(type(exc).__name__ if exc else "closed by the broker"))

    def pause_writing(self) -> None:
        """Send nothing more for now: the broker does not read what is there."""
        self._is_full = True
        self._note_whether_it_goes_on()

    def resume_writing(self) -> None:
        """Go on sending."""
        self._is_full = False
        self._note_whether_it_goes_on()

    async def _agree(self, address: Address, name: str) -> None:
        await self._questions.ask(lambda: self.write(GREETING), commands.Connection.Start)
        tune = await self._ask(
            commands.Connection.StartOk(
                client_properties={
                    "product": "kontor",
                    "connection_name": name,
                    "capabilities": dict(_CAPABILITIES),
                },
                mechanism="PLAIN",
                response=f"\0{address.user}\0{address.password}",
            ),
            commands.Connection.Tune,
        )
        self.longest_frame = min(tune.frame_max or LONGEST_FRAME, LONGEST_FRAME)
        self._most_channels = tune.channel_max
        tuned = commands.Connection.TuneOk(
            channel_max=tune.channel_max,
            frame_max=self.longest_frame,
            heartbeat=self._heartbeat_seconds,
        )
        self.write(method_frame(tuned, 0))
        await self._ask(
            commands.Connection.Open(virtual_host=address.vhost), commands.Connection.OpenOk
        )
        self._beat()

    async def _ask(self, question: Method, answer: type[M]) -> M:
        return await self._questions.ask(lambda: self.write(method_frame(question, 0)), answer)

    def _receive(self, frame: Frame) -> None:
        if frame.kind == FRAME_HEARTBEAT:
            return
        if frame.channel == 0:
            self._receive_about_connection(frame)
            return
        channel = self._channels.get(frame.channel)
        if channel is None:
            raise FrameFault("a frame for a channel that is not open")
        channel.receive(frame)
        if channel.ended.done():
            del self._channels[frame.channel]

    def _receive_about_connection(self, frame: Frame) -> None:
        match method_of(frame):
            case commands.Connection.Close() as close:
                self.write(method_frame(commands.Connection.CloseOk(), 0))
                self._end(ConnectionEnded(f"closed by the broker: {close.reply_code}"))
                self._send()
                if self._transport is not None:
                    self._transport.close()  # after that word, which `abort` would keep back
            case commands.Connection.Blocked():
                self._is_blocked = True
                self._note_whether_it_goes_on()
            case commands.Connection.Unblocked():
                self._is_blocked = False
                self._note_whether_it_goes_on()
            case Method() as method:
                self._questions.answer(method)
            case other:
                raise FrameFault(f"{other.name} about the connection")

    def _note_whether_it_goes_on(self) -> None:
        if self._is_blocked or self._is_full:
            self._goes_on.clear()
        else:
            self._goes_on.set()

    def _beat(self) -> None:
        if self._silent_beats >= _SILENT_BEATS:
            self._hang_up(ConnectionEnded("silent for too long"))
            return
        self._silent_beats += 1
        with suppress(ConnectionEnded):
            self.write(HEARTBEAT)
            self._beating = self._loop.call_later(self._heartbeat_seconds / 2, self._beat)

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        if unsent and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(unsent))

    def _hang_up(self, failure: BrokerFailure) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._end(failure)

    def _end(self, failure: BrokerFailure) -> None:
        if self._beating is not None:
            self._beating.cancel()
        self._questions.fail(failure)
        for channel in self._channels.values():
            channel.end(failure)
        self._channels.clear()
        if not self.ended.done():
            self.ended.set_result(None)
