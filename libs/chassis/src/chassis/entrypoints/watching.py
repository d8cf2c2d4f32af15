"""Calls in a support session: each is on record before its answer leaves (MB-13)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from chassis.outbox import Outbox
from chassis.runtime import Runtime
from contracts.events import SUPPORT_CALL_MADE, SupportCallMade
from contracts.principal import Principal

# More ids than any page of ours holds.
MOST_SHOWN = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedCall:
    """One call of somebody who looks into an organisation with its consent."""

    service: str
    method: str
    caller: Principal
    support_session_id: UUID
    arguments: Mapping[str, Any]

    def put_on_record(self, runtime: Runtime, result: Any, outcome: str) -> None:
        """Tell on `<service>.events` what was asked and which records the answer shows.

        In a transaction of its own, because the method's may have been rolled back. Only ids are
        told, no words: whoever may see a record looks it up.

        Raises:
            DependencyDown: it is not on record; the answer must not leave.
        """
        arguments = {path: str(value) for path, value in _ids_in("", self.arguments)}
        shown = tuple(dict.fromkeys(value for _, value in _ids_in("", result)))
        now = runtime.clock.now()
        with runtime.database.transaction() as session:
            Outbox(session, self.service, now).announce(
                SUPPORT_CALL_MADE,
                SupportCallMade(
                    support_session_id=self.support_session_id,
                    organisation_id=self.caller.organisation_id,
                    person_id=self.caller.subject,
                    service=self.service,
                    method=self.method,
                    arguments=arguments,
                    outcome=outcome,
                    shown=shown[:MOST_SHOWN],
                    is_cut=len(shown) > MOST_SHOWN,
                    at=now,
                ),
            )


def _ids_in(path: str, value: Any) -> Iterator[tuple[str, UUID]]:
    """Yield each id in `value`, wherever it stands, with the names that lead to it."""
    match value:
        case UUID():
            yield path, value
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _ids_in(_below(path, name), getattr(value, name))
        case Mapping():
            for name, inner in value.items():
                yield from _ids_in(_below(path, str(name)), inner)
        case list() | tuple() | set() | frozenset():
            for number, inner in enumerate(value):
                yield from _ids_in(_below(path, str(number)), inner)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
