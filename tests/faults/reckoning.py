"""Read everything that a product holds in the end: rows, objects, mails, queues, the trail."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import Row

from tests.faults.ledger import Archived, Found, Ledger, Verdict, judge
from tests.flows.world import Customer, World
from tests.waiting import until

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
READERS = 8
# The sink parses ten thousand mails when it is asked for the first of them.
SINK_SECONDS = 300

# An event, its document, and where that lies.
_DOCUMENTS = """
SELECT d.id, d.sha256, d.object_key, d.version_id, e.event_id
FROM customer c JOIN document d USING (organisation_id)
JOIN document_event e ON e.document_id = d.id
"""
_CUSTOMERS = "SELECT c.organisation_id FROM customer c"
_NOTICES = "SELECT idempotency_key, message_id FROM message WHERE kind = 'document_arrived'"
_PARKED = "SELECT event_id, code FROM parked_message WHERE state = 'parked'"


class Reckoning:
    """Waits until a product has done everything, and holds it against a ledger.

    Customers are those whose documents the ledger speaks of; what others of the same product have
    is none of its business.
    """

    def __init__(self, world: World, ledger: Ledger, customers: Iterable[Customer]) -> None:
        self._world = world
        self._ledger = ledger
        self._numbers = tuple(each.number for each in customers)
        self._addresses = tuple(each.accountant.email for each in customers)

    def settle(self, seconds: float) -> Verdict:
        """Return the verdict once nothing moves any more; what still moves then is a fault."""
        until(lambda: not self._missing(), seconds=seconds, every=0.5)
        until(lambda: not any(self.waiting().values()), seconds=seconds, every=0.5)
        return judge(dict(self._ledger.attempted), set(self._ledger.confirmed), self.found())

    def found(self) -> Found:
        """Read it all; no digest is believed that was not computed here."""
        documents = self._documents()
        return Found(
            documents=documents,
            parked=self._parked(),
            objects=self._objects(),
            caught=self._caught(),
            in_doubt=self._world.count("notifications", "attempt", "outcome = 'in_doubt'"),
            waiting=self.waiting(),
            trail_faults=[
                f"{service}: {fault}"
                for service in SERVICES
                for fault in self._world.trail_faults(service)
            ],
        )

    def waiting(self) -> dict[str, int]:
        """Return how much is left to be done, by the queue, the outbox or the state it is in."""
        found = {
            f"outbox of {name}": self._world.count(name, "outbox") for name in SERVICES
        } | self._queues()
        return found | {
            "mails": self._world.count(
                "notifications", "message", "state NOT IN ('sent', 'failed', 'bounced', 'expired')"
            )
        }

    def _missing(self) -> set[str]:
        """Return the confirmed events that are nowhere yet."""
        there = {row.event_id for row in self._rows(_DOCUMENTS)} | set(self._parked())
        return self._ledger.confirmed - there

    def _queues(self) -> dict[str, int]:
        servers = self._world.product.namespace.servers
        vhost = quote(self._world.product.namespace.vhost, safe="")
        answer = httpx.get(
            f"{servers.management_url.rstrip('/')}/api/queues/{vhost}",
            # The counts themselves, and not what the management plugin counted ten seconds ago.
            params={"disable_stats": "true", "enable_queue_totals": "true"},
            timeout=60,
        )
        return {
            each["name"]: int(each.get("messages", 0)) for each in answer.raise_for_status().json()
        }

    def _documents(self) -> list[Archived]:
        notices: dict[str, list[str]] = defaultdict(list)
        for notice in self._world.rows("notifications", _NOTICES):
            notices[notice.idempotency_key.rpartition(":")[2]].append(notice.message_id)
        events: dict[str, list[str]] = defaultdict(list)
        rows = {str(row.id): row for row in self._rows(_DOCUMENTS)}
        for row in self._rows(_DOCUMENTS):
            events[str(row.id)].append(row.event_id)
        return [
            Archived(
                id=id_,
                sha256=row.sha256,
                object=f"{row.object_key} {row.version_id}",
                event_ids=tuple(events[id_]),
                message_ids=tuple(notices[id_]),
            )
            for id_, row in rows.items()
        ]

    def _rows(self, query: str) -> list[Row[Any]]:
        among = ", ".join(f"'{number}'" for number in self._numbers)
        return self._world.rows("billing_docs", f"{query} WHERE c.customer_number IN ({among})")

    def _parked(self) -> dict[str, str]:
        rows = self._world.rows("billing_docs", _PARKED)
        return {row.event_id: row.code for row in rows if row.event_id in self._ledger.attempted}

    def _objects(self) -> dict[str, str]:
        """Read every version that the archive holds of these customers, and hash its bytes."""
        store = self._world.object_store()
        bucket = self._world.product.namespace.archive_bucket
        versions = [
            (version["Key"], version["VersionId"])
            for prefix in self._prefixes()
            for page in store.get_paginator("list_object_versions").paginate(
                Bucket=bucket, Prefix=prefix
            )
            for version in page.get("Versions", [])
        ]

        def read(place: tuple[str, str]) -> tuple[str, str]:
            key, version = place
            body = store.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
            return f"{key} {version}", hashlib.sha256(body).hexdigest()

        with ThreadPoolExecutor(READERS) as pool:
            return dict(pool.map(read, versions))

    def _prefixes(self) -> list[str]:
        rows = self._rows(_CUSTOMERS)
        return [
            f"{hashlib.sha256(row.organisation_id.bytes).hexdigest()[:2]}/{row.organisation_id}/"
            for row in rows
        ]

    def _caught(self) -> Counter[str]:
        page = self._world.product.namespace.servers.mail_page_url.rstrip("/")
        caught: Counter[str] = Counter()
        for address in self._addresses:
            answer = httpx.get(
                f"{page}/mails.json", params={"to": address}, timeout=SINK_SECONDS
            ).raise_for_status()
            caught.update(str(mail["headers"]["Message-ID"]) for mail in answer.json())
        return caught
