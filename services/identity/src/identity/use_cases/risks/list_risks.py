"""List what makes access fragile."""

from typing import get_args
from uuid import UUID

from contracts.errors import InvalidInput
from contracts.risks import Risk, RiskCode, RiskPage, RiskQuery
from identity.domain.risks import RISK_CODES, RiskTerms
from identity.store.records import Records
from identity.store.risks import RiskPlace

_PARTS_OF_A_CURSOR = 3


def list_risks(
    organisation_id: UUID | None,
    query: RiskQuery,
    records: Records,
    *,
    generic_mailboxes: tuple[str, ...],
) -> RiskPage:
    """Return one page of the organisation's risks, or of everybody's for None.

    Raises:
        InvalidInput: a cursor that no page gave.
    """
    found = records.risks.page(
        RiskTerms(now=records.now, generic_mailboxes=generic_mailboxes),
        organisation_id=organisation_id,
        codes=RISK_CODES if query.code is None else (query.code,),
        after=None if query.cursor is None else _place(query.cursor),
        limit=query.limit + 1,
    )
    items, has_more = found[: query.limit], len(found) > query.limit
    return RiskPage(items=items, next_cursor=_cursor(items[-1]) if has_more else None)


def _cursor(last: Risk) -> str:
    return f"{last.organisation_id}.{last.code}.{last.subject_id}"


def _place(cursor: str) -> RiskPlace:
    parts = cursor.split(".")
    if len(parts) != _PARTS_OF_A_CURSOR:
        raise InvalidInput("cursor", "malformed")
    code = next((known for known in get_args(RiskCode) if known == parts[1]), None)
    try:
        organisation_id, subject_id = UUID(parts[0]), UUID(parts[2])
    except ValueError:
        raise InvalidInput("cursor", "malformed") from None
    if code is None:
        raise InvalidInput("cursor", "malformed")
    return RiskPlace(organisation_id=organisation_id, code=code, subject_id=subject_id)
