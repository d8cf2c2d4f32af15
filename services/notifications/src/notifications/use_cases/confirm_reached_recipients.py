"""Say of whom messages reach again where some had come back before."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifications.domain.bounces import QUIET_BEFORE_REACHED
from notifications.store.failing_recipients import FailingRecipientStore
from notifications.use_cases.tell_outcome import announce_reached


def confirm_reached_recipients(session: Session, now: datetime) -> int:
    """Announce those whose last mail has stayed out for a day; return how many."""
    reached = FailingRecipientStore(session).take_reached(taken_until=now - QUIET_BEFORE_REACHED)
    for recipient in reached:
        announce_reached(
            kind=recipient.kind,
            organisation_id=recipient.organisation_id,
            recipient_sha256=recipient.recipient_sha256,
            session=session,
            now=now,
        )
    return len(reached)
