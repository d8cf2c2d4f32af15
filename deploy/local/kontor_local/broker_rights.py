"""What each part may do on the broker: its own queues, what it hears, what it tells, whom it calls.

The wire map (docs/wire.txt) says who hears and tells what; the rights follow it. Standard library
alone: an operator's machine makes RabbitMQ's definitions from this, too (deploy/secrets.py).

One door stays open. A failed message is copied into a queue through the default exchange, whose
routing keys RabbitMQ cannot limit; so a part could put a message straight into another's queue.
Calls are believed for their signed principal and inbound events for their publisher's user, and an
event that came this way and is no copy of our own is refused (chassis.entrypoints.messages).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WIRE_MAP = Path(__file__).resolve().parents[3] / "docs/wire.txt"

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
GATEWAY = "gateway"
OPERATOR = "operator"
CALLS_EXCHANGE = "nameko-rpc"
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

# Which method of which other service a service calls; a test holds it against the code.
CALLS: Mapping[str, tuple[str, ...]] = {
    "identity": (
        "billing_docs.find_document",
        "catalog.claim_seat",
        "notifications.describe_delivery",
        "tickets.find_request",
    ),
    "billing_docs": ("identity.get_profile",),
    "tickets": (
        "billing_docs.get_document",
        "billing_docs.get_e_billing_address",
        "catalog.get_contract",
        "catalog.get_device_snapshot",
        "identity.explain",
        "identity.get_company_data",
        "identity.get_profile",
        "identity.list_members",
    ),
    "catalog": ("identity.get_profile", "identity.list_members", "identity.list_sites"),
    "notifications": (),
}
# What every gateway is told, each on a queue of its own (gateway.clients.broadcasts).
BROADCASTS: Mapping[str, str] = {"identity": "access_ended", "tickets": "request_news"}
# An event that was handed in over HTTP goes the same way as its broker's brothers.
HANDS_IN = frozenset({"billing_docs"})
# Queues of customers that a service makes and deletes; it puts events on them through the default
# exchange, and takes none away.
MADE_FOR_OTHERS: Mapping[str, str] = {"notifications": "customer-[0-9a-f-]{36}"}

_NOTHING = "^$"
# What an operator's check publishes to see whether it may; nobody is bound to it.
_PROBE_KEY = "kontor.doctor"
_REPLY_KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HEARS = re.compile(r"^  hears (?P<key>.+) on (?P<exchange>[^ ]+), queue [^ ]+$")
_TELLS = re.compile(r"^  tells (?P<key>[^ ]+) on (?P<exchange>[^ ]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """RabbitMQ's three patterns, and for topic exchanges what may be written and bound."""

    configure: str
    write: str
    read: str
    topics: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By exchange: routing keys that may be published, keys that may be bound."""


EVERYTHING = Rights(configure=".*", write=".*", read=".*")
NOTHING = Rights(configure=_NOTHING, write=_NOTHING, read=_NOTHING)


def wire_map() -> str:
    """Return docs/wire.txt of this checkout."""
    return WIRE_MAP.read_text(encoding="utf-8")


def rights_of(member: str, wire: str) -> Rights:
    """Return the rights of a service, the gateway or the operator.

    Raises:
        LookupError: there is no such member.
    """
    if member == OPERATOR:
        return EVERYTHING
    if member == GATEWAY:
        return _gateway()
    if member not in SERVICES:
        raise LookupError(f"{member!r} is none of {', '.join(SERVICES)}, {GATEWAY}, {OPERATOR}")
    return _service(member, wire)


def publisher_rights(types: tuple[str, ...]) -> Rights:
    """Return the rights of another system that publishes events of these types.

    It declares nothing: a queue of ours declared with other arguments would stop a service.
    """
    return Rights(
        configure=_NOTHING,
        write=_one_of(INBOUND_EXCHANGE),
        read=_NOTHING,
        topics={INBOUND_EXCHANGE: (_one_of(*types), _NOTHING)},
    )


def exchanges() -> dict[str, dict[str, object]]:
    """Return every exchange, by name, exactly as the parts declare it (chassis.broker.topology)."""
    kinds: dict[str, dict[str, object]] = {
        UNROUTED_EXCHANGE: {"type": "fanout"},
        INBOUND_EXCHANGE: {
            "type": "topic",
            "arguments": {"alternate-exchange": UNROUTED_EXCHANGE},
        },
    }
    topics = (OUTBOUND_EXCHANGE, CALLS_EXCHANGE, *(f"{name}.events" for name in SERVICES))
    return kinds | {name: {"type": "topic"} for name in topics}


def rights_definitions(vhost: str, rights: Mapping[str, Rights]) -> dict[str, object]:
    """Return the exchanges and the users' rights in RabbitMQ's form of definitions."""
    return {
        "permissions": [
            {
                "user": user,
                "vhost": vhost,
                "configure": each.configure,
                "write": each.write,
                "read": each.read,
            }
            for user, each in rights.items()
        ],
        "topic_permissions": [
            {"user": user, "vhost": vhost, "exchange": exchange, "write": write, "read": read}
            for user, each in rights.items()
            for exchange, (write, read) in each.topics.items()
        ],
        "exchanges": [
            {
                "name": name,
                "vhost": vhost,
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
                **kind,
            }
            for name, kind in exchanges().items()
        ],
    }


def _service(name: str, wire: str) -> Rights:
    heard = _by_exchange(_HEARS, name, wire)
    told = _by_exchange(_TELLS, name, wire)
    own_events = f"{name}.events"
    own_queues = (
        f"rpc-{name}",
        rf"rpc\.reply-{name}-.+",
        rf"(in|evt)-[a-z0-9_.-]+--{name}\.[a-z0-9_.-]+",
    )
    # Each part declares what it uses, so that a broker that lost an exchange is whole again.
    declared = {UNROUTED_EXCHANGE, INBOUND_EXCHANGE, OUTBOUND_EXCHANGE, CALLS_EXCHANGE, own_events}
    written = [own_events, OUTBOUND_EXCHANGE, CALLS_EXCHANGE, "amq.default"]
    topics = {
        CALLS_EXCHANGE: (
            _one_of(*CALLS[name], _PROBE_KEY, reply=True),
            _one_of(f"{name}.*", reply=True),
        ),
        OUTBOUND_EXCHANGE: (_one_of(*sorted(told.get(OUTBOUND_EXCHANGE, ()))), _NOTHING),
        INBOUND_EXCHANGE: (_NOTHING, _one_of(*sorted(heard.get(INBOUND_EXCHANGE, ())))),
        own_events: (
            _any_of("[a-z_]+", re.escape(_PROBE_KEY)),
            _one_of(*sorted(heard.get(own_events, ()))),
        ),
    }
    for exchange, keys in heard.items():
        if exchange not in {UNROUTED_EXCHANGE, *topics}:
            topics[exchange] = (_NOTHING, _one_of(*sorted(keys)))
    if name in HANDS_IN:
        written.append(INBOUND_EXCHANGE)
        bound = topics[INBOUND_EXCHANGE][1]
        topics[INBOUND_EXCHANGE] = (bound, bound)
    return Rights(
        configure=_any_of(
            *map(re.escape, sorted(declared | heard.keys())),
            *own_queues,
            *((MADE_FOR_OTHERS[name],) if name in MADE_FOR_OTHERS else ()),
        ),
        write=_any_of(*map(re.escape, written), *own_queues),
        read=_any_of(*map(re.escape, sorted({CALLS_EXCHANGE, *heard})), *own_queues),
        topics=topics,
    )


def _gateway() -> Rights:
    events = {f"{service}.events": key for service, key in BROADCASTS.items()}
    own_queues = (
        r"rpc\.reply-gateway-.+",
        *(f"evt-{service}-{key}--gateway-.+" for service, key in BROADCASTS.items()),
    )
    exchange_names = [re.escape(name) for name in (CALLS_EXCHANGE, *events)]
    called = f"^({'|'.join(SERVICES)})\\.[a-z0-9_]+$"
    return Rights(
        configure=_any_of(*exchange_names, *own_queues),
        write=_any_of(re.escape(CALLS_EXCHANGE), *own_queues),
        read=_any_of(*exchange_names, *own_queues),
        topics={
            CALLS_EXCHANGE: (called, f"^{_REPLY_KEY}$"),
            **{name: (_NOTHING, _one_of(key)) for name, key in events.items()},
        },
    )


def _by_exchange(line: re.Pattern[str], service: str, wire: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in filter(None, map(line.match, _lines_of(service, wire))):
        found.setdefault(match["exchange"], set()).add(match["key"])
    return found


def _lines_of(service: str, wire: str) -> Iterator[str]:
    section = ""
    for line in wire.splitlines():
        if line and not line.startswith((" ", "#")):
            section = line
        elif section == service:
            yield line


def _one_of(*keys: str, reply: bool = False) -> str:
    words = [re.escape(key) for key in keys] + [_REPLY_KEY] * reply
    return _any_of(*words) if words else _NOTHING


def _any_of(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$"
