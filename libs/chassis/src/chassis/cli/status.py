"""`kontor status`: what waits in the queues, in the outboxes, and for a person."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from kombu import Connection

from chassis.broker.publishing import DEPENDENCY
from chassis.cli.extension import installed_alarms
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table
from chassis.errors import DependencyDown
from chassis.outbox_rows import OutboxRows
from chassis.settings import ServiceSettings, load

BROKER = "KONTOR_AMQP_URL"
# Settings every service needs, and the names of its queues do not.
_UNUSED = {"KONTOR_DATABASE_URL": "-", "KONTOR_PRINCIPAL_KEYS": "-"}
_UNKNOWN = {"ready": None, "paused": None, "dead": None, "consumers": None}


def show_status(
    services: list[KnownService], options: Namespace, environment: Mapping[str, str]
) -> int:
    """Write the backlog of each service and, where a broker is named, of each of its queues."""
    backlogs = [_backlog(service) for service in services]
    stuck = [line for service in services for line in _stuck(service)]
    queues = _queues(services, environment) if environment.get(BROKER) else None
    alarms = _alarms(services)
    if options.json:
        show_json({"services": backlogs, "stuck": stuck, "queues": queues, "alarms": alarms})
        return 0
    show_table(backlogs, none="No services.")
    say("")
    for table in (stuck, alarms):
        if table:
            show_table(table, none="")
            say("")
    if queues is None:
        say(f"Queues: set {BROKER} to see them.")
    else:
        show_table(queues, none="No queues.")
    return 0


def _alarms(services: list[KnownService]) -> list[dict[str, Any]]:
    """Return what the services themselves want looked at, none of it where all is well."""
    known = {service.name: service for service in services}
    counted = [
        (alarm, alarm.count(known[alarm.service]))
        for alarm in installed_alarms()
        if alarm.service in known
    ]
    return [
        {"service": alarm.service, "look_at": alarm.name, "count": count}
        for alarm, count in counted
        if count
    ]


def _backlog(service: KnownService) -> dict[str, Any]:
    with service.parking() as (session, parking):
        backlog = OutboxRows(session, service.now).backlog()
        return {
            "service": service.name,
            "outbox_waiting": backlog.waiting,
            "outbox_postponed": backlog.postponed,
            "outbox_oldest_seconds": int(backlog.oldest_seconds),
            "parked": parking.waiting(),
        }


def _stuck(service: KnownService) -> list[dict[str, Any]]:
    """Return where messages of a service are not taken; usually nowhere."""
    with service.parking() as (session, _):
        return [
            {
                "service": service.name,
                "not_taken_at": each.destination.exchange or "(queue)",
                "routing_key": each.destination.routing_key,
                "rows": each.rows,
                "tries": each.tries,
                "oldest_seconds": int(each.oldest_seconds),
            }
            for each in OutboxRows(session, service.now).stuck()
        ]


def _queues(services: list[KnownService], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    try:
        with Connection(environment[BROKER], connect_timeout=5) as connection:
            connection.connect()
            return [
                line
                for service in services
                for line in _queues_of(connection, service.name, environment)
            ]
    except OSError as error:
        raise DependencyDown(DEPENDENCY, type(error).__name__) from error


def _queues_of(
    connection: Connection, package: str, environment: Mapping[str, str]
) -> list[dict[str, Any]]:
    # Late: this loads the service's own code, which only this command needs.
    from chassis.containers import lanes_of
    from chassis.serve import service_class

    try:
        service = service_class(package)
    except ModuleNotFoundError:
        return [{"service": package, "queue": "its package is not installed here", **_UNKNOWN}]
    settings = load(ServiceSettings, _UNUSED | dict(environment))
    lines: list[tuple[str, list[str], str | None]] = [(f"rpc-{service.name}", [], None)]
    lines += [
        (lane.queue.name, [pause.name for pause in lane.pauses], lane.dead.name)
        for lane in lanes_of(service, settings)
    ]
    return [
        {
            "service": package,
            "queue": name,
            "ready": _length(connection, name)[0],
            "paused": sum(_length(connection, pause)[0] or 0 for pause in pauses),
            "dead": _length(connection, dead)[0] if dead else 0,
            "consumers": _length(connection, name)[1],
        }
        for name, pauses, dead in lines
    ]


def _length(connection: Connection, queue: str) -> tuple[int | None, int | None]:
    """Return how many messages are ready and how many consume; None where there is no queue."""
    channel = connection.channel()
    try:
        found = channel.queue_declare(queue, passive=True)
    except connection.channel_errors:
        return None, None
    channel.close()
    return found.message_count, found.consumer_count
