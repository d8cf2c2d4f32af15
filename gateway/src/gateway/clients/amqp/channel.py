"""A channel: what is set up, asked, published and received on it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeVar

import structlog
from pamqp import commands, constants
from pamqp.base import Frame as Method

from gateway.clients.amqp.call_properties import CallProperties
from gateway.clients.amqp.failures import (
    BrokerFailure,
    ChannelEnded,
    ConnectionEnded,
    FrameFault,
)
from gateway.clients.amqp.frames import (
    Frame,
    header_of,
    message_frames,
    method_frame,
    method_of,
)
from gateway.clients.amqp.questions import Questions

_log = structlog.get_logger(__name__)
_DELIVER = commands.Basic.Deliver.index.to_bytes(4)
_RETURN = commands.Basic.Return.index.to_bytes(4)
_GIVEN_UP = 200
_CANCELLED = 404

M = TypeVar("M", bound=Method)


class Message(NamedTuple):
    """A message that came, or came back."""

    correlation_id: str
    body: bytes


Take = Callable[[Message], None]


class Line(Protocol):
    """What a channel needs of its connection."""

    longest_frame: int

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            ConnectionEnded: there is nobody to send them to.
        """


class _Arriving:
    """A message of which not all has come."""

    __slots__ = ("correlation_id", "missing", "pieces", "take")

    def __init__(self, take: Take) -> None:
        self.take = take
        self.correlation_id = ""
        self.missing: int | None = None
        self.pieces: list[bytes] = []


class Channel:
    """One channel of a connection, with at most one consumer, which needs no acknowledgements."""

    def __init__(self, number: int, line: Line) -> None:
        self.number = number
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line = line
        self._questions = Questions()
        self._arriving: _Arriving | None = None
        self._take: Take = _ignore
        self._take_back: Take = _ignore

    async def open(self) -> None:
        """Open it."""
        await self._ask(commands.Channel.Open(), commands.Channel.OpenOk)

    def close(self) -> None:
        """Give it up, without waiting for the broker to agree."""
        with suppress(ConnectionEnded):
            close = commands.Channel.Close(
                reply_code=_GIVEN_UP, reply_text="not needed", class_id=0, method_id=0
            )
            self._line.write(method_frame(close, self.number))

    async def declare_exchange(self, exchange: str) -> None:
        """Make a durable topic exchange, where it is not there yet."""
        await self._ask(
            commands.Exchange.Declare(exchange=exchange, exchange_type="topic", durable=True),
            commands.Exchange.DeclareOk,
        )

    async def consume(self, queue: str, exchange: str, routing_key: str, take: Take) -> None:
        """Make a queue that goes with the connection, bind it, and have `take` called for each."""
        self._take = take
        await self._ask(
            commands.Queue.Declare(queue=queue, exclusive=True, auto_delete=True),
            commands.Queue.DeclareOk,
        )
        await self._ask(
            commands.Queue.Bind(queue=queue, exchange=exchange, routing_key=routing_key),
            commands.Queue.BindOk,
        )
        await self._ask(commands.Basic.Consume(queue=queue, no_ack=True), commands.Basic.ConsumeOk)

    async def count_consumers(self, queue: str) -> int:
        """Return how many take messages from a queue.

        Raises:
            ChannelEnded: there is no such queue; the channel is of no use any more.
        """
        declared = await self._ask(
            commands.Queue.Declare(queue=queue, passive=True), commands.Queue.DeclareOk
        )
        return declared.consumer_count or 0

    def publish(
        self,
        body: bytes,
        properties: CallProperties,
        *,
        exchange: str,
        routing_key: str,
    ) -> None:
        """Send a message; it comes to `take_back` if no queue takes it.

        Raises:
            BrokerFailure: the channel or its connection is gone.
        """
        if self.ended.done():
            raise ChannelEnded(0, "it was closed before")
        self._line.write(
            message_frames(
                self.number,
                body,
                properties,
                exchange=exchange,
                routing_key=routing_key,
                longest=self._line.longest_frame,
            )
        )

    def when_returned(self, take_back: Take) -> None:
        """Have `take_back` called for each message that no queue took."""
        self._take_back = take_back

    def receive(self, frame: Frame) -> None:
        """Take a frame that came for this channel.

        Raises:
            FrameFault: it may not come now.
        """
        if frame.kind == constants.FRAME_METHOD:
            self._receive_method(frame)
        elif frame.kind == constants.FRAME_HEADER:
            self._receive_header(frame)
        else:
            self._receive_body(frame)

    def end(self, failure: BrokerFailure) -> None:
        """Let everybody who waits on this channel know that it is gone."""
        self._questions.fail(failure)
        if not self.ended.done():
            self.ended.set_result(None)

    async def _ask(self, question: Method, answer: type[M]) -> M:
        return await self._questions.ask(
            lambda: self._line.write(method_frame(question, self.number)), answer
        )

    def _receive_method(self, frame: Frame) -> None:
        if self._arriving is not None:
            raise FrameFault("a method in the middle of a message")
        index = frame.method_index
        if index == _DELIVER:
            self._arriving = _Arriving(self._take)
            return
        if index == _RETURN:
            self._arriving = _Arriving(self._take_back)
            return
        match method_of(frame):
            case commands.Channel.Close() as close:
                self._line.write(method_frame(commands.Channel.CloseOk(), self.number))
                self.end(ChannelEnded(close.reply_code or 0, close.reply_text or ""))
            case commands.Channel.CloseOk():
                self.end(ChannelEnded(_GIVEN_UP, "closed by us"))
            case commands.Basic.Cancel():
                self.end(ChannelEnded(_CANCELLED, "the queue was deleted, or its node is down"))
            case Method() as method:
                self._questions.answer(method)
            case other:
                raise FrameFault(f"{other.name} as a method")

    def _receive_header(self, frame: Frame) -> None:
        arriving = self._arriving
        if arriving is None or arriving.missing is not None:
            raise FrameFault("a header without a message")
        header = header_of(frame)
        arriving.correlation_id = header.properties.correlation_id or ""
        arriving.missing = header.body_size
        if not arriving.missing:
            self._finish(arriving)

    def _receive_body(self, frame: Frame) -> None:
        arriving = self._arriving
        if arriving is None or arriving.missing is None:
            raise FrameFault("a body without a message")
        piece = frame.payload
        arriving.pieces.append(piece)
        arriving.missing -= len(piece)
        if arriving.missing < 0:
            raise FrameFault("more of a message than there is")
        if not arriving.missing:
            self._finish(arriving)

    def _finish(self, arriving: _Arriving) -> None:
        self._arriving = None
        body = arriving.pieces[0] if len(arriving.pieces) == 1 else b"".join(arriving.pieces)
        try:
            arriving.take(Message(arriving.correlation_id, body))
        except Exception:  # noqa: BLE001 - whatever it is
            # It would end the connection, and with it every call of others that is in flight.
            _log.exception("broker_message_not_taken")


def _ignore(message: Message) -> None:
    """Take what nobody waits for."""
    del message
