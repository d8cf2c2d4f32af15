"""`kontor replay-erasures`: after a restore, have erased again who was erased before."""

from argparse import ArgumentParser, Namespace

from chassis.cli.extension import OperatorCommand
from chassis.cli.parked import operator
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json
from chassis.settings import load
from tickets.adapters.attachment_store import AttachmentStore
from tickets.adapters.erasure_log import ErasureLog
from tickets.settings import Settings
from tickets.store.records import RecordRoom
from tickets.use_cases.privacy.replay_erasures import replay_erasures

# What tickets' processes need, and the log of erasures does not.
_UNUSED = {"KONTOR_AMQP_URL": "-", "KONTOR_DATABASE_URL": "-", "KONTOR_PRINCIPAL_KEYS": "-"}


def _no_arguments(parser: ArgumentParser) -> None:
    del parser


def _run(service: KnownService, options: Namespace) -> int:
    """Order again what the log in the object store holds and the database does not know."""
    log = ErasureLog(AttachmentStore(load(Settings, {**_UNUSED, **service.settings})))
    orders = log.orders()
    room = RecordRoom(service.database, service.clock, None)
    replayed = replay_erasures(orders, room, by=operator())
    if options.json:
        show_json({"logged": len(orders), "ordered": replayed})
    else:
        say(f"{len(orders)} people were ever to be erased; {replayed} are ordered again.")
        if replayed:
            say("Tickets erases them within minutes; keep people out until then.")
    return 0


COMMAND = OperatorCommand(
    name="replay-erasures",
    service="tickets",
    summary="after a restore: erase again who was erased before",
    add_arguments=_no_arguments,
    run=_run,
)
