"""One connection to the broker, and a wait for its confirm that really ends."""

import os
import socket
import time
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from threading import Thread
from typing import Any

import amqp

from contracts.cloudevents import INBOUND_EXCHANGE
from kontor_publisher.address import BrokerAddress
from kontor_publisher.events import OutgoingMessage

_PERSISTENT = 2
_GOODBYE_SECONDS = 1.0
# Without an acknowledgement for so long the kernel gives a connection up (amqp's own default of
# one second breaks healthy connections over long lines).
_UNACKNOWLEDGED_MS = 5000


class Returned(Exception):
    """The broker gave the message back: no queue wants it."""


class Link:
    """One connection; at the first trouble its owner throws it away and makes another.

    Neither amqp's confirm timeout nor an orderly close ends the wait when a broker with a memory
    or disk alarm has stopped reading: closing sends a frame and waits for the answer. So every
    talk with the broker runs in a thread of its own, and when the time is up the socket is shut
    down under it.
    """

    def __init__(self, address: BrokerAddress, *, connection_name: str) -> None:
        self.process_id = os.getpid()
        self.used_at = time.monotonic()
        self.blocked_reason: str | None = None
        self._address = address
        self._connection_name = connection_name
        self._connection: amqp.Connection | None = None
        self._channel: amqp.Channel | None = None
        self._returned: list[str] = []
        self._is_dropped = False

    def send(self, message: OutgoingMessage, *, timeout_seconds: float) -> None:
        """Return once the broker has confirmed `message`, connecting first where needed.

        Raises:
            Returned: no queue wants it.
            TimeoutError: no confirm within the time; it may or may not have arrived.
            OSError, amqp.AMQPError, amqp.exceptions.MessageNacked: it was not taken.
        """
        self._within(timeout_seconds, lambda: self._publish(message, timeout_seconds))
        self.used_at = time.monotonic()

    def close(self) -> None:
        """Say goodbye if the broker listens, and let go within a second in any case."""
        connection = self._connection
        if connection is not None and connection.connected and not self._is_dropped:
            with suppress(OSError, amqp.AMQPError):  # there is nothing left to say to it
                self._within(_GOODBYE_SECONDS, connection.close)
        self.drop()

    def drop(self) -> None:
        """End the connection without a word; whoever waits on it in another thread wakes up."""
        self._is_dropped = True
        connection = self._connection
        if connection is None or not connection.connected:
            return
        if self.process_id != os.getpid():
            # Inherited by a fork: shutting the socket down would end the parent's connection.
            connection.sock.close()
            return
        with suppress(OSError):  # the other side was faster
            # Past SSLSocket.shutdown, which only forgets its TLS state.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    def _within(self, seconds: float, talk: Callable[[], object]) -> None:
        outcome: futures.Future[None] = futures.Future()

        def run() -> None:
            try:
                talk()
            except BaseException as trouble:  # noqa: BLE001 (it is raised where the caller waits)
                self._let_go()
                outcome.set_exception(trouble)
            else:
                outcome.set_result(None)

        Thread(target=run, name=self._connection_name, daemon=True).start()
        futures.wait([outcome], timeout=seconds)
        if not outcome.done():
            self.drop()
            # Also where the talk came to a good end just now, too late for us.
            outcome.add_done_callback(lambda _: self._let_go())
            raise TimeoutError(self.blocked_reason or "the broker did not answer in time")
        outcome.result()

    def _publish(self, message: OutgoingMessage, timeout_seconds: float) -> None:
        channel = self._channel or self._connect(timeout_seconds)
        self._returned.clear()
        channel.basic_publish(
            amqp.Message(
                message.body,
                content_type=message.content_type,
                delivery_mode=_PERSISTENT,
                message_id=message.event_id,
                type=message.event_type,
                # The broker closes the channel if this is not who signed in, so Kontor can
                # believe it.
                user_id=self._address.user,
                application_headers=message.headers,
            ),
            exchange=INBOUND_EXCHANGE,
            routing_key=message.event_type,
            # Otherwise a message without a queue is confirmed and thrown away.
            mandatory=True,
        )
        if self._returned:
            raise Returned(self._returned[0])

    def _connect(self, timeout_seconds: float) -> amqp.Channel:
        connection = amqp.Connection(
            host=f"{self._address.host}:{self._address.port}",
            userid=self._address.user,
            password=self._address.password,
            login_method="PLAIN",
            virtual_host=self._address.virtual_host,
            ssl=self._address.tls or False,
            connect_timeout=timeout_seconds,
            confirm_publish=True,
            on_blocked=self._note_blocked,
            client_properties={"connection_name": self._connection_name},
            socket_settings=_socket_settings(),
        )
        self._connection = connection
        connection.connect()
        if self._is_dropped:
            raise ConnectionAbortedError("connecting took longer than anybody waits")
        channel = connection.channel()
        # Return comes before the confirm, so after the confirm we know.
        channel.events["basic_return"].add(self._note_returned)
        self._channel = channel
        return channel

    def _note_blocked(self, reason: str) -> None:
        self.blocked_reason = f"the broker takes nothing at present ({reason})"

    def _note_returned(self, error: Exception, *_about: Any) -> None:
        self._returned.append(str(error))

    def _let_go(self) -> None:
        self.drop()
        if self._connection is not None:
            self._connection.collect()


def _socket_settings() -> dict[int, Any]:
    option = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux only
    return {} if option is None else {option: _UNACKNOWLEDGED_MS}
