"""Sending to the broker until it confirms, within a deadline."""

import os
import random
import time
from collections import deque
from collections.abc import Sequence
from ssl import SSLCertVerificationError
from threading import Lock

import amqp
from amqp.exceptions import MessageNacked, NotAllowed

from kontor_publisher.address import BrokerAddress
from kontor_publisher.errors import NotConfirmed, Refused, Unroutable
from kontor_publisher.events import OutgoingMessage
from kontor_publisher.link import Link, Returned

# A confirm takes milliseconds; a connection that owes one for so long is tried anew.
_ATTEMPT_SECONDS = 5.0
# Firewalls forget quiet connections without a word; a new one costs some 20 ms.
_IDLE_SECONDS = 30.0
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 1.0


class Broker:
    """The broker as one user of it; threads may share it, and each waits for its turn.

    Of several nodes one is taken by lot, and after each trouble the next one.
    """

    def __init__(self, nodes: Sequence[BrokerAddress], *, name: str) -> None:
        self._nodes = deque(nodes)
        self._nodes.rotate(random.randrange(len(nodes)))  # noqa: S311 (no secret)
        self._name = name
        self._turn = Lock()
        self._link: Link | None = None

    def deliver(self, message: OutgoingMessage, *, deadline_seconds: float) -> None:
        """Return once the broker has `message`; repeats it, the same to the byte, until then.

        Raises:
            NotConfirmed: not within `deadline_seconds`; it may have arrived all the same.
            Unroutable: no queue wants it, or the exchange does not exist.
            Refused: certificate, user, password, virtual host, rights or size are not accepted.
        """
        deadline = time.monotonic() + deadline_seconds
        if not self._turn.acquire(timeout=deadline_seconds):
            raise NotConfirmed(message.event_id, "other events were ahead for too long")
        try:
            pause = _FIRST_PAUSE_SECONDS
            trouble = "no time was left for an attempt"
            # A busy machine wakes us late from a pause, at times past the deadline.
            while (remaining := deadline - time.monotonic()) > 0:
                answer = self._try_once(message, min(remaining, _ATTEMPT_SECONDS))
                if answer is None:
                    return
                trouble = answer
                if time.monotonic() + pause >= deadline:
                    break
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            raise NotConfirmed(message.event_id, trouble)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the connection; the next `deliver` opens another."""
        with self._turn:
            if self._link is not None:
                self._link.close()
                self._link = None

    def _try_once(self, message: OutgoingMessage, timeout_seconds: float) -> str | None:
        """Return None when `message` is confirmed, else what came between."""
        link = self._usable_link()
        self._link = None  # only a link without trouble is kept
        try:
            link.send(message, timeout_seconds=timeout_seconds)
        except (Returned, amqp.NotFound) as error:
            raise Unroutable(message.event_id, str(error)) from error
        except SSLCertVerificationError as error:
            raise Refused(f"the broker's certificate is not trusted: {error}") from error
        except (amqp.AccessRefused, amqp.PreconditionFailed, NotAllowed) as error:
            raise Refused(self._explain(error)) from error
        except (OSError, amqp.AMQPError, MessageNacked) as error:
            self._nodes.rotate(-1)
            return link.blocked_reason or f"{type(error).__name__}: {error}"
        self._link = link
        return None

    def _usable_link(self) -> Link:
        link = self._link
        if link is not None:
            is_inherited = link.process_id != os.getpid()
            if is_inherited or time.monotonic() - link.used_at > _IDLE_SECONDS:
                link.drop() if is_inherited else link.close()
                link = None
        return link or Link(self._nodes[0], connection_name=self._name)

    def _explain(self, error: amqp.AMQPError) -> str:
        return (
            f"the broker refuses user {self._nodes[0].user!r}"
            f" on virtual host {self._nodes[0].virtual_host!r}: {error}"
        )
