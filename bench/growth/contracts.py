"""Contracts of one partner's customers: the alarm and the lists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy.engine import Connection

from bench.growth.subject import Question, Subject
from bench.many_contracts import CONTACT, add_many_at_once
from catalog.adapters.site_desk import SiteDesk
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.list_contracts import list_contracts
from chassis.clock import FixedClock
from chassis.database import Database
from contracts.contract_list import ContractQuery
from contracts.principal import DataScope, Principal

QUERIES: dict[str, tuple[DataScope, ContractQuery]] = {
    "alarm": ("all", ContractQuery(view="alarm")),
    "alarm, stage 30": ("all", ContractQuery(view="alarm", stage=30)),
    "alarm, notice given": ("all", ContractQuery(view="alarm", reason="notice_given")),
    "alarm, own customers": ("own", ContractQuery(view="alarm")),
    "all, by end": ("all", ContractQuery()),
    "all, by customer": ("all", ContractQuery(order="customer", descending=True)),
    "own customers, by number": ("own", ContractQuery(order="number")),
    "search: one number": ("all", ContractQuery(search="V-0000100")),
    "search: a customer, in the alarm": ("all", ContractQuery(view="alarm", search="kunde 0100")),
}

T = TypeVar("T")
_CLOCK = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
_PARTNER = UUID(int=7, version=4)


def person_of(partner_id: UUID, data_scope: DataScope) -> Principal:
    """Return the contact of one in a hundred customers, who sees all of them or his own."""
    return Principal(
        subject=CONTACT,
        kind="person",
        organisation_id=partner_id,
        organisation_kind="partner",
        role="member",
        areas=("business",),
        data_scope=data_scope,
        session_id=UUID(int=1, version=4),
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )


def _fill(connection: Connection, count: int) -> None:
    add_many_at_once(connection.execute, _PARTNER, count, _CLOCK.today())


def _asked(database: Database) -> Mapping[str, Question]:
    room, desk = RecordRoom(database, _CLOCK), SiteDesk(_Identity())
    return {
        name: partial(list_contracts, person_of(_PARTNER, data_scope), query, room, desk)
        for name, (data_scope, query) in QUERIES.items()
    }


class _Identity:
    """Nobody: a list of the site where somebody acts asks about no other."""

    def call(self, method: str, result: type[T], /, **arguments: object) -> T:
        """Refuse.

        Raises:
            LookupError: always.
        """
        raise LookupError(method, result, arguments)


CONTRACTS = Subject(name="contracts", service="catalog", fill=_fill, asked_of=_asked)
