"""Each part can do its work on the broker with its own rights, and cannot do another's."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from amqp import Channel, Message
from amqp.exceptions import AccessRefused
from kombu import Connection, Exchange

from chassis.broker import topology
from chassis.containers import lanes_of
from chassis.serve import service_class
from chassis.settings import ServiceSettings, load
from kontor_local.broker_rights import CALLS, SERVICES
from kontor_local.namespace import Namespace

pytestmark = pytest.mark.req("S4")

Deed = Callable[[Channel], object]
CUSTOMERS_QUEUE = "customer-01930000-0000-7000-8000-0000000000e1"
ALL_PARTS = (*SERVICES, "gateway")
EXCHANGES = [
    topology.unrouted_exchange(),
    topology.inbound_exchange(),
    topology.outbound_exchange(),
    Exchange("nameko-rpc", type="topic", durable=True),
]


def lanes(service: str, amqp_url: str) -> list[topology.Lane]:
    settings = {
        "KONTOR_AMQP_URL": amqp_url,
        "KONTOR_DATABASE_URL": "unused",
        "KONTOR_PRINCIPAL_KEYS": "unused",
        "KONTOR_RETRY_PAUSES": "5",  # six would make five hundred queues
    }
    return lanes_of(service_class(service), load(ServiceSettings, settings))


@pytest.fixture(scope="module")
def prepared(module_namespace: Namespace) -> Namespace:
    """Return a namespace in which each service has declared all of its own, by its own rights."""
    for service in SERVICES:
        url = module_namespace.amqp_url(service)
        own_events = topology.service_events_exchange(service)
        one_of_each = {str(lane.queue.exchange): lane for lane in lanes(service, url)}
        topology.declare(url, [*EXCHANGES, own_events], list(one_of_each.values()))
        with Connection(url) as connection:
            channel = connection.default_channel
            channel.queue_declare(f"rpc-{service}", durable=True, auto_delete=False)
            channel.queue_bind(f"rpc-{service}", "nameko-rpc", f"{service}.*")
    return module_namespace


def is_refused(connection: Connection, deed: Deed) -> bool:
    """Return whether the broker refuses a deed; what it lets through is waited for."""
    channel = connection.channel()
    try:
        deed(channel)
        channel.basic_qos(0, 1, a_global=False)  # a question, so that a refusal before it is seen
    except AccessRefused:
        return True
    channel.close()
    return False


def publishing(exchange: str, key: str) -> Deed:
    return lambda channel: channel.basic_publish(Message("{}"), exchange, key)


def binding_own_queue(part: str, exchange: str, key: str) -> Deed:
    own = f"rpc.reply-{part}-{uuid4()}"

    def bind(channel: Channel) -> None:
        channel.queue_declare(own, exclusive=True)
        channel.queue_bind(own, exchange, key)

    return bind


def consuming(queue: str) -> Deed:
    return lambda channel: channel.basic_get(queue)


def deleting_queue(queue: str) -> Deed:
    return lambda channel: channel.queue_delete(queue, if_empty=True)


def deleting_exchange(exchange: str) -> Deed:
    return lambda channel: channel.exchange_delete(exchange)


def test_a_part_works_with_the_rights_it_has(prepared: Namespace) -> None:
    refused = []
    for part in ALL_PARTS:
        deeds: dict[str, Deed] = {
            "be answered": binding_own_queue(part, "nameko-rpc", str(uuid4())),
            **{f"call {call}": publishing("nameko-rpc", call) for call in CALLS.get(part, ())},
        }
        if part == "gateway":
            deeds |= {
                "call": publishing("nameko-rpc", "identity.open_session"),
                "hear": binding_own_queue(part, "identity.events", "access_ended"),
                "hear news": binding_own_queue(part, "tickets.events", "request_news"),
            }
        else:
            deeds |= {
                "answer": publishing("nameko-rpc", str(uuid4())),
                "tell": publishing(f"{part}.events", "something_happened"),
                "take calls": consuming(f"rpc-{part}"),
                "try again": publishing("", f"in-x--{part}.y.pause-5000ms"),
            }
        with Connection(prepared.amqp_url(part)) as connection:
            refused += [
                f"{part}: {name}" for name, deed in deeds.items() if is_refused(connection, deed)
            ]

    assert refused == []


def test_a_part_cannot_do_anothers_work(prepared: Namespace) -> None:
    allowed = []
    for part in ALL_PARTS:
        with Connection(prepared.amqp_url(part)) as connection:
            for other in SERVICES:
                if other == part:
                    continue
                queue = lanes(other, prepared.amqp_url(other))[0].queue.name
                deeds: dict[str, Deed] = {
                    "take calls": consuming(f"rpc-{other}"),
                    "take events": consuming(queue),
                    "delete the queue": deleting_queue(queue),
                    "tell in its name": publishing(f"{other}.events", "notice_requested"),
                    "call what it has no business with": publishing(
                        "nameko-rpc", f"{other}.no_business"
                    ),
                    "take its replies": binding_own_queue(part, "nameko-rpc", f"{other}.*"),
                    "hear all": binding_own_queue(part, f"{other}.events", "#"),
                }
                if part == "gateway":
                    del deeds["call what it has no business with"]  # it carries every call
                allowed += [
                    f"{part}: {name} of {other}"
                    for name, deed in deeds.items()
                    if not is_refused(connection, deed)
                ]

    assert allowed == []


def test_events_of_other_systems_cannot_be_made_up_or_listened_to(prepared: Namespace) -> None:
    allowed = []
    for part in ALL_PARTS:
        deeds: dict[str, Deed] = {
            "publish what nobody told it to": publishing("kontor.out", "payroll.paid.v1"),
            "publish as the ERP": publishing("kontor.in", "customer.upserted.v1"),
            "hear every inbound event": binding_own_queue(part, "kontor.in", "#"),
            "hear what leaves": binding_own_queue(part, "kontor.out", "#"),
            "make a queue of any name": lambda channel: channel.queue_declare("mine"),
            "make an exchange": lambda channel: channel.exchange_declare("mine", "fanout"),
            "take from a customer's queue": consuming(CUSTOMERS_QUEUE),
        }
        if part != "notifications":
            deeds["delete a customer's queue"] = deleting_queue(CUSTOMERS_QUEUE)
        with Connection(prepared.amqp_url(part)) as connection:
            allowed += [
                f"{part}: {name}"
                for name, deed in deeds.items()
                if not is_refused(connection, deed)
            ]

    assert allowed == []


def test_a_publisher_only_publishes(prepared: Namespace) -> None:
    deeds: dict[str, Deed] = {
        "call": publishing("nameko-rpc", "identity.open_session"),
        "tell": publishing("identity.events", "access_ended"),
        "publish outwards": publishing("kontor.out", "document.archived.v1"),
        "write into a queue": publishing("", "rpc-identity"),
        "take": consuming("rpc-identity"),
        "delete": deleting_exchange("kontor.in"),
    }
    with Connection(prepared.amqp_url("erp-demo")) as connection:
        allowed = [name for name, deed in deeds.items() if not is_refused(connection, deed)]
        may_publish = not is_refused(connection, publishing("kontor.in", "document.issued.v1"))

    assert allowed == []
    assert may_publish
