"""The outbox: what is to be published, written in the same transaction as what it is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert
from sqlalchemy.orm import Session

from chassis.bells import ring_after_commit
from chassis.context import current_context
from chassis.ids import new_id
from chassis.tables import OUTBOX
from contracts.cloudevents import OUTBOUND_EXCHANGE, SPEC_VERSION, STRUCTURED_CONTENT_TYPE

JSON = "application/json"
# Made once: to say it anew with its values costs more than to send it.
_ADD = insert(OUTBOX)
OUTBOX_BELL = "outbox"
"""Rung when a commit leaves something for the relay."""


class Outbox:
    """Messages of the caller's transaction; the relay publishes them after the commit.

    Each is published at least once, in no promised order; consumers tell repeats by the message id.
    `service_name` and `now` name the speaker and the instant.
    """

    def __init__(self, session: Session, service_name: str, now: datetime) -> None:
        self._session = session
        self._service_name = service_name
        self._now = now

    def announce(
        self, event_type: str, payload: msgspec.Struct, *, must_be_heard: bool = True
    ) -> UUID:
        """Tell the other services on `<service>.events`; returns the message id.

        What must be heard waits until some queue takes it; otherwise it is for whoever listens at
        the moment, such as gateways that forget what they have cached.
        """
        return self._add(
            exchange=f"{self._service_name}.events",
            routing_key=event_type,
            content_type=JSON,
            body=msgspec.json.encode(payload),
            mandatory=must_be_heard,
        )

    def publish(self, event_type: str, payload: msgspec.Struct, *, subject: str = "") -> UUID:
        """Tell the other systems: a CloudEvent in structured mode on `kontor.out`."""
        event_id = new_id()
        envelope: dict[str, Any] = {
            "specversion": SPEC_VERSION,
            "id": str(event_id),
            "source": f"/kontor/{self._service_name}",
            "type": event_type,
            "time": self._now,
            "datacontenttype": JSON,
            "data": payload,
        }
        if subject:
            envelope["subject"] = subject
        return self._add(
            exchange=OUTBOUND_EXCHANGE,
            routing_key=event_type,
            content_type=STRUCTURED_CONTENT_TYPE,
            body=msgspec.json.encode(envelope),
            mandatory=False,
            message_id=event_id,
        )

    def send_raw(
        self,
        *,
        queue: str,
        body: bytes,
        content_type: str,
        headers: dict[str, Any],
        exchange: str = "",
    ) -> UUID:
        """Put a message back into one queue as it was: how an operator replays a parked one.

        With an exchange, `queue` is the routing key there.
        """
        return self._add(
            exchange=exchange,
            routing_key=queue,
            content_type=content_type,
            body=body,
            mandatory=True,
            headers=headers,
        )

    def _add(
        self,
        *,
        exchange: str,
        routing_key: str,
        content_type: str,
        body: bytes,
        mandatory: bool,
        message_id: UUID | None = None,
        headers: dict[str, Any] | None = None,
    ) -> UUID:
        row_id = message_id or new_id()
        ring_after_commit(self._session, OUTBOX_BELL)
        self._session.execute(
            _ADD,
            {
                "id": row_id,
                "exchange": exchange,
                "routing_key": routing_key,
                "content_type": content_type,
                "headers": {**current_context().outgoing_headers(), **(headers or {})},
                "body": body,
                "mandatory": mandatory,
                "created_at": self._now,
                "not_before": self._now,
            },
        )
        return row_id
