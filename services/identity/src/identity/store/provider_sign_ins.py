"""Browsers that were sent to a provider and have not come back."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from identity.domain.provider_sign_ins import (
    PROVIDER_SIGN_IN_VALID,
    BegunSignIn,
    SignInSecrets,
)
from identity.store.identity_provider_tables import PROVIDER_SIGN_IN


class ProviderSignInStore:
    """Sign-ins under way in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(self, begun: BegunSignIn, secrets: SignInSecrets) -> None:
        """Remember a sign-in that begins now."""
        self._session.execute(
            insert(PROVIDER_SIGN_IN).values(
                state_sha256=secrets.state_sha256,
                browser_sha256=secrets.browser_sha256,
                organisation_id=begun.organisation_id,
                issuer=begun.issuer,
                client_id=begun.client_id,
                begun_at=self._now,
            )
        )

    def use(self, secrets: SignInSecrets) -> BegunSignIn | None:
        """Use the sign-in up, or return None: unknown, too old, used, or another browser's.

        One statement: of two answers at once one gets it.
        """
        row = self._session.execute(
            update(PROVIDER_SIGN_IN)
            .where(
                PROVIDER_SIGN_IN.c.state_sha256 == secrets.state_sha256,
                PROVIDER_SIGN_IN.c.browser_sha256 == secrets.browser_sha256,
                PROVIDER_SIGN_IN.c.used_at.is_(None),
                PROVIDER_SIGN_IN.c.begun_at > self._now - PROVIDER_SIGN_IN_VALID,
            )
            .values(used_at=self._now)
            .returning(*PROVIDER_SIGN_IN.c)
        ).first()
        if row is None:
            return None
        return BegunSignIn(
            organisation_id=row.organisation_id, issuer=row.issuer, client_id=row.client_id
        )

    def forget_old(self) -> None:
        """Delete what nobody can finish any more."""
        self._session.execute(
            delete(PROVIDER_SIGN_IN).where(
                PROVIDER_SIGN_IN.c.begun_at <= self._now - PROVIDER_SIGN_IN_VALID
            )
        )
