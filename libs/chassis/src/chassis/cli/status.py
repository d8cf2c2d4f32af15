"""`kontor status`: what waits in the queues, in the outboxes, and for a person."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection
from sqlalchemy.exc import DBAPIError

from chassis.broker.lengths import QueueState
from chassis.broker.nodes import Nodes
from chassis.broker.publishing import DEPENDENCY
from chassis.cli.certificates import entrance_certificate
from chassis.cli.exits import DONE, NO_ANSWER, first_line
from chassis.cli.extension import installed_alarms, installed_facts
from chassis.cli.queues import BROKER, queues_of
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table
from chassis.errors import DependencyDown
from chassis.outbox_rows import OutboxRows

Rows = list[dict[str, Any]]


def show_status(
    services: list[KnownService], options: Namespace, environment: Mapping[str, str]
) -> int:
    """Write what waits where; a server that is away is named, and the others are shown.

    3 when one is away, and 0 otherwise, whatever waits: `doctor` judges, this only tells.
    """
    silent: list[str] = []
    backlogs, stuck, alarms, facts, queues = [], [], [], [], []
    has_broker = False
    for service in services:
        try:
            backlogs.append(_backlog(service))
            stuck += _stuck(service)
            alarms += _alarms(service)
            facts += _facts(service)
        except (DependencyDown, DBAPIError) as error:
            silent.append(f"{service.name}: {_cause(error)}")
        if service.settings.get(BROKER):
            has_broker = True
            try:
                queues += _queues(service)
            except DependencyDown as down:
                silent.append(f"{service.name}: {_cause(down)}")
    certificate = entrance_certificate(environment)
    if options.json:
        show_json(
            {
                "services": backlogs,
                "stuck": stuck,
                "queues": queues if has_broker else None,
                "alarms": alarms,
                "facts": facts,
                "certificate": certificate
                and {
                    "address": certificate.address,
                    "days": certificate.days,
                    "fault": certificate.fault,
                },
                "no_answer": silent,
            }
        )
    else:
        if certificate is not None:
            said = {"service": "gateway", "fact": "certificate", "value": certificate.said}
            facts.append(said)
        _show(backlogs, [stuck, alarms, facts], queues if has_broker else None)
    for sentence in silent:
        sys.stderr.write(f"kontor: {sentence}\n")
    return NO_ANSWER if silent else DONE


def _show(backlogs: Rows, more: list[Rows], queues: Rows | None) -> None:
    show_table(backlogs, none="No service answers.")
    for rows in more:
        if rows:
            say("")
            show_table(rows, none="")
    say("")
    if queues is None:
        say(f"Queues: set {BROKER} to see them.")
    else:
        show_table(queues, none="No queues.")


def _cause(error: DependencyDown | DBAPIError) -> str:
    if isinstance(error, DependencyDown):
        return f"{error.dependency} does not answer ({error.cause})"
    return f"the database answers: {first_line(error.orig)}"


def _alarms(service: KnownService) -> Rows:
    """Return what a service itself wants looked at, none of it where all is well."""
    counted = [
        (alarm, alarm.count(service))
        for alarm in installed_alarms()
        if alarm.service == service.name
    ]
    return [
        {"service": alarm.service, "look_at": alarm.name, "count": count}
        for alarm, count in counted
        if count
    ]


def _facts(service: KnownService) -> Rows:
    said = [(fact, fact.say(service)) for fact in installed_facts() if fact.service == service.name]
    return [
        {"service": fact.service, "fact": fact.name, "value": value}
        for fact, value in said
        if value is not None
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


def _stuck(service: KnownService) -> Rows:
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


def _queues(service: KnownService) -> Rows:
    try:
        with Connection(Nodes(service.settings[BROKER]).in_turn(), connect_timeout=5) as connection:
            connection.connect()
            states = queues_of(connection, service)
    except ModuleNotFoundError:
        unknown = QueueState(
            name="its package is not installed here",
            ready=None,
            paused=0,
            dead=None,
            consumers=None,
        )
        states = [unknown]
    except (AMQPError, OSError) as error:
        raise DependencyDown(DEPENDENCY, type(error).__name__) from error
    return [
        {
            "service": service.name,
            "queue": state.name,
            "ready": state.ready,
            "paused": state.paused,
            "dead": state.dead,
            "consumers": state.consumers,
        }
        for state in states
    ]
