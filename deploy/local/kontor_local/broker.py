"""One broker vhost per product, with its users, their rights, and the two outer exchanges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from kontor_local.databases import derived_password

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontor_local.servers import Servers

INBOUND_EXCHANGE = "kontor.in"
OUTBOUND_EXCHANGE = "kontor.out"
UNROUTED_EXCHANGE = "kontor.in.unrouted"
INBOUND_TYPES = (
    "document.issued.v1",
    "invoice_run.announced.v1",
    "customer.upserted.v1",
    "contract.upserted.v1",
    "equipment.upserted.v1",
    "equipment.counter_changed.v1",
    "order.status_changed.v1",
    "plan.usage_reported.v1",
    "customer_system.noticed.v1",
    "account.activity.v1",
)
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An internal system with a broker user of its own, and what it may publish."""

    user: str
    types: tuple[str, ...] = INBOUND_TYPES


def create_vhost(
    servers: Servers, vhost: str, members: Sequence[str], publishers: Sequence[Publisher]
) -> None:
    """Create the vhost, its users and its exchanges in one request; safe to repeat.

    Users belong to the whole broker and are shared by its vhosts; their rights are per vhost.
    """
    users = [*members, *(publisher.user for publisher in publishers)]
    definitions = {
        "vhosts": [{"name": vhost}],
        "users": [
            {"name": user, "password": _password(servers, user), "tags": ""} for user in users
        ],
        # Services may do everything in their vhost here. In production each may only touch its
        # own queues and the exchanges it publishes to: deploy/rabbitmq has those rights.
        "permissions": [
            *(_permission(vhost, user, configure=".*", write=".*", read=".*") for user in members),
            *(_publisher_permission(vhost, publisher) for publisher in publishers),
        ],
        "topic_permissions": [_topics(vhost, publisher) for publisher in publishers],
        # Exactly as the services declare them (chassis.broker.topology), or those would be refused.
        "exchanges": [
            _exchange(vhost, UNROUTED_EXCHANGE, "fanout"),
            _exchange(vhost, INBOUND_EXCHANGE, "topic", {"alternate-exchange": UNROUTED_EXCHANGE}),
            _exchange(vhost, OUTBOUND_EXCHANGE, "topic"),
        ],
    }
    _request(servers, "POST", "/api/definitions", definitions)


def delete_vhost(servers: Servers, vhost: str) -> None:
    """Delete the vhost with its queues and messages; one that is missing is fine."""
    _request(servers, "DELETE", f"/api/vhosts/{quote(vhost, safe='')}")


def amqp_url(servers: Servers, vhost: str, user: str) -> str:
    """Return the address under which a user of ours reaches the vhost."""
    server = urlsplit(servers.amqp_url)
    login = f"{quote(user, safe='')}:{_password(servers, user)}"
    address = f"{login}@{server.hostname}:{server.port or 5672}"
    return urlunsplit((server.scheme, address, quote(vhost, safe=""), "", ""))


def _password(servers: Servers, user: str) -> str:
    return derived_password(urlsplit(servers.amqp_url).password or "", user)


def _exchange(
    vhost: str, name: str, kind: str, arguments: dict[str, str] | None = None
) -> dict[str, object]:
    return {
        "name": name,
        "vhost": vhost,
        "type": kind,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": arguments or {},
    }


def _permission(
    vhost: str, user: str, *, configure: str, write: str, read: str
) -> dict[str, object]:
    return {"user": user, "vhost": vhost, "configure": configure, "write": write, "read": read}


def _publisher_permission(vhost: str, publisher: Publisher) -> dict[str, object]:
    # It declares nothing: a queue of ours declared with other arguments would stop a service.
    write = f"^{re.escape(INBOUND_EXCHANGE)}$"
    return _permission(vhost, publisher.user, configure="^$", write=write, read="^$")


def _topics(vhost: str, publisher: Publisher) -> dict[str, object]:
    return {
        "user": publisher.user,
        "vhost": vhost,
        "exchange": INBOUND_EXCHANGE,
        "write": f"^({'|'.join(re.escape(name) for name in publisher.types)})$",
        "read": "^$",
    }


def _request(servers: Servers, method: str, path: str, body: object = None) -> None:
    answer = httpx.request(
        method, servers.management_url.rstrip("/") + path, json=body, timeout=TIMEOUT_SECONDS
    )
    if method == "DELETE" and answer.status_code == HTTPStatus.NOT_FOUND:
        return
    if answer.is_error:
        # Not raise_for_status(): its message has the address with the password.
        message = f"The broker answered {answer.status_code} to {method} {path}: {answer.text}"
        raise RuntimeError(message)
