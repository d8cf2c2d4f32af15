"""`kontor customer-queue`: queues from which customers' systems read events (docs/adr/0060)."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from chassis.cli.exits import NOT_AS_ASKED, fail
from chassis.cli.extension import OperatorAlarm, OperatorCommand
from chassis.cli.parked import operator
from chassis.cli.services import KnownService, NotFoundHere, UsageError
from chassis.cli.showing import say, show_fields, show_json, show_table
from contracts.broker_addresses import broker_addresses
from contracts.errors import AlreadyExists, InvalidInput, NotFound
from notifications.domain.customer_queues import (
    LARGEST_QUEUE,
    MOST_EVENTS,
    QueueRecord,
    new_password,
    queue_name,
    reader_definitions,
)
from notifications.store.customer_queues import CustomerQueueStore
from notifications.use_cases.customer_queues.change_customer_queue import (
    add_customer_queue,
    locked_customer_queue,
    note_new_reader,
    remove_customer_queue,
)

_BROKER = "KONTOR_AMQP_URL"
_HOST = "BROKER-HOST"
_SHOWN = ("account_id", "state", "closed_because", "waiting", "trouble", "failing_since")
_IMPORT = "Import the definitions (rabbitmqctl import_definitions FILE); till then nobody reads it."


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("list", "add", "rights", "remove"),
        help="show all; make one; give its reader another password; delete one",
    )
    parser.add_argument(
        "account",
        nargs="?",
        type=UUID,
        metavar="MACHINE_ACCOUNT_ID",
        help="whose: its id on the page under Connections",
    )
    parser.add_argument(
        "--most-events",
        type=int,
        default=MOST_EVENTS,
        help=f"so many wait in it at most ({MOST_EVENTS}); what is more stays in the feed",
    )
    parser.add_argument(
        "--from-the-beginning",
        action="store_true",
        help="put the whole feed on it, not only what happens from now on",
    )
    parser.add_argument("--vhost", help=f"of the broker; without it that of {_BROKER}")
    parser.add_argument("--host", default=_HOST, help="of the broker, as the customer reaches it")
    parser.add_argument(
        "--definitions-to", type=Path, metavar="FILE", help="write the broker's definitions there"
    )


def _run(service: KnownService, options: Namespace) -> int:
    """List queues, or make, renew or end one; 1 where there is none, or one already."""
    if options.action == "list":
        return _list(service, options)
    if options.account is None:
        raise UsageError(f"customer-queue {options.action}: name the machine account by its id")
    actions = {"add": _add, "rights": _renew, "remove": _remove}
    try:
        return actions[options.action](service, options)
    except NotFound as missing:
        what = missing.arguments[0].replace("_", " ")
        raise NotFoundHere(f"no {what} of this id that is in use") from None


def _list(service: KnownService, options: Namespace) -> int:
    with service.database.transaction(every_organisation=True) as session:
        known = [_row(each) for each in CustomerQueueStore(session).every_one()]
    if options.json:
        show_json(known)
    else:
        show_table(
            [{name: row[name] for name in _SHOWN} for row in known], none="There are no queues."
        )
    return 0


def _add(service: KnownService, options: Namespace) -> int:
    vhost = _vhost(service, options)
    try:
        with service.database.transaction(every_organisation=True) as session:
            add_customer_queue(
                options.account,
                session,
                most_events=options.most_events,
                is_from_the_beginning=options.from_the_beginning,
                by=operator(),
                now=service.now,
            )
    except AlreadyExists:
        return fail(NOT_AS_ASKED, "it has a queue; `rights` makes its reader another password")
    except InvalidInput:
        raise UsageError(f"--most-events: from 1 to {LARGEST_QUEUE}") from None
    return _hand_over(options, vhost)


def _renew(service: KnownService, options: Namespace) -> int:
    vhost = _vhost(service, options)
    with service.database.transaction(every_organisation=True) as session:
        note_new_reader(options.account, session, by=operator(), now=service.now)
    return _hand_over(options, vhost)


def _remove(service: KnownService, options: Namespace) -> int:
    with service.database.transaction(every_organisation=True) as session:
        remove_customer_queue(options.account, session, by=operator(), now=service.now)
        state = _state(options.account, session)
    name = queue_name(options.account)
    command = f"rabbitmqctl delete_user {name}"
    if options.json:
        show_json({"queue": name, "state": state, "user_to_delete": name})
        return 0
    said = "is deleted" if state == "closed" else "is deleted by the service within seconds"
    say(f"The queue {name} {said}, with what is in it.")
    say(f"Delete its user: {command}")
    return 0


def _state(account_id: UUID, session: Session) -> str:
    return locked_customer_queue(account_id, session).state


def _hand_over(options: Namespace, vhost: str) -> int:
    """Show how the customer signs in, this once, and what the broker is to be told."""
    password, name = new_password(), queue_name(options.account)
    definitions = reader_definitions(options.account, password, vhost)
    reader = {
        "queue": name,
        "user": name,
        "password": password,
        "vhost": vhost,
        "address": f"amqps://{name}:{password}@{options.host}:5671/{quote(vhost, safe='')}",
    }
    if options.definitions_to is not None:
        _write(options.definitions_to, definitions)
    if options.json:
        kept = {} if options.definitions_to is not None else {"definitions": definitions}
        show_json({**reader, **kept})
        return 0
    show_fields(reader)
    say("The password is shown this once. Hand it over by a way that nobody else reads.")
    say(_IMPORT)
    if options.definitions_to is None:
        say(json.dumps(definitions, indent=1))
    return 0


def _write(file: Path, definitions: Mapping[str, Any]) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(json.dumps(definitions, indent=1) + "\n")


def _vhost(service: KnownService, options: Namespace) -> str:
    if options.vhost:
        return str(options.vhost)
    named = service.settings.get(_BROKER)
    if not named:
        raise UsageError(f"{_BROKER} is not set here; name the broker's vhost with --vhost")
    return unquote(urlsplit(broker_addresses(named)[0]).path[1:]) or "/"


def _row(queue: QueueRecord) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(asdict(queue))
    return {"queue": queue.name, **row}


def _in_trouble(service: KnownService) -> int:
    with service.database.transaction(every_organisation=True) as session:
        return CustomerQueueStore(session).count_in_trouble()


COMMAND = OperatorCommand(
    name="customer-queue",
    service="notifications",
    summary="queues at the broker from which customers' systems read: make, list, renew, remove",
    add_arguments=_add_arguments,
    run=_run,
)
IN_TROUBLE = OperatorAlarm(
    service="notifications",
    name="queues of customers that take nothing: kontor customer-queue list",
    count=_in_trouble,
)
