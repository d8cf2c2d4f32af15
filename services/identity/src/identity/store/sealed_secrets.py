"""Everything that is encrypted at rest, wherever it is kept."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Column, func, select, update
from sqlalchemy.orm import Session

from identity.store.identity_provider_tables import IDENTITY_PROVIDER
from identity.store.second_factor_tables import TOTP_FACTOR

SecretKind = Literal["totp", "identity_provider"]

# Where secrets of a kind stand: whose they are, and the secret itself.
_PLACES: dict[SecretKind, tuple[Column[UUID], Column[bytes]]] = {
    "totp": (TOTP_FACTOR.c.person_id, TOTP_FACTOR.c.sealed_secret),
    "identity_provider": (IDENTITY_PROVIDER.c.organisation_id, IDENTITY_PROVIDER.c.sealed_secret),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedSecret:
    """One secret, and whose it is."""

    owner_id: UUID
    sealed: bytes


class SealedSecretStore:
    """Encrypted secrets in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock_others_than(
        self, kind: SecretKind, prefix: bytes, *, limit: int
    ) -> tuple[SealedSecret, ...]:
        """Return some secrets that do not begin with `prefix`; nobody changes them meanwhile."""
        owner, sealed = _PLACES[kind]
        query = (
            select(owner.label("owner_id"), sealed.label("sealed"))
            .where(func.substring(sealed, 1, len(prefix)) != prefix)
            .order_by(owner)
            .limit(limit)
            .with_for_update()
        )
        return tuple(
            SealedSecret(owner_id=row.owner_id, sealed=bytes(row.sealed))
            for row in self._session.execute(query)
        )

    def replace(self, kind: SecretKind, owner_id: UUID, sealed: bytes) -> None:
        """Store the same secret under another key; the caller has locked it."""
        owner, column = _PLACES[kind]
        self._session.execute(update(owner.table).where(owner == owner_id).values({column: sealed}))
