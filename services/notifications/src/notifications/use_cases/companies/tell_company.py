"""Tell a company of an event by each channel that it has chosen."""

from dataclasses import dataclass
from datetime import datetime

from chassis.log import get_logger
from contracts.company_notices import CHANNELS, Channel, CompanyEvent
from contracts.events import Language, NoticeRequested
from notifications.adapters.composition import Composer
from notifications.domain.company_notices import (
    GATHERED,
    Company,
    WaitingNotice,
    reach_of,
)
from notifications.store.company_records import CompanyRecords
from notifications.use_cases.queue_message import queue_message, refuse_unfit

_log = get_logger(__name__)
ASKED_BY = "notifications"


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Something that a company may want to know of, once for each key."""

    idempotency_key: str
    event: CompanyEvent
    parameters: dict[str, str]
    occurred_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """How companies are told: in which words, and whether by phone at all."""

    composer: Composer
    is_phone_offered: bool


def tell_company(
    happening: Happening, company: Company, telling: Telling, records: CompanyRecords
) -> None:
    """Have the company told at the address and number on file for it (MB-11); safe to repeat.

    What it has chosen now counts, whatever it chooses before the message goes out. Where many
    things of a kind come, they become one message; what comes too late is told to nobody.

    Raises:
        Refused: the parameters do not fit the event. Nothing is stored.
    """
    if happening.expires_at is not None and happening.expires_at <= records.now:
        _log.info("notice comes too late", idempotency_key=happening.idempotency_key)
        return
    (chosen,) = (
        each
        for each in records.choices.of(company.organisation_id)
        if each.event == happening.event
    )
    for channel in CHANNELS:
        if getattr(chosen, channel):
            _tell_by(channel, happening, company, telling, records)


def message_for(
    notice: WaitingNotice, language: Language, *, kind: str, parameters: dict[str, str]
) -> NoticeRequested:
    """Return the message that says it."""
    key = f"company:{notice.organisation_id}:{notice.channel}:{notice.idempotency_key}"
    return NoticeRequested(
        idempotency_key=key,
        kind=kind,
        recipient=notice.recipient,
        language=language,
        organisation_id=notice.organisation_id,
        parameters=parameters,
    )


def _tell_by(
    channel: Channel,
    happening: Happening,
    company: Company,
    telling: Telling,
    records: CompanyRecords,
) -> None:
    reach = reach_of(company, channel, is_phone_offered=telling.is_phone_offered)
    if reach.recipient is None:
        _log.info(
            "company is not reached by this channel",
            organisation_id=str(company.organisation_id),
            channel=channel,
            why=reach.why_not,
        )
        return
    notice = WaitingNotice(
        organisation_id=company.organisation_id,
        idempotency_key=happening.idempotency_key,
        channel=channel,
        event=happening.event,
        recipient=reach.recipient,
        parameters={**happening.parameters, "organisation_name": company.name},
        occurred_at=happening.occurred_at,
    )
    message = message_for(
        notice, company.language, kind=happening.event, parameters=notice.parameters
    )
    # Now, while what does not fit can still be parked: later it waits among others.
    refuse_unfit(message, telling.composer, channel, records.now)
    if not records.notices.add_if_new(notice, records.now):
        return
    if happening.event in GATHERED:
        records.notices.wait_for_others(notice, records.now)
        return
    queue_message(
        message,
        requested_by=ASKED_BY,
        composer=telling.composer,
        records=records,
        now=records.now,
        channel=channel,
        expires_at=happening.expires_at,
    )
    records.notices.note_told([notice], records.now)
