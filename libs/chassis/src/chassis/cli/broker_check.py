"""Whether the broker lets a service in, has its queues, and confirms what it publishes."""

from collections.abc import Iterator

from amqp.exceptions import AccessRefused, AMQPError, NotAllowed
from kombu import Connection

from chassis.broker.confirmed_batch import Outgoing
from chassis.broker.nodes import Nodes
from chassis.broker.publishing import DEPENDENCY, ConfirmedPublisher
from chassis.cli.findings import Finding, failed, fine, not_looked, warning
from chassis.cli.queues import BROKER, queues_of, service_settings
from chassis.cli.services import KnownService
from chassis.errors import DependencyDown
from chassis.ids import new_id

# Nobody binds it: the broker brings the probe back, which is all that is asked of it.
_NOBODYS_KEY = "kontor.doctor"
_CONFIRM_SECONDS = 5.0


def examine_broker(service: KnownService) -> list[Finding]:
    """Return what the broker lets a service do. Raises DependencyDown."""
    address = service.settings.get(BROKER)
    if not address:
        return [not_looked("broker", f"{BROKER} is not set", f"set {BROKER}")]
    try:
        with Connection(Nodes(address).in_turn(), connect_timeout=5) as connection:
            connection.connect()
            return [
                fine("broker", "lets us in"),
                *_queues(connection, service),
                *(_rights(service, address) if service.has_own_settings else ()),
            ]
    except (AccessRefused, NotAllowed) as error:
        advice = f"set user, password and vhost in {BROKER}; rabbitmqctl list_permissions"
        return [failed("broker", f"refuses us: {type(error).__name__}", advice)]
    except (AMQPError, OSError) as error:
        raise DependencyDown(DEPENDENCY, type(error).__name__) from error


def _queues(connection: Connection, service: KnownService) -> Iterator[Finding]:
    try:
        queues = queues_of(connection, service)
    except ModuleNotFoundError:
        yield not_looked("queues", "its package is not installed here", "install it here")
        return
    missing = [queue.name for queue in queues if queue.ready is None]
    # The queue of calls is made by the service itself when it starts.
    undeclared = [name for name in missing if not name.startswith("rpc-")]
    if undeclared:
        yield failed(
            "queues",
            f"missing: {', '.join(undeclared)}",
            f"python -m chassis prepare {service.name}",
        )
    else:
        yield fine("queues", f"all {len(queues)} are there")
    idle = [queue.name for queue in queues if not queue.consumers and queue.name not in undeclared]
    if idle:
        yield warning("consumers", f"nobody takes from {', '.join(idle)}", "start the service")
    dead = [queue.name for queue in queues if queue.dead]
    if dead:
        yield warning(
            "dead", f"messages in {', '.join(f'{name}.dead' for name in dead)}", "runbook"
        )


def _rights(service: KnownService, address: str) -> Iterator[Finding]:
    name = service_settings(service)[0].name
    for check, exchange in (("events", f"{name}.events"), ("calls", "nameko-rpc")):
        publisher = ConfirmedPublisher(address, confirm_seconds=_CONFIRM_SECONDS)
        probe = Outgoing(
            message_id=str(new_id()),
            exchange=exchange,
            routing_key=_NOBODYS_KEY,
            body=b"{}",
            content_type="application/json",
        )
        try:
            publisher.publish([probe])
        except DependencyDown as down:
            yield _unconfirmed(check, exchange, down.cause)
        else:
            yield fine(check, f"may publish to {exchange}, and the broker confirms")
        finally:
            publisher.close()


def _unconfirmed(check: str, exchange: str, cause: str) -> Finding:
    if cause == "AccessRefused":
        return failed(check, f"may not publish to {exchange}", "give its user the right to write")
    if cause == "NotFound":
        return warning(check, f"there is no {exchange} yet", "start the service, which makes it")
    if cause == "TimeoutError":
        return failed(
            check,
            "the broker confirms nothing: an alarm for memory or disk",
            "rabbitmq-diagnostics alarms; free memory or disk",
        )
    return failed(check, f"publishing to {exchange} fails: {cause}", "rabbitmq-diagnostics status")
