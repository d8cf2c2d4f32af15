"""How often a wrong code was typed for an invitation, or for an address that has none."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import ARRAY, Uuid, bindparam, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.invitation_codes import WRONG_CODES_ALLOWED
from identity.store.sign_in_tables import WRONG_CODE_COUNT
from identity.store.tables import INVITATION

# Counts that belong to no open invitation are kept this long, so guessing does not fill the table.
_KEPT = timedelta(days=1)
# Addresses that nobody is invited by become subjects under this name space.
_NOBODY = UUID("3f0c2e0e-8f0b-5d8a-9c57-6c1f1d0f5a36")

# Made once: a wrong code must not tell by its time whether there is an invitation.
_SUBJECTS = bindparam("subjects", type_=ARRAY(Uuid))
_COUNT = (
    insert(WRONG_CODE_COUNT)
    .from_select(
        ["subject", "count", "counted_at"],
        select(func.unnest(_SUBJECTS), literal(1), bindparam("now")),
    )
    .on_conflict_do_update(
        index_elements=["subject"],
        set_={"count": WRONG_CODE_COUNT.c.count + 1, "counted_at": bindparam("now")},
        where=WRONG_CODE_COUNT.c.count < WRONG_CODES_ALLOWED,
    )
    .returning(WRONG_CODE_COUNT.c.subject, WRONG_CODE_COUNT.c.count.label("counted"))
)


class WrongCodeStore:
    """Counts in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def count(self, invitations: Sequence[UUID], email_key: str) -> dict[UUID, int]:
        """Count a code for each open invitation of the address, as if it were wrong.

        Returns the count of each that has any left, this one included. Where there is no invitation
        the address itself is counted. Whoever counts the same waits until this transaction ends.
        """
        subjects = sorted(invitations) or [uuid5(_NOBODY, email_key)]
        counted = self._session.execute(_COUNT, {"subjects": subjects, "now": self._now})
        return {each.subject: each.counted for each in counted}

    def give_back(self, invitations: Sequence[UUID]) -> None:
        """Take one from each count: the code was right."""
        self._session.execute(
            update(WRONG_CODE_COUNT)
            .where(WRONG_CODE_COUNT.c.subject.in_(invitations), WRONG_CODE_COUNT.c.count > 0)
            .values(count=WRONG_CODE_COUNT.c.count - 1)
        )

    def forget_old(self) -> None:
        """Delete counts of a day ago that belong to no open invitation."""
        is_open = exists().where(
            INVITATION.c.id == WRONG_CODE_COUNT.c.subject, INVITATION.c.state == "pending"
        )
        self._session.execute(
            delete(WRONG_CODE_COUNT).where(
                WRONG_CODE_COUNT.c.counted_at <= self._now - _KEPT, ~is_open
            )
        )
