"""Publishing that is sure: the broker's word on every message, within a deadline."""

from collections.abc import Sequence
from contextlib import suppress

import amqp
from amqp.exceptions import AMQPError
from eventlet.semaphore import Semaphore
from kombu import Connection

from chassis.broker.confirmed_batch import ConfirmedBatch, Outcome, Outgoing
from chassis.broker.nodes import Nodes
from chassis.errors import DependencyDown
from contracts.broker_addresses import broker_addresses

DEPENDENCY = "broker"


class ConfirmedPublisher:
    """One connection that publishes in batches and waits for the broker's confirms.

    Safe to share between green threads: one batch at a time. The connection is made at the first
    batch and made anew after any trouble.
    """

    def __init__(self, amqp_url: str, *, confirm_seconds: float = 5.0) -> None:
        self._nodes = Nodes(amqp_url)
        self._user = broker_user(amqp_url)
        self._confirm_seconds = confirm_seconds
        self._turn = Semaphore()
        self._connection: amqp.Connection | None = None
        self._channel: amqp.Channel | None = None
        self._next_tag = 1
        self._is_blocked = False

    def publish(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """Publish the batch and return the broker's word on each message, in order.

        What is not confirmed may have reached some queue all the same: publish it again,
        consumers know repeats by the message id. One message that the broker closes the channel
        for is found out among the others and refused; those of the others that were without an
        answer by then are published again.

        Raises:
            DependencyDown: the broker cannot be reached; nothing was published.
        """
        if not batch:
            return []
        with self._turn:
            try:
                self._open_channel()
            except (AMQPError, OSError) as error:
                self._drop()
                raise DependencyDown(DEPENDENCY, type(error).__name__) from error
            return self._answers(batch)

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def _answers(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        try:
            channel = self._open_channel()
        except (AMQPError, OSError):
            self._drop()
            return ["interrupted"] * len(batch)
        run = ConfirmedBatch(channel, batch, self._next_tag, self._user)
        try:
            outcomes = run.run(self._confirm_seconds)
        except BaseException:
            # The count of confirms is out of step now; the next batch starts afresh.
            self._drop()
            raise
        self._next_tag = run.next_tag()
        if not run.is_channel_sound():
            if self._is_blocked:
                outcomes = [_unless_blocked(each) for each in outcomes]
            self._drop()
        if run.was_objected_to():
            self._find_the_culprit(batch, outcomes)
        return outcomes

    def _find_the_culprit(self, batch: Sequence[Outgoing], outcomes: list[Outcome]) -> None:
        """Put into `outcomes` what the broker says of each message that was interrupted."""
        interrupted = [index for index, each in enumerate(outcomes) if each == "interrupted"]
        if len(interrupted) == 1:
            outcomes[interrupted[0]] = "refused"
            return
        middle = len(interrupted) // 2
        for half in (interrupted[:middle], interrupted[middle:]):
            answers = self._answers([batch[index] for index in half])
            for index, answer in zip(half, answers, strict=True):
                outcomes[index] = answer

    def _open_channel(self) -> amqp.Channel:
        if self._channel is None:
            self._is_blocked = False
            address = Connection(
                self._nodes.in_turn(),
                connect_timeout=5,
                transport_options={"confirm_publish": False, "on_blocked": self._on_blocked},
            )
            try:
                self._connection = address.connect()
            except (AMQPError, OSError):
                self._nodes.pass_on()
                raise
            self._channel = self._connection.channel()
            self._channel.confirm_select()
            self._next_tag = 1
        return self._channel

    def _on_blocked(self, _: str) -> None:
        # The broker has no room and reads no more from whoever publishes: no message's fault.
        self._is_blocked = True

    def _drop(self) -> None:
        # Without a farewell: a polite close waits for an answer, and a broker with a memory alarm
        # gives none until the alarm is over (measured).
        connection, self._connection, self._channel = self._connection, None, None
        if connection is None:
            return
        self._nodes.pass_on()
        with suppress(AMQPError, OSError, AttributeError):
            connection.transport.close()


def broker_user(amqp_url: str) -> str:
    """Return the broker user that an address signs in as."""
    return Connection(broker_addresses(amqp_url)[0]).userid or "guest"


def _unless_blocked(outcome: Outcome) -> Outcome:
    return "interrupted" if outcome == "unanswered" else outcome
