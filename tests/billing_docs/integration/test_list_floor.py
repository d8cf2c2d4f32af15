"""What the benchmark of lists compares with does the same work."""

from __future__ import annotations

import json
from uuid import UUID

import msgspec

from bench.many_documents import add_many
from bench.peers.programs.portal_work import Portal
from billing_docs.store.document_lists import DocumentLists
from billing_docs.use_cases.list_documents import list_documents
from chassis.database import Database
from contracts.billing_docs import DocumentQuery
from tests.service_plugin import MakeDatabase

CUSTOMER, READER = UUID(int=4711, version=4), UUID(int=7, version=4)


def test_the_floor_lists_what_we_list(make_database: MakeDatabase) -> None:
    urls = make_database("billing_docs")
    database = Database(urls.application_url)
    add_many(database, CUSTOMER, 60)
    addresses = {"documents_url": urls.application_url, "identity_url": urls.application_url}
    floor = Portal(json.dumps(addresses))

    theirs = floor.list_documents(str(CUSTOMER), str(READER))
    with database.reading(organisation_id=CUSTOMER) as connection:
        ours = list_documents(
            CUSTOMER,
            DocumentQuery(limit=50),
            DocumentLists(connection),
            reader=READER,
        )

    assert theirs["items"] == msgspec.json.decode(msgspec.json.encode(ours.items))
    assert theirs["next_cursor"] is not None
    floor.close()
    database.dispose()
