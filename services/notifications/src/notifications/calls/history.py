"""Past messages, and attempts in doubt."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from chassis.cli.extension import OperatorAlarm, OperatorCommand
from chassis.cli.services import KnownService
from chassis.cli.showing import show_json, show_table
from chassis.entrypoints import rpc
from chassis.service import actor_of
from contracts.abandoned import SettledMessages
from contracts.doubtful_messages import DecideDoubts, DoubtfulPage, DoubtfulQuery
from contracts.errors import NotPermitted
from contracts.message_history import (
    MessageHistoryPage,
    MessageHistoryQuery,
    PastMessageDetail,
    PastMessageQuery,
)
from contracts.principal import Principal
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.store.doubts import DoubtStore
from notifications.store.history import HistoryStore
from notifications.store.returned_mails import ReturnedMailStore
from notifications.use_cases.doubts.decide_doubts import decide_doubts
from notifications.use_cases.doubts.list_doubts import list_doubts
from notifications.use_cases.history.describe_past_message import describe_past_message
from notifications.use_cases.history.list_message_history import list_message_history

_AT_ONCE = 200


class HistoryCalls(NotificationsCalls):
    """The history of messages (MB-28, G5), and what nobody knows of them (P3)."""

    @rpc(reads=True)
    def list_message_history(
        self, caller: Principal, query: MessageHistoryQuery
    ) -> MessageHistoryPage:
        """List what was sent to an organisation's people, or for it. Raises NotPermitted."""
        own = _confined_to(caller)
        if own is not None:
            query = msgspec.structs.replace(query, organisation_id=own)
        with self._looking_into(own) as connection:
            return list_message_history(query, HistoryStore(connection))

    @rpc(reads=True)
    def describe_past_message(
        self, caller: Principal, query: PastMessageQuery
    ) -> PastMessageDetail:
        """Tell what is kept about one message. Raises NotFound, NotPermitted."""
        own = _confined_to(caller)
        with self._looking_into(own) as connection:
            return describe_past_message(
                caller,
                query.message_id,
                own,
                HistoryStore(connection),
                ReturnedMailStore(connection),
                self.resources.composer,
            )

    @rpc(reads=True)
    def list_doubtful_messages(self, caller: Principal, query: DoubtfulQuery) -> DoubtfulPage:
        """List attempts in doubt. Raises NotPermitted, InvalidInput."""
        _require_staff(caller)
        with self.database.reading(every_organisation=True) as connection:
            return list_doubts(query, DoubtStore(connection))

    @rpc
    def decide_doubtful_messages(self, caller: Principal, request: DecideDoubts) -> SettledMessages:
        """Send messages in doubt again, or let them rest. Raises NotPermitted."""
        _require_staff(caller)
        with self.database.transaction(every_organisation=True) as session:
            return decide_doubts(
                request,
                DoubtStore(session),
                self.audit(session),
                by=actor_of(caller),
                now=self.clock.now(),
            )

    @contextmanager
    def _looking_into(self, organisation_id: UUID | None) -> Iterator[Connection]:
        """Yield a reading that sees one organisation's rows, or for the vendor's people all."""
        if organisation_id is None:
            with self.database.reading(every_organisation=True) as connection:
                yield connection
        else:
            with self.database.reading(organisation_id=organisation_id) as connection:
                yield connection


def _confined_to(caller: Principal) -> UUID | None:
    """Return whose messages the caller may see: his own organisation's, or None for everybody's.

    Raises:
        NoMembership, NotPermitted: he administers none and is none of the vendor's people.
    """
    return None if caller.is_staff else organisation_administered_by(caller)


def _require_staff(caller: Principal) -> None:
    if not caller.is_staff:
        raise NotPermitted("staff")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=_AT_ONCE, help="at most so many (200)")


def _run(service: KnownService, options: Namespace) -> int:
    """List attempts in doubt, without whom they were for."""
    with service.database.reading(every_organisation=True) as connection:
        found = DoubtStore(connection).page(after=None, limit=options.limit)
    rows = [msgspec.to_builtins(each) for each in found]
    if options.json:
        show_json(rows)
        return 0
    shown = ("id", "number", "kind", "started_at", "state", "why_no_repeat")
    table = [{name: row[name] for name in shown} for row in rows]
    show_table(table, none="Nothing is in doubt.")
    return 0


def _in_doubt(service: KnownService) -> int:
    with service.database.reading(every_organisation=True) as connection:
        return DoubtStore(connection).count()


COMMAND = OperatorCommand(
    name="doubts",
    service="notifications",
    summary="list mails in doubt: handed over, and never answered",
    add_arguments=_add_arguments,
    run=_run,
)
IN_DOUBT = OperatorAlarm(
    service="notifications", name="mails in doubt: kontor doubts", count=_in_doubt
)
