"""A Celery task that does what our intake does: the same use case, database and archive.

Set as its documentation advises for work that must survive the death of a worker, on a quorum
queue. It runs where both Celery and billing-docs can be imported.
"""

# What the peers bring comes behind what we use ourselves.
import os
import sys
from typing import Any

sys.path.append(os.environ["PEER_SITE_PACKAGES"])

import msgspec
from celery import Celery
from celery.signals import worker_process_init

from billing_docs.resources import Resources
from billing_docs.service import BillingDocs
from billing_docs.settings import Settings
from billing_docs.use_cases.receive_document import Surroundings, receive_document
from chassis.clock import SystemClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.settings import load
from contracts.inbound import DOCUMENT_ISSUED, DocumentIssued

app = Celery("intake", broker=os.environ["PEER_AMQP_URL"])
app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_default_queue_type="quorum",
    worker_detect_quorum_queues=True,
)


class _Place:
    """What one worker process works with, opened after the fork."""

    settings: Settings
    resources: Resources
    database: Database


@worker_process_init.connect
def open_place(**_signal: Any) -> None:
    """Open connections in the process that uses them."""
    _Place.settings = load(Settings, os.environ)
    _Place.resources = BillingDocs.open_resources(_Place.settings)
    _Place.database = Database(_Place.settings.database_url)


@app.task(name="keep")
def keep(event: dict[str, Any]) -> None:
    """Take in one document."""
    take_in(event)


def take_in(event: dict[str, Any]) -> None:
    """Do what our own intake does with a document."""
    incoming = Incoming(
        id=event["id"],
        source=event["source"],
        type=DOCUMENT_ISSUED,
        time=None,
        body_sha256=event["body_sha256"],
        data=msgspec.convert(event["data"], DocumentIssued),
        publisher=None,
    )
    around = Surroundings(
        database=_Place.database,
        archive=_Place.resources.archive,
        readers=_Place.resources.readers,
        rule_book=_Place.resources.rule_book,
        scanner=None,
        now=SystemClock().now(),
        portal_url=_Place.settings.portal_url,
        rules=_Place.settings.retention_rules,
    )
    receive_document(incoming, around)


if __name__ == "__main__":
    app.worker_main(["worker", "--loglevel=WARNING", "--concurrency=2", "--without-mingle"])
