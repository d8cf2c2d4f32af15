"""Let the object store hold what cases hold, and free what none holds any more."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.store.holds import HoldStore
from chassis.database import Database

AT_ONCE = 100


def follow_holds(database: Database, archive: Archive, now: datetime) -> int:
    """Return on how many documents the store's own hold was placed or taken off.

    Until then our rows hold them alone. Safe to repeat and to run twice at once: the store's hold
    is on or off, and comes on anew where it went off at the wrong moment.

    Raises:
        DependencyDown: the object store does not answer; the rest follows later.
    """
    followed = 0
    with database.transaction(every_organisation=True) as session:
        for document in HoldStore(session).to_hold_in_store(limit=AT_ONCE):
            archive.custody.hold(document, on=True)
            HoldStore(session).note_held(document, now)
            followed += 1
    with database.transaction(every_organisation=True) as session:
        followed += _free(session, archive)
    return followed


def _free(session: Session, archive: Archive) -> int:
    holds = HoldStore(session)
    found = holds.to_free_in_store(limit=AT_ONCE)
    # In one order, or two of us could wait for each other.
    for organisation_id in sorted({document.organisation_id for document in found}):
        # A hold that is placed this moment is seen, or comes after the store's has gone.
        holds.wait_for_turn(organisation_id)
    freed = 0
    for document in found:
        if not holds.on(document):
            archive.custody.hold(document, on=False)
            holds.note_free(document)
            freed += 1
    return freed
