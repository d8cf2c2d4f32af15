"""A channel that waits for the broker's answers while others on its connection go on."""

from collections.abc import Callable
from typing import Any, cast

from amqp import spec
from amqp.exceptions import ChannelError, RecoverableConnectionError, error_for_code
from eventlet.event import Event
from kombu.message import Message
from kombu.transport.pyamqp import Channel

from chassis.broker.replies import PieceWriter, reply_and_acknowledgement


class LaneChannel(Channel):
    """One queue's own channel, on a connection that another green thread reads.

    amqp's own channel reads the connection itself until its answer comes, so that everybody waits
    for a queue without a leader; and it opens itself again after the broker has closed it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Bodies stay the bytes that were sent: amqp would decode them by the sender's charset.
        self.auto_decode = False
        self.when_ended: Callable[[], None] | None = None
        self._interrupted = Event()
        self._questions: set[Event] = set()

    def consume(
        self, queue: str, *, prefetch: int, tag: str, on_message: Callable[[Message], None]
    ) -> None:
        """Begin to take messages from a queue, at most `prefetch` of them at once.

        Raises:
            AMQPError, OSError: the broker does not let us, or is gone.
        """
        self._interrupted = Event()
        self.basic_qos(0, prefetch, False)
        # Before the question: the first message may come together with the answer.
        self.callbacks[tag] = take = lambda delivered: on_message(_as_it_came(self, delivered))
        self.cancel_callbacks[tag] = self._on_cancelled
        self.basic_consume(queue, tag, callback=take, on_cancel=self._on_cancelled)

    def reply(self, body: bytes, *, exchange: str, reply_to: str, answered: Message) -> None:
        """Send a JSON reply, and acknowledge what it answers, in one piece.

        Raises:
            AMQPError, OSError: the connection is lost.
        """
        connection = self.connection
        if connection is None:
            raise RecoverableConnectionError("the channel was closed")
        cast("PieceWriter", connection.frame_writer).write_piece(
            reply_and_acknowledgement(
                self.channel_id,
                body,
                exchange=exchange,
                reply_to=reply_to,
                correlation_id=answered.properties.get("correlation_id"),
                delivery_tag=answered.delivery_tag,
                longest_frame=connection.frame_max,
            )
        )

    def wait_interrupted(self) -> None:
        """Wait until nothing comes any more.

        Raises:
            AMQPError, OSError: why: always one of them.
        """
        self._interrupted.wait()

    def wait(
        self,
        method: Any,
        callback: Any = None,
        timeout: float | None = None,
        returns_tuple: bool = False,  # noqa: FBT001, FBT002 - amqp's shape
    ) -> Any:
        """Return the broker's answer, which whoever reads the connection hands to us.

        Raises:
            AMQPError, OSError: the channel was closed meanwhile, or its connection was lost.
        """
        del callback, timeout
        answered = Event()
        methods = method if isinstance(method, list) else [method]
        # Nothing has run since the question was written, so the answer cannot have come before.
        for each in methods:
            self._pending[each] = lambda _method, *answer: answered.send(answer)
        self._questions.add(answered)
        try:
            answer: tuple[Any, ...] = answered.wait()
        finally:
            self._questions.discard(answered)
            for each in methods:
                self._pending.pop(each, None)
        return answer if returns_tuple else (answer[0] if answer else None)

    def end(self, cause: BaseException | None) -> None:
        """Let everybody who waits for this channel know that it is gone."""
        self.collect()
        cause = cause or RecoverableConnectionError("the connection was closed")
        for waited_for in (self._interrupted, *self._questions):
            if not waited_for.ready():
                waited_for.send_exception(cause)
        if self.when_ended is not None:
            self.when_ended()

    def _on_close(self, reply_code: int, reply_text: str, class_id: int, method_id: int) -> None:
        self.send_method(spec.Channel.CloseOk)
        self.end(error_for_code(reply_code, reply_text, (class_id, method_id), ChannelError))

    def _on_cancelled(self, _tag: str) -> None:
        if not self._interrupted.ready():
            self._interrupted.send_exception(ChannelError("the queue was deleted or moved"))


def _as_it_came(channel: LaneChannel, delivered: Any) -> Message:
    # Kombu's own way unpacks what a header calls compressed, whatever it grows to, and a message
    # that it cannot unpack it acknowledges: lost.
    properties = delivered.properties
    message = Message(
        body=delivered.body,
        channel=channel,
        delivery_tag=delivered.delivery_tag,
        content_type=properties.get("content_type"),
        content_encoding=properties.get("content_encoding"),
        delivery_info=delivered.delivery_info,
        properties=properties,
    )
    message.headers = properties.get("application_headers") or {}
    return message
