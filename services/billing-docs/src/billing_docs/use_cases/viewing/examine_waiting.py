"""Read documents that nobody has read yet, for what is remembered of their reading."""

import time
from datetime import datetime, timedelta

from billing_docs.domain.examination import make_examination
from billing_docs.domain.faults import DocumentRefused
from billing_docs.resources import Resources
from billing_docs.store.examination_queue import ExaminationQueue, Wanted
from billing_docs.store.examinations import ExaminationStore
from billing_docs.use_cases.examine_file import examine_file
from billing_docs.use_cases.viewing.fetch_content import fetch_content
from chassis.database import Database
from chassis.log import get_logger
from contracts.errors import ArchiveDamaged

_log = get_logger(__name__)
# Damaged bytes may come back: an operator restores them, the scrub finds them.
MOST_TRIES = 7
PAUSE = timedelta(days=1)
_SECONDS = 20.0


def examine_waiting(
    database: Database, resources: Resources, now: datetime, *, seconds: float = _SECONDS
) -> int:
    """Return how many documents were settled in this go.

    Each is a transaction of its own; two processes take different ones. A document does not change:
    its faults stay those it was archived with. What cannot be read keeps none, as before.

    Raises:
        DependencyDown: the object store is away, or no process can be started.
    """
    settled, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline and _examine_one(database, resources, now):
        settled += 1
    return settled


def _examine_one(database: Database, resources: Resources, now: datetime) -> bool:
    with database.transaction(every_organisation=True) as session:
        queue = ExaminationQueue(session)
        wanted = queue.take(now)
        if wanted is None:
            return False
        document = wanted.document
        try:
            content = fetch_content(document, resources.archive)
            read, report = examine_file(
                content, document.media_type, resources.readers, resources.rule_book
            )
        except ArchiveDamaged:
            _put_off(wanted, queue, now)
        except DocumentRefused as refused:
            # It was archived when less was asked of a file.
            _log.warning(
                "a document cannot be read", document_id=str(document.id), code=refused.code.value
            )
            queue.settle(document)
        else:
            ExaminationStore(session).add(make_examination(document, read, report, now))
            queue.settle(document)
    return True


def _put_off(wanted: Wanted, queue: ExaminationQueue, now: datetime) -> None:
    if wanted.tries + 1 < MOST_TRIES:
        queue.put_off(wanted.document, now + PAUSE)
    else:
        queue.settle(wanted.document)
