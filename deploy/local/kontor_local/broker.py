"""One broker vhost per product, with its users, their rights, and all exchanges."""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from contracts.broker_addresses import broker_addresses
from kontor_local.broker_rights import (
    INBOUND_TYPES,
    publisher_rights,
    rights_definitions,
    rights_of,
    wire_map,
)
from kontor_local.databases import derived_password

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontor_local.servers import Servers

TIMEOUT_SECONDS = 30
_PAUSES = (0.1, 0.3, 1.0)


class BrokerRefused(RuntimeError):
    """The broker's management interface did not do what it was told; `body` is what it said."""

    def __init__(self, message: str, body: str) -> None:
        super().__init__(message)
        self.body = body

    @property
    def has_met_another(self) -> bool:
        """Whether something that was not there came to be while it was being made.

        An import makes what is missing and changes the rest, so that nobody alone hears this.
        """
        try:
            reason = json.loads(self.body)["reason"]
        except (ValueError, KeyError, TypeError):
            return False
        return isinstance(reason, list) and str(reason[0]).endswith("_already_exists")


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
    wire = wire_map()
    rights = {
        **{member: rights_of(member, wire) for member in members},
        **{publisher.user: publisher_rights(publisher.types) for publisher in publishers},
    }
    definitions = {
        "vhosts": [{"name": vhost}],
        "users": [
            {"name": user, "password": _password(servers, user), "tags": ""} for user in rights
        ],
        **rights_definitions(vhost, rights),
    }
    _import(servers, definitions)


def delete_vhost(servers: Servers, vhost: str) -> None:
    """Delete the vhost with its queues and messages; one that is missing is fine."""
    _request(servers, "DELETE", f"/api/vhosts/{quote(vhost, safe='')}")


def amqp_url(servers: Servers, vhost: str, user: str) -> str:
    """Return where a user of ours reaches the vhost: of a cluster, at each of its nodes."""
    login = f"{quote(user, safe='')}:{_password(servers, user)}"
    nodes = [urlsplit(each) for each in broker_addresses(servers.amqp_url)]
    return ",".join(
        urlunsplit(
            (
                node.scheme,
                f"{login}@{node.hostname}:{node.port or 5672}",
                quote(vhost, safe=""),
                "",
                "",
            )
        )
        for node in nodes
    )


def _password(servers: Servers, user: str) -> str:
    return derived_password(urlsplit(broker_addresses(servers.amqp_url)[0]).password or "", user)


@cache
def _trust() -> ssl.SSLContext:
    """Return whom to trust; to read all of them anew takes longer than a request."""
    return httpx.create_ssl_context()


def _import(servers: Servers, definitions: dict[str, object]) -> None:
    # Of two who make the same at once, RabbitMQ refuses one halfway: what it met is there by then.
    for pause in _PAUSES:
        try:
            _request(servers, "POST", "/api/definitions", definitions)
        except BrokerRefused as refused:
            if not refused.has_met_another:
                raise
            time.sleep(pause)
        else:
            return
    _request(servers, "POST", "/api/definitions", definitions)


def _request(servers: Servers, method: str, path: str, body: object = None) -> None:
    answer = httpx.request(
        method,
        servers.management_url.rstrip("/") + path,
        json=body,
        timeout=TIMEOUT_SECONDS,
        verify=_trust(),
    )
    if method == "DELETE" and answer.status_code == HTTPStatus.NOT_FOUND:
        return
    if answer.is_error:
        # Not raise_for_status(): its message has the address with the password.
        message = f"The broker answered {answer.status_code} to {method} {path}: {answer.text}"
        raise BrokerRefused(message, answer.text)
