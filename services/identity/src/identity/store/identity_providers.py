"""Organisations' own identity providers, and the mail domains they speak for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from contracts.identity_providers import ProviderDomain
from identity.domain.identity_providers import ProviderRecord
from identity.store.identity_provider_tables import (
    CLAIMED_DOMAIN,
    CONFIRMED_DOMAIN,
    IDENTITY_PROVIDER,
)


class IdentityProviderStore:
    """Providers and their domains in the caller's transaction. Never commits."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def find(self, organisation_id: UUID) -> ProviderRecord | None:
        """Return the organisation's provider, or None."""
        row = self._session.execute(
            select(IDENTITY_PROVIDER).where(IDENTITY_PROVIDER.c.organisation_id == organisation_id)
        ).first()
        return _provider_of(row) if row else None

    def lock(self, organisation_id: UUID) -> ProviderRecord | None:
        """Return the provider, or None; nobody is let in by it until the transaction ends."""
        row = self._session.execute(
            select(IDENTITY_PROVIDER)
            .where(IDENTITY_PROVIDER.c.organisation_id == organisation_id)
            .with_for_update()
        ).first()
        return _provider_of(row) if row else None

    def hold(self, organisation_id: UUID) -> ProviderRecord | None:
        """Return the provider, or None; nobody changes it until the transaction ends."""
        row = self._session.execute(
            select(IDENTITY_PROVIDER)
            .where(IDENTITY_PROVIDER.c.organisation_id == organisation_id)
            .with_for_update(read=True)
        ).first()
        return _provider_of(row) if row else None

    def speaking_for(self, domain: str) -> ProviderRecord | None:
        """Return the provider that speaks for the domain, or None."""
        row = self._session.execute(
            select(IDENTITY_PROVIDER)
            .join_from(
                CONFIRMED_DOMAIN,
                IDENTITY_PROVIDER,
                IDENTITY_PROVIDER.c.organisation_id == CONFIRMED_DOMAIN.c.organisation_id,
            )
            .where(CONFIRMED_DOMAIN.c.domain == domain)
        ).first()
        return _provider_of(row) if row else None

    def put(self, provider: ProviderRecord) -> None:
        """Store what the provider is from now on; the caller has locked its organisation."""
        values = {
            "issuer": provider.issuer,
            "client_id": provider.client_id,
            "sealed_secret": provider.sealed_secret,
            "is_required": provider.is_required,
            "admits_colleagues": provider.admits_colleagues,
            "strong_acr_values": list(provider.strong_acr_values),
            "changed_at": provider.changed_at,
        }
        self._session.execute(
            insert(IDENTITY_PROVIDER)
            .values(organisation_id=provider.organisation_id, created_at=self._now, **values)
            .on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )

    def remove(self, organisation_id: UUID) -> None:
        """Delete the provider and its domains."""
        self.unconfirm_all(organisation_id)
        self.claim(organisation_id, ())
        self._session.execute(
            delete(IDENTITY_PROVIDER).where(IDENTITY_PROVIDER.c.organisation_id == organisation_id)
        )

    def domains_of(self, organisation_id: UUID) -> tuple[ProviderDomain, ...]:
        """Return the domains that the organisation claims, by name."""
        rows = self._session.execute(
            select(CLAIMED_DOMAIN.c.domain, CONFIRMED_DOMAIN.c.confirmed_at)
            .join_from(
                CLAIMED_DOMAIN,
                CONFIRMED_DOMAIN,
                (CONFIRMED_DOMAIN.c.domain == CLAIMED_DOMAIN.c.domain)
                & (CONFIRMED_DOMAIN.c.organisation_id == CLAIMED_DOMAIN.c.organisation_id),
                isouter=True,
            )
            .where(CLAIMED_DOMAIN.c.organisation_id == organisation_id)
            .order_by(CLAIMED_DOMAIN.c.domain)
        )
        return tuple(
            ProviderDomain(domain=row.domain, confirmed_at=row.confirmed_at) for row in rows
        )

    def claim(self, organisation_id: UUID, domains: tuple[str, ...]) -> None:
        """Make these the organisation's domains; of those that stay, what is confirmed stays so."""
        for table in (CONFIRMED_DOMAIN, CLAIMED_DOMAIN):
            self._session.execute(
                delete(table).where(
                    table.c.organisation_id == organisation_id, table.c.domain.not_in(domains)
                )
            )
        for domain in domains:
            self._session.execute(
                insert(CLAIMED_DOMAIN)
                .values(organisation_id=organisation_id, domain=domain, claimed_at=self._now)
                .on_conflict_do_nothing()
            )

    def confirm(self, organisation_id: UUID, domain: str) -> bool:
        """Let the provider speak for a domain it claims; False if another one does already.

        Of two organisations at once the second waits here for the first one's transaction.
        """
        self._session.execute(
            insert(CONFIRMED_DOMAIN)
            .values(organisation_id=organisation_id, domain=domain, confirmed_at=self._now)
            .on_conflict_do_nothing()
        )
        own = select(CONFIRMED_DOMAIN.c.domain).where(
            CONFIRMED_DOMAIN.c.domain == domain,
            CONFIRMED_DOMAIN.c.organisation_id == organisation_id,
        )
        return self._session.execute(own).first() is not None

    def unconfirm(self, organisation_id: UUID, domain: str) -> None:
        """Let the provider speak for the domain no longer."""
        self._session.execute(
            delete(CONFIRMED_DOMAIN).where(
                CONFIRMED_DOMAIN.c.organisation_id == organisation_id,
                CONFIRMED_DOMAIN.c.domain == domain,
            )
        )

    def unconfirm_all(self, organisation_id: UUID) -> None:
        """Let the organisation's provider speak for no domain."""
        self._session.execute(
            delete(CONFIRMED_DOMAIN).where(CONFIRMED_DOMAIN.c.organisation_id == organisation_id)
        )


def _provider_of(row: Row[tuple[object, ...]]) -> ProviderRecord:
    return ProviderRecord(
        organisation_id=row.organisation_id,
        issuer=row.issuer,
        client_id=row.client_id,
        sealed_secret=bytes(row.sealed_secret),
        is_required=row.is_required,
        admits_colleagues=row.admits_colleagues,
        strong_acr_values=tuple(row.strong_acr_values),
        changed_at=row.changed_at,
    )
