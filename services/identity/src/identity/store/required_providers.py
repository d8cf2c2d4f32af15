"""Whether people with some address must sign in by their organisation's identity provider."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Row
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
# Made once: each sign-in asks this, and has little time besides its hash.
_RULES = (
    select(IDENTITY_PROVIDER.c.organisation_id)
    .join_from(CONFIRMED_DOMAIN, IDENTITY_PROVIDER, _SPEAKS)
    .where(CONFIRMED_DOMAIN.c.domain == bindparam("domain"), IDENTITY_PROVIDER.c.is_required)
)
_KEPT_OUT_BY_DOMAIN = _RULES.join(
    MEMBERSHIP,
    (MEMBERSHIP.c.organisation_id == IDENTITY_PROVIDER.c.organisation_id)
    & (MEMBERSHIP.c.person_id == bindparam("person"))
    & _MUST_COME_BY_IT,
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
RULE_COLUMNS = (
    _RULES.exists().label("is_required"),
    (_KEPT_OUT_BY_DOMAIN.exists() | _LINKED.exists()).label("keeps_person_out"),
)
"""What holds, for whatever else is asked about a person; see `rule_asked`."""
_RULE: Select[*tuple[Any, ...]] = select(*RULE_COLUMNS)


def rule_asked(domain: str | None, person_id: UUID | None) -> dict[str, object]:
    """Return the parameters of `RULE_COLUMNS`, also for a person who does not exist."""
    return {"domain": domain or "", "person": person_id or _NOBODY}


def rule_in(row: Row[tuple[Any, ...]]) -> ProviderRule:
    """Return the rule in a row of `RULE_COLUMNS`."""
    return ProviderRule(is_required=row.is_required, keeps_person_out=row.keeps_person_out)


class RequiredProviderStore:
    """Rules in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rule_for(self, domain: str | None, person_id: UUID | None) -> ProviderRule:
        """Return the rule; the same statement for people who do not exist.

        Administrators keep their password, so that a provider that is away or badly set shuts
        nobody out for good; so do the addresses on file: they are mailboxes more often than people.
        """
        return rule_in(self._session.execute(_RULE, rule_asked(domain, person_id)).one())
