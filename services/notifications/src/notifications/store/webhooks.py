"""Webhooks in the caller's transaction; never commits.

Who changes one has taken the organisation's turn before (`TurnStore.call` or `hold`): in this order
nobody waits in a circle.
"""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Askable
from notifications.domain.feed import FeedSight
from notifications.domain.webhooks import WebhookRecord
from notifications.store.feed_tables import MACHINE_ACCOUNT
from notifications.store.webhook_tables import WEBHOOK

COLUMNS = tuple(WEBHOOK.c[name] for name in WebhookRecord.__dataclass_fields__)


class WebhookStore:
    """Webhooks of organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def has_account(self, organisation_id: UUID, account_id: UUID) -> bool:
        """Whether the organisation has a machine account of this id that is in use."""
        query = select(MACHINE_ACCOUNT.c.id).where(
            MACHINE_ACCOUNT.c.organisation_id == organisation_id,
            MACHINE_ACCOUNT.c.id == account_id,
            MACHINE_ACCOUNT.c.revoked_at.is_(None),
        )
        return self._session.scalar(query) is not None

    def account_name(self, organisation_id: UUID, account_id: UUID) -> str:
        """Return what the machine account is called."""
        query = select(MACHINE_ACCOUNT.c.name).where(
            MACHINE_ACCOUNT.c.organisation_id == organisation_id, MACHINE_ACCOUNT.c.id == account_id
        )
        return str(self._session.scalars(query).one())

    def lock(self, organisation_id: UUID, account_id: UUID) -> WebhookRecord | None:
        """Return the account's webhook, or None; nobody changes it until the transaction ends."""
        row = self._session.execute(
            select(*COLUMNS).where(*_is(organisation_id, account_id)).with_for_update()
        ).first()
        return None if row is None else webhook_of(row)

    def all_of(self, organisation_id: UUID) -> tuple[WebhookRecord, ...]:
        """Return the organisation's webhooks."""
        rows = self._session.execute(
            select(*COLUMNS)
            .where(WEBHOOK.c.organisation_id == organisation_id)
            .order_by(WEBHOOK.c.account_id)
        )
        return tuple(map(webhook_of, rows))

    def told(self, organisation_id: UUID) -> list[tuple[WebhookRecord, FeedSight]]:
        """Return the organisation's webhooks, each with what its account is told of."""
        columns: tuple[Any, ...] = (
            *COLUMNS,
            MACHINE_ACCOUNT.c.areas,
            MACHINE_ACCOUNT.c.document_types,
        )
        rows = self._session.execute(
            select(*columns)
            .join(
                MACHINE_ACCOUNT,
                (MACHINE_ACCOUNT.c.organisation_id == WEBHOOK.c.organisation_id)
                & (MACHINE_ACCOUNT.c.id == WEBHOOK.c.account_id),
            )
            .where(
                WEBHOOK.c.organisation_id == organisation_id, MACHINE_ACCOUNT.c.revoked_at.is_(None)
            )
        )
        return [(webhook_of(row), sight_in(row)) for row in rows]

    def put(self, webhook: WebhookRecord) -> None:
        """Insert or change the webhook."""
        values = asdict(webhook)
        self._session.execute(
            insert(WEBHOOK)
            .values(values)
            .on_conflict_do_update(index_elements=["organisation_id", "account_id"], set_=values)
        )

    def note(self, webhook: WebhookRecord) -> None:
        """Store how an address does; its keys stay, so that nobody waits who tells of events."""
        self._session.execute(
            update(WEBHOOK)
            .where(*_is(webhook.organisation_id, webhook.account_id))
            .values(
                state=webhook.state,
                disabled_because=webhook.disabled_because,
                failures=webhook.failures,
                failing_since=webhook.failing_since,
                rests_until=webhook.rests_until,
                last_delivered_at=webhook.last_delivered_at,
            )
        )

    def sealed_otherwise(self, present_prefix: bytes, limit: int) -> tuple[WebhookRecord, ...]:
        """Return up to `limit` webhooks with a secret under another key, locked."""
        length = len(present_prefix)
        is_other = or_(
            func.substr(WEBHOOK.c.sealed_secret, 1, length) != present_prefix,
            func.substr(WEBHOOK.c.older_sealed_secret, 1, length) != present_prefix,
        )
        rows = self._session.execute(
            select(*COLUMNS)
            .where(is_other)
            .order_by(WEBHOOK.c.organisation_id, WEBHOOK.c.account_id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return tuple(map(webhook_of, rows))

    def put_secrets(self, webhook: WebhookRecord) -> None:
        """Store the secrets of a webhook, sealed anew."""
        self._session.execute(
            update(WEBHOOK)
            .where(*_is(webhook.organisation_id, webhook.account_id))
            .values(
                sealed_secret=webhook.sealed_secret,
                older_sealed_secret=webhook.older_sealed_secret,
                older_secret_until=webhook.older_secret_until,
            )
        )

    def remove(self, organisation_id: UUID, account_id: UUID) -> bool:
        """Forget the webhook with its secrets and deliveries; False if there was none."""
        removed = self._session.scalar(
            delete(WEBHOOK).where(*_is(organisation_id, account_id)).returning(WEBHOOK.c.account_id)
        )
        return removed is not None


def webhook_of(row: Row[Any]) -> WebhookRecord:
    """Return the webhook in a row of `COLUMNS`."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    known = {column.name: values[column.name] for column in COLUMNS}
    for name in ("sealed_secret", "older_sealed_secret"):
        known[name] = None if known[name] is None else bytes(known[name])
    return WebhookRecord(**known)


def sight_in(row: Row[Any]) -> FeedSight:
    """Return what the account of a row is told of."""
    return FeedSight(
        organisation_id=row.organisation_id,
        areas=tuple(row.areas),
        document_types=None if row.document_types is None else tuple(row.document_types),
    )


def _is(organisation_id: UUID, account_id: UUID) -> tuple[Any, Any]:
    return WEBHOOK.c.organisation_id == organisation_id, WEBHOOK.c.account_id == account_id
