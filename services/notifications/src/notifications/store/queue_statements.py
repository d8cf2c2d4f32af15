"""The statements that every mail asks: one round trip each, and built once for each process.

Building them anew took a third of the processor's time for a mail.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Executable,
    FromClause,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import Askable
from notifications.domain.delivery import Lane
from notifications.store.tables import ATTEMPT, MESSAGE

WAITING = ("queued", "deferred")
SETTLED = ("sent", "failed", "bounced", "expired")
_INSTANT = DateTime(timezone=True)
_NO_PARAMETERS = literal({}, JSONB)
_NO_ATTACHMENTS = literal([], JSONB)


def has_due(asked: Askable, now: datetime, lane: Lane) -> bool:
    """Return whether any message of the lane waits for a sender."""
    return asked.execute(something_due(lane), {"at": now}).first() is not None


@cache
def something_due(lane: Lane) -> Executable:
    """Return the question whether a message of the lane waits; takes `at`."""
    return select(MESSAGE.c.id).where(_is_due(lane)).limit(1)


@cache
def claim(lane: Lane) -> Executable:
    """Return what takes the message due longest, begins an attempt, and returns the message.

    Takes `at` and `lease_until`.
    """
    next_one = (
        select(MESSAGE.c.id)
        .where(_is_due(lane))
        .order_by(MESSAGE.c.due_at, MESSAGE.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("next_one")
    )
    taken = (
        update(MESSAGE)
        .where(MESSAGE.c.id == next_one.c.id)
        .values(state="sending", attempts=MESSAGE.c.attempts + 1, due_at=_instant("lease_until"))
        .returning(*MESSAGE.c)
        .cte("taken")
    )
    begun = insert(ATTEMPT).from_select(
        ["message", "number", "organisation_id", "recipient", "started_at", "outcome"],
        select(
            taken.c.id,
            taken.c.attempts,
            taken.c.organisation_id,
            taken.c.recipient,
            _instant("at"),
            literal("sending"),
        ),
    )
    return select(taken).add_cte(begun.returning(ATTEMPT.c.number).cte("begun"))


@cache
def announce() -> Executable:
    """Return what notes that the final dot is near, if the message is still in the same hand.

    Takes `claimed`, `attempt_number`, `at`, `lease_until` and `digest`.
    """
    kept = (
        update(MESSAGE)
        .where(
            MESSAGE.c.id == _claimed(),
            MESSAGE.c.state == "sending",
            MESSAGE.c.attempts == bindparam("attempt_number"),
        )
        .values(due_at=_instant("lease_until"))
        .returning(MESSAGE.c.id)
        .cte("kept")
    )
    return (
        update(ATTEMPT)
        .where(ATTEMPT.c.message == kept.c.id, ATTEMPT.c.number == bindparam("attempt_number"))
        .values(handing_over_at=_instant("at"), content_sha256=bindparam("digest"))
        .returning(ATTEMPT.c.message)
    )


@cache
def settle_sent() -> Executable:
    """Return what notes that a message is out, whoever has it in hand by now.

    Takes `claimed`, `attempt_number`, `at` and `words`.
    """
    ended = (
        update(ATTEMPT)
        .where(ATTEMPT.c.message == _claimed(), ATTEMPT.c.number == bindparam("attempt_number"))
        .values(outcome="sent", reply=bindparam("words"), ended_at=_instant("at"))
        .returning(ATTEMPT.c.number)
        .cte("ended")
    )
    return (
        update(MESSAGE)
        .where(MESSAGE.c.id == _claimed(), MESSAGE.c.state.not_in(SETTLED))
        .values(state="sent", due_at=None, settled_at=_instant("at"), **forgotten())
        .returning(MESSAGE.c.id)
        .add_cte(ended)
    )


def forgotten() -> dict[str, Any]:
    """Return what is left of a message that is out: no secrets, and no words where none are kept.

    That it went out, when, to whom and with which digest stands with its attempts.
    """
    return {
        "secrets": {},
        "parameters": case((MESSAGE.c.keeps_body, MESSAGE.c.parameters), else_=_NO_PARAMETERS),
        "attachments": case((MESSAGE.c.keeps_body, MESSAGE.c.attachments), else_=_NO_ATTACHMENTS),
    }


def _is_due(lane: Lane) -> ColumnElement[bool]:
    due = and_(_waits(MESSAGE, lane), MESSAGE.c.due_at <= _instant("at"))
    return and_(due, MESSAGE.c.id.in_(_first_of_each_account())) if lane == "own" else due


def _waits(message: FromClause, lane: Lane) -> ColumnElement[bool]:
    # Written out, so that the planner knows the lane's own index.
    return and_(message.c.state.in_(WAITING), message.c.lane == literal(lane, literal_execute=True))


def _first_of_each_account() -> Select[Any]:
    """Return what is due longest of each organisation that has nothing in anybody's hand.

    From organisation to organisation: what waits behind one that is held up is not walked past.
    """
    first, following, longest, other = map(
        MESSAGE.alias, ("first", "following", "longest", "other")
    )
    account = (
        select(first.c.organisation_id)
        .where(_waits(first, "own"))
        .order_by(first.c.organisation_id)
        .limit(1)
        .cte("account", recursive=True)
    )
    next_account = (
        select(following.c.organisation_id)
        .where(_waits(following, "own"), following.c.organisation_id > account.c.organisation_id)
        .order_by(following.c.organisation_id)
        .limit(1)
        .lateral("next_account")
    )
    account = account.union_all(
        select(next_account.c.organisation_id).select_from(account.join(next_account, true()))
    )
    due_longest = (
        select(longest.c.id)
        .where(
            _waits(longest, "own"),
            longest.c.organisation_id == account.c.organisation_id,
            longest.c.due_at <= _instant("at"),
        )
        .order_by(longest.c.due_at, longest.c.id)
        .limit(1)
        .lateral("due_longest")
    )
    in_hand = exists().where(
        other.c.organisation_id == account.c.organisation_id,
        other.c.state == "sending",
        other.c.lane == "own",
    )
    return select(due_longest.c.id).select_from(account.join(due_longest, true())).where(~in_hand)


def _instant(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=_INSTANT)


def _claimed() -> BindParameter[Any]:
    return bindparam("claimed", type_=Uuid())
