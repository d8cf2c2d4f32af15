"""Risks, page by page, of one organisation or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, union_all
from sqlalchemy.orm import Session

from contracts.risks import Risk, RiskCode
from identity.domain.risks import RISK_CODES, SEVERITIES, RiskTerms
from identity.store.booking_tables import CONTRACT_COVERAGE
from identity.store.risk_rules import RULES
from identity.store.tables import ORGANISATION


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskPlace:
    """Where in the list of risks a page ended."""

    organisation_id: UUID
    code: RiskCode
    subject_id: UUID


class RiskStore:
    """Risks as they are in the caller's transaction. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self,
        terms: RiskTerms,
        *,
        organisation_id: UUID | None,
        codes: Sequence[RiskCode] = RISK_CODES,
        after: RiskPlace | None = None,
        limit: int,
    ) -> tuple[Risk, ...]:
        """Return up to `limit` risks by organisation, the most severe first within each."""
        # Each rule is cut to the page by itself, so that its index gives no more than is wanted.
        parts = [
            _page_of_rule(code, terms, organisation_id=organisation_id, after=after, limit=limit)
            for code in codes
        ]
        found = union_all(*parts).subquery()
        rows = self._session.execute(
            select(found, ORGANISATION.c.name, ORGANISATION.c.customer_number)
            .join_from(found, ORGANISATION, ORGANISATION.c.id == found.c.organisation_id)
            .order_by(found.c.organisation_id, found.c.place, found.c.subject_id)
            .limit(limit)
        )
        return tuple(
            Risk(
                code=RISK_CODES[row.place],
                severity=SEVERITIES[RISK_CODES[row.place]],
                organisation_id=row.organisation_id,
                organisation_name=row.name,
                customer_number=row.customer_number,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                subject_name=row.subject_name,
                since=row.since,
            )
            for row in rows
        )


def _page_of_rule(
    code: RiskCode,
    terms: RiskTerms,
    *,
    organisation_id: UUID | None,
    after: RiskPlace | None,
    limit: int,
) -> Select[Any]:
    found = RULES[code](terms).subquery(code)
    query = select(literal(RISK_CODES.index(code)).label("place"), found).where(
        # Where nobody is let in any more there is nothing to mend.
        ~select(CONTRACT_COVERAGE.c.organisation_id)
        .where(
            CONTRACT_COVERAGE.c.organisation_id == found.c.organisation_id,
            CONTRACT_COVERAGE.c.access_until <= terms.now,
        )
        .exists()
    )
    if organisation_id is not None:
        query = query.where(found.c.organisation_id == organisation_id)
    if after is not None:
        query = query.where(_comes_after(found.c, code, after))
    page = query.order_by(found.c.organisation_id, found.c.subject_id).limit(limit).subquery()
    return select(page)


def _comes_after(columns: Any, code: RiskCode, after: RiskPlace) -> ColumnElement[bool]:
    later: ColumnElement[bool] = columns.organisation_id > after.organisation_id
    same: ColumnElement[bool] = columns.organisation_id == after.organisation_id
    here, there = RISK_CODES.index(code), RISK_CODES.index(after.code)
    if here < there:
        return later
    if here > there:
        return or_(later, same)
    return or_(later, and_(same, columns.subject_id > after.subject_id))
