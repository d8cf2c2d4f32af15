"""Alarm and lists of contracts are walks along an index, as the service's role sees them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from bench.growth.contracts import QUERIES, person_of
from bench.many_contracts import add_many
from bench.query_plans import gather_statistics, nodes_of, noted_queries
from catalog.adapters.site_desk import SiteDesk
from catalog.store.records import RecordRoom
from catalog.use_cases.contracts.list_contracts import list_contracts
from chassis.clock import FixedClock
from chassis.database import Database
from tests.catalog.integration.desk import People
from tests.service_plugin import MakeDatabase

PARTNER = UUID(int=4711, version=4)
COUNT = 20_000


def test_no_list_reads_or_sorts_all_contracts(
    make_database: MakeDatabase, clock: FixedClock
) -> None:
    urls = make_database("catalog")
    database = Database(urls.application_url)
    add_many(database, PARTNER, COUNT, clock.today())
    gather_statistics(urls.owner_url, "contract")
    room = RecordRoom(database, clock)
    sites = SiteDesk(People())
    clock.move(timedelta(hours=1))

    for name, (data_scope, query) in QUERIES.items():
        with noted_queries(database, "contract") as asked:
            person = person_of(PARTNER, data_scope)
            assert list_contracts(person, query, room, sites).items, name
        for nodes in nodes_of(database, PARTNER, asked):
            assert not any(node.startswith("Seq Scan") for node in nodes), (name, nodes)
            # A total is counted up to a thousand, so it may gather and sort the few that there are.
            if nodes[0] == "Limit" and "search" not in name:
                assert nodes[1].startswith("Index Scan ix_contract_"), (name, nodes)
    database.dispose()
