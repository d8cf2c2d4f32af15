"""Risks, page by page, of one organisation or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from contracts.risks import Risk, RiskCode
from identity.domain.risks import CODES_WORTH_A_MAIL, RISK_CODES, SEVERITIES, RiskTerms
from identity.store.booking_tables import CONTRACT_COVERAGE
from identity.store.risk_rules import RULES
from identity.store.risk_tables import RISK_REMINDER
from identity.store.tables import MEMBERSHIP, ORGANISATION


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

    def organisations_to_remind(
        self, terms: RiskTerms, week: str, *, limit: int
    ) -> tuple[UUID, ...]:
        """Return organisations with a risk worth a mail, with administrators, not reminded yet.

        The vendor is none of them: its people are told of everybody's risks at once.
        """
        parts = [
            select(RULES[code](terms).subquery(code).c.organisation_id)
            for code in CODES_WORTH_A_MAIL
        ]
        found = union_all(*parts).subquery()
        reminded = select(RISK_REMINDER.c.week).where(
            RISK_REMINDER.c.organisation_id == found.c.organisation_id,
            RISK_REMINDER.c.week == week,
        )
        has_admin = select(MEMBERSHIP.c.person_id).where(
            MEMBERSHIP.c.organisation_id == found.c.organisation_id, MEMBERSHIP.c.role == "admin"
        )
        query = (
            select(found.c.organisation_id)
            .distinct()
            .join(ORGANISATION, ORGANISATION.c.id == found.c.organisation_id)
            .where(
                ORGANISATION.c.kind != "vendor",
                _lets_people_in(found.c.organisation_id, terms),
                has_admin.exists(),
                ~reminded.exists(),
            )
            .order_by(found.c.organisation_id)
            .limit(limit)
        )
        return tuple(self._session.scalars(query))

    def count(self, terms: RiskTerms) -> dict[RiskCode, int]:
        """Return how many risks of each kind there are, of all organisations; none is left out."""
        parts = []
        for place, code in enumerate(RISK_CODES):
            found = RULES[code](terms).subquery(code)
            of_rule = select(literal(place).label("place"), func.count().label("found"))
            parts.append(
                of_rule.select_from(found).where(_lets_people_in(found.c.organisation_id, terms))
            )
        rows = self._session.execute(union_all(*parts))
        return {RISK_CODES[row.place]: row.found for row in rows if row.found}


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
        _lets_people_in(found.c.organisation_id, terms)
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


def _lets_people_in(organisation_id: ColumnElement[Any], terms: RiskTerms) -> ColumnElement[bool]:
    """Return the condition that somebody may enter: else there is nothing to mend (SE-70)."""
    over = select(CONTRACT_COVERAGE.c.organisation_id).where(
        CONTRACT_COVERAGE.c.organisation_id == organisation_id,
        CONTRACT_COVERAGE.c.access_until <= terms.now,
    )
    return ~over.exists()
