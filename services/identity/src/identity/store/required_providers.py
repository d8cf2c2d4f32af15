"""Whether people with some address must sign in by their organisation's identity provider."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from identity.store.identity_provider_tables import (
    CONFIRMED_DOMAIN,
    FEDERATED_IDENTITY,
    IDENTITY_PROVIDER,
)
from identity.store.tables import MEMBERSHIP

_NOBODY = UUID(int=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderRule:
    """What holds for a mail domain, and for one person with such an address."""

    is_required: bool
    keeps_person_out: bool
    """His password opens nothing, even if it fits."""


_SPEAKS = IDENTITY_PROVIDER.c.organisation_id == CONFIRMED_DOMAIN.c.organisation_id
_MUST_COME_BY_IT = (MEMBERSHIP.c.role != "admin") & MEMBERSHIP.c.is_initial.is_(False)
# Made once: each sign-in asks these, and has little time besides its hash.
_RULE = (
    select(MEMBERSHIP.c.person_id)
    .join_from(CONFIRMED_DOMAIN, IDENTITY_PROVIDER, _SPEAKS)
    .outerjoin(
        MEMBERSHIP,
        (MEMBERSHIP.c.organisation_id == IDENTITY_PROVIDER.c.organisation_id)
        & (MEMBERSHIP.c.person_id == bindparam("person"))
        & _MUST_COME_BY_IT,
    )
    .where(CONFIRMED_DOMAIN.c.domain == bindparam("domain"), IDENTITY_PROVIDER.c.is_required)
)
# Known by such a provider: another address of his own does not free him.
_LINKED = (
    select(FEDERATED_IDENTITY.c.person_id)
    .join_from(
        FEDERATED_IDENTITY,
        IDENTITY_PROVIDER,
        IDENTITY_PROVIDER.c.organisation_id == FEDERATED_IDENTITY.c.organisation_id,
    )
    .join(
        MEMBERSHIP,
        (MEMBERSHIP.c.organisation_id == FEDERATED_IDENTITY.c.organisation_id)
        & (MEMBERSHIP.c.person_id == FEDERATED_IDENTITY.c.person_id),
    )
    .where(
        FEDERATED_IDENTITY.c.person_id == bindparam("person"),
        IDENTITY_PROVIDER.c.is_required,
        _MUST_COME_BY_IT,
    )
)


class RequiredProviderStore:
    """Rules in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rule_for(self, domain: str | None, person_id: UUID | None) -> ProviderRule:
        """Return the rule; the same statements for people who do not exist.

        Administrators keep their password, so that a provider that is away or badly set shuts
        nobody out for good; so do the addresses on file: they are mailboxes more often than people.
        """
        someone = person_id or _NOBODY
        rows = self._session.execute(_RULE, {"domain": domain or "", "person": someone}).all()
        linked = self._session.execute(_LINKED, {"person": someone}).first()
        return ProviderRule(
            is_required=bool(rows),
            keeps_person_out=any(row.person_id for row in rows) or linked is not None,
        )
