"""What makes an organisation's access fragile, in the reader's words."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.risks import Risk, RiskCode, RiskQuery, RiskSubject, Severity
from gateway.call import Call
from gateway.texts import Texts


class RiskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that should be mended; `title` and `advice` are in the caller's language."""

    code: RiskCode
    severity: Severity
    title: str
    advice: str
    since: datetime
    organisation_id: UUID
    organisation_name: str
    customer_number: str | None
    subject_kind: RiskSubject
    subject_id: UUID
    subject_name: str | None


class RiskLines(msgspec.Struct, frozen=True, kw_only=True):
    """What should be mended, by organisation, the most severe first; `next_cursor` continues."""

    items: tuple[RiskLine, ...]
    next_cursor: str | None


async def list_risks(call: Call, query: RiskQuery) -> RiskLines:
    """Return what makes access fragile: in one's own organisation, or for the vendor in each."""
    page = await call.around.identity.list_risks(call.context, query)
    return RiskLines(
        items=tuple(_in_words(risk, call.texts) for risk in page.items),
        next_cursor=page.next_cursor,
    )


def _in_words(risk: Risk, texts: Texts) -> RiskLine:
    return RiskLine(
        code=risk.code,
        severity=risk.severity,
        title=texts(f"risks.{risk.code}.title"),
        advice=texts(f"risks.{risk.code}.advice"),
        since=risk.since,
        organisation_id=risk.organisation_id,
        organisation_name=risk.organisation_name,
        customer_number=risk.customer_number,
        subject_kind=risk.subject_kind,
        subject_id=risk.subject_id,
        subject_name=risk.subject_name,
    )
