"""Delete print files that have done their work, or hold a page that nobody is to see."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.print_files import PrintFiles
from billing_docs.store.print_orders import PrintOrderStore

_AT_ONCE = 10


def sweep_print_batches(
    session: Session, archive: Archive, now: datetime, *, keep_for: timedelta
) -> int:
    """Return how many batches lost their files.

    A batch that the print room has not printed is made again without the documents that have been
    restricted or deleted since. A printed one keeps its files for `keep_for`, and not that long
    where one of its documents was destroyed. The files first, the row after: a death in between is
    a repetition.

    Raises:
        DependencyDown: the object store is away.
    """
    orders, files = PrintOrderStore(session), PrintFiles(archive)
    recalled = orders.to_recall(limit=_AT_ONCE)
    for batch_id in recalled:
        files.forget(batch_id)
        orders.make_again(batch_id)
    expired = orders.to_expire(printed_before=now - keep_for, limit=_AT_ONCE)
    for batch_id in expired:
        files.forget(batch_id)
        orders.expire(batch_id, now=now)
    return len(recalled) + len(expired)
