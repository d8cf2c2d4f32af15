"""What a sign-in comes to if the password fits, in one question: it is asked beside the hash."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, literal, select

from contracts.identity import Organisation, SecondFactorMethod
from identity.store.messages import Message
from identity.store.organisations import organisation_of
from identity.store.required_providers import RULE_COLUMNS, ProviderRule, rule_asked, rule_in
from identity.store.second_factors import METHOD_COLUMNS, methods_in
from identity.store.tables import MEMBERSHIP, ORGANISATION

_ONE = select(literal(1).label("one")).subquery("one")
# Made once; a row for who does not exist as well.
_PROSPECT = Message.of(
    select(*ORGANISATION.c, *METHOD_COLUMNS, *RULE_COLUMNS)
    .select_from(_ONE)
    .outerjoin(MEMBERSHIP, MEMBERSHIP.c.person_id == bindparam("person"))
    .outerjoin(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
    .order_by(MEMBERSHIP.c.created_at, MEMBERSHIP.c.organisation_id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prospect:
    """What a sign-in comes to, as far as can be seen without a lock."""

    rule: ProviderRule
    organisations: tuple[Organisation, ...]
    """Where the person may act, the oldest membership first."""
    methods: tuple[SecondFactorMethod, ...]
    """By what he completes his sign-in."""


class ProspectStore:
    """Prospects in the caller's reading."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: UUID | None, mail_domain: str | None) -> Prospect:
        """Return what the sign-in comes to; the same statement for people who do not exist."""
        rows = _PROSPECT.say(self._connection, rule_asked(mail_domain, person_id)).all()
        return Prospect(
            rule=rule_in(rows[0]),
            organisations=tuple(organisation_of(row) for row in rows if row.id),
            methods=methods_in(rows[0]),
        )
