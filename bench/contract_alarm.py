"""The alarm and lists of a partner with a million contracts beside one with a thousand."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from bench.figures import Figure, p99_in_turns
from bench.many_contracts import CONTACT, add_many, gather_statistics
from bench.stage import Stage
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.list_contracts import list_contracts
from chassis.clock import SystemClock
from chassis.database import Database
from contracts.contract_list import ContractQuery
from contracts.principal import DataScope, Principal

FEW, MANY = UUID(int=1_000, version=4), UUID(int=1_000_000, version=4)
COUNTS = {FEW: 1_000, MANY: 1_000_000}
ROUNDS = 200
# Totals are counted up to a thousand: of a thousand contracts the alarm has some two hundred.
REACH = 4.0

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


def measure(stage: Stage) -> list[Figure]:
    """Return what a page with its total takes among a million contracts, beside a thousand."""
    urls = stage.product.namespace.databases["catalog"]
    return measured(urls.application_url, urls.owner_url)


def measured(application_url: str, owner_url: str) -> list[Figure]:
    """Return the figures of one database of catalog, which has no such partners yet."""
    database = Database(application_url)
    clock = SystemClock()
    for partner_id, count in COUNTS.items():
        add_many(database, partner_id, count, clock.today())
    gather_statistics(owner_url)
    room = RecordRoom(database, clock)
    figures = [_figure(room, name, *asked) for name, asked in QUERIES.items()]
    database.dispose()
    return figures


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


def _figure(room: RecordRoom, name: str, data_scope: DataScope, query: ContractQuery) -> Figure:
    slowest = p99_in_turns(
        {
            str(partner_id): partial(list_contracts, person_of(partner_id, data_scope), query, room)
            for partner_id in COUNTS
        },
        rounds=ROUNDS,
    )
    return Figure(
        name=f"contracts: {name}: p99 of a million beside of a thousand",
        ours=slowest[str(MANY)] * 1000,
        floor=slowest[str(FEW)] * 1000,
        unit="ms",
        reach=REACH,
    )
