"""The contract alarm: which contracts somebody must look at now, and why (DW-37 to DW-45).

Days are calendar days in Europe/Berlin, and both ends of a span belong to it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from catalog.domain.terms import Terms, has_ended, period_end
from contracts.contract_timeline import STAGES, AlarmReason, ReasonKind, Stage

DAYS_AFTER_END = 60
DAYS_AFTER_NOTICE = 60
DAYS_BEFORE_PERIOD_END = max(STAGES)
# So long after an acknowledgement nothing can bear its mark any more.
LONGEST_ALARM_DAYS = DAYS_BEFORE_PERIOD_END + DAYS_AFTER_END


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From one day to another, both of them in it."""

    first: date
    last: date


def span_of(kind: ReasonKind, today: date, stage: Stage | None = None) -> Span:
    """Return the days on which a contract ended, got notice or ends its period to be in the alarm.

    A stage holds what no smaller one holds.
    """
    if kind == "ended":
        return Span(first=_before(today, DAYS_AFTER_END), last=_before(today, 1))
    if kind == "notice_given":
        return Span(first=_before(today, DAYS_AFTER_NOTICE), last=today)
    if stage is None:
        return Span(first=today, last=_before(today, -DAYS_BEFORE_PERIOD_END))
    smaller = max((each for each in STAGES if each < stage), default=-1)
    return Span(first=_before(today, -(smaller + 1)), last=_before(today, -stage))


def stage_of(days_left: int) -> Stage | None:
    """Return the smallest stage into which so many days fit (DW-44), None beyond the largest."""
    return next((stage for stage in STAGES if 0 <= days_left <= stage), None)


def alarm_reasons(terms: Terms, today: date) -> tuple[AlarmReason, ...]:
    """Return every criterion that the contract meets today, the most urgent first (DW-38)."""
    found: list[AlarmReason] = []
    if terms.ends_on is not None and has_ended(terms, today):
        found.append(_reason("ended", terms.ends_on, (today - terms.ends_on).days))
    if terms.notice_given_on is not None:
        days = (today - terms.notice_given_on).days
        found.append(_reason("notice_given", terms.notice_given_on, days))
    end = period_end(terms, today)
    if end is not None:
        days = (end - today).days
        found.append(_reason("period_ends", end, days, stage_of(days)))
    return tuple(reason for reason in found if _is_within(reason, today))


def _reason(kind: ReasonKind, on: date, days: int, stage: Stage | None = None) -> AlarmReason:
    mark = f"{kind}:{on}" if stage is None else f"{kind}:{on}:{stage}"
    return AlarmReason(kind=kind, on=on, days=days, stage=stage, mark=mark)


def _is_within(reason: AlarmReason, today: date) -> bool:
    span = span_of(reason.kind, today)
    return span.first <= reason.on <= span.last


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)
