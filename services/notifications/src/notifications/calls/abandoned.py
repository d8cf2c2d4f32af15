"""Messages that were given up, for the vendor's people and for operators."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from chassis.audit import AuditTrail
from chassis.cli.extension import OperatorAlarm, OperatorCommand
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table
from chassis.entrypoints import rpc
from chassis.service import actor_of
from contracts.abandoned import (
    AbandonedPage,
    AbandonedQuery,
    PutAwayMessages,
    ReplayMessages,
    SettledMessages,
)
from contracts.errors import NotPermitted
from contracts.principal import Principal
from notifications.calls.tools import NotificationsCalls
from notifications.store.abandoned_messages import AbandonedStore
from notifications.use_cases.settle_abandoned import (
    list_abandoned,
    put_away_messages,
    replay_messages,
)

OPERATOR = "operator:kontor"
_AT_ONCE = 200


class AbandonedCalls(NotificationsCalls):
    """What was given up, sent again and put away (G6)."""

    @rpc(reads=True)
    def list_abandoned_messages(self, caller: Principal, query: AbandonedQuery) -> AbandonedPage:
        """List what was given up. Raises NotPermitted, InvalidInput."""
        _require_staff(caller)
        with self.database.reading(every_organisation=True) as connection:
            return list_abandoned(query, AbandonedStore(connection))

    @rpc
    def replay_messages(self, caller: Principal, request: ReplayMessages) -> SettledMessages:
        """Send messages again. Raises NotPermitted."""
        with self._abandoned(caller) as (store, audit):
            return replay_messages(request, store, audit, by=actor_of(caller), now=self.clock.now())

    @rpc
    def put_away_messages(self, caller: Principal, request: PutAwayMessages) -> SettledMessages:
        """Take messages off the list. Raises NotPermitted."""
        with self._abandoned(caller) as (store, audit):
            return put_away_messages(
                request, store, audit, by=actor_of(caller), now=self.clock.now()
            )

    @contextmanager
    def _abandoned(self, caller: Principal) -> Iterator[tuple[AbandonedStore, AuditTrail]]:
        _require_staff(caller)
        with self.database.transaction(every_organisation=True) as session:
            yield AbandonedStore(session), self.audit(session)


def _require_staff(caller: Principal) -> None:
    if not caller.is_staff:
        raise NotPermitted("staff")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--kind", help="messages of this kind alone")
    parser.add_argument("--replay", action="store_true", help="send all of them again that can be")
    parser.add_argument("--limit", type=int, default=_AT_ONCE, help="at most so many (200)")


def _run(service: KnownService, options: Namespace) -> int:
    """List what was given up, or send it again."""
    with service.database.transaction(every_organisation=True) as session:
        store = AbandonedStore(session)
        if not options.replay:
            found = store.page(kind=options.kind, after=None, limit=options.limit)
            rows = [msgspec.to_builtins(each) for each in found]
            if options.json:
                show_json(rows)
            else:
                # Whom it was for is personal data: it is in the portal, and with --json.
                shown = ("id", "kind", "failed_at", "attempts", "why_no_replay")
                table = [{name: row[name] for name in shown} for row in rows]
                show_table(table, none="Nothing was given up.")
            return 0
        ids = tuple(store.replayable(kind=options.kind, limit=min(options.limit, _AT_ONCE)))
        count = 0
        if ids:
            audit = AuditTrail(session, service.now)
            request = ReplayMessages(ids=ids)
            done = replay_messages(request, store, audit, by=OPERATOR, now=service.now)
            count = done.count
        say(f"{count} messages are sent again")
    return 0


def _given_up(service: KnownService) -> int:
    with service.database.transaction(every_organisation=True) as session:
        return sum(AbandonedStore(session).counts().values())


COMMAND = OperatorCommand(
    name="messages",
    service="notifications",
    summary="list messages that were given up, or send them again",
    add_arguments=_add_arguments,
    run=_run,
)
GIVEN_UP = OperatorAlarm(
    service="notifications", name="messages given up: kontor messages", count=_given_up
)
