"""Send events to the addresses that organisations' systems listen at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from chassis.clock import Clock
from chassis.database import Database
from chassis.ids import new_id
from chassis.log import get_logger
from contracts.cloudevents import SPEC_VERSION, STRUCTURED_CONTENT_TYPE
from contracts.webhooks import WEBHOOK_DISABLED, WebhookDisabled, WhyDisabled
from notifications.adapters.metrics import WEBHOOKS
from notifications.adapters.webhook_desk import WebhookDesk
from notifications.domain.feed import SOURCE, cloudevent
from notifications.domain.webhooks import (
    TEST_TYPE,
    Answer,
    WebhookRecord,
    after_answer,
    host_of,
    next_try_at,
    signed_headers,
    why_disabled,
)
from notifications.store.webhook_deliveries import DueDelivery
from notifications.store.webhook_records import WebhookRecords

_log = get_logger(__name__)
ACTOR = "system:notifications"
# Longer than any try takes; who is killed meanwhile is followed by somebody else after that.
LEASE = timedelta(seconds=60)
_NOT_SHOWN = Answer(fault="not_shown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """One sender at his desk, and where he writes down what came of it."""

    desk: WebhookDesk
    database: Database
    clock: Clock
    portal_url: str | None
    sender_id: UUID

    @contextmanager
    def records(self, organisation_id: UUID | None = None) -> Iterator[WebhookRecords]:
        """Yield the records of one organisation, or of all; commits at the end."""
        opened = (
            self.database.transaction(every_organisation=True)
            if organisation_id is None
            else self.database.transaction(organisation_id=organisation_id)
        )
        with opened as session:
            yield WebhookRecords(session, self.clock.now())


def send_webhooks(
    desk: WebhookDesk, database: Database, clock: Clock, *, portal_url: str | None
) -> int:
    """Send until nothing is due or the shift ends; return how many events were taken.

    Any number of processes may do this; an organisation is served by one at a time. Whoever dies
    between an answer and its note sends that event again: receivers tell repeats by `webhook-id`.
    """
    shift = Shift(
        desk=desk, database=database, clock=clock, portal_url=portal_url, sender_id=new_id()
    )
    taken = 0
    ends_at = desk.ticks() + desk.shift_seconds
    while desk.ticks() < ends_at:
        organisation_id = _take_turn(shift)
        if organisation_id is None:
            break
        while desk.ticks() < ends_at:
            answer = _send_next(organisation_id, shift)
            if answer is None:
                break
            taken += answer.is_success
        _give_back(organisation_id, shift)
    return taken


def _take_turn(shift: Shift) -> UUID | None:
    with shift.records() as records:
        return records.turns.take(
            shift.sender_id,
            records.now,
            until=records.now + LEASE,
            takes_failing=shift.desk.takes_failing,
        )


def _send_next(organisation_id: UUID, shift: Shift) -> Answer | None:
    """Send the organisation's next event and note what came of it; None if nothing is due."""
    with shift.records(organisation_id) as records:
        if not _holds(organisation_id, shift, records):
            return None
        due = records.deliveries.next_due(organisation_id, records.now)
    if due is None:
        return None
    answer = _post(due, shift) if due.is_shown else _NOT_SHOWN
    WEBHOOKS.labels(answer.fault or "delivered").inc()
    with shift.records(organisation_id) as records:
        if not _holds(organisation_id, shift, records):
            return None
        webhook = records.webhooks.lock(organisation_id, due.webhook.account_id)
        if webhook is not None:
            _settle(due, webhook, answer, shift, records)
    return answer


def _holds(organisation_id: UUID, shift: Shift, records: WebhookRecords) -> bool:
    return records.turns.hold(organisation_id, shift.sender_id, until=records.now + LEASE)


def _give_back(organisation_id: UUID, shift: Shift) -> None:
    with shift.records(organisation_id) as records:
        if _holds(organisation_id, shift, records):
            records.turns.give_back(
                organisation_id,
                due_at=records.deliveries.next_due_at(organisation_id),
                is_failing=any(
                    each.state == "active" and each.failing_since is not None
                    for each in records.webhooks.all_of(organisation_id)
                ),
            )


def _post(due: DueDelivery, shift: Shift) -> Answer:
    now = shift.clock.now()
    try:
        signing = shift.desk.secrets_of(due.webhook, now)
    except (InvalidTag, KeyError):
        _log.exception("a webhook's secret does not open", account=str(due.webhook.account_id))
        return Answer(fault="no_answer")
    body = _test_event(due) if due.entry is None else cloudevent(due.entry, shift.portal_url)
    headers = {
        "Content-Type": STRUCTURED_CONTENT_TYPE,
        "User-Agent": "Kontor",
        **signed_headers(due.event_id, body, signing, now),
    }
    return shift.desk.endpoints.post(due.webhook.url, body, headers)


def _test_event(due: DueDelivery) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": SPEC_VERSION,
            "id": due.event_id,
            "source": SOURCE,
            "type": TEST_TYPE,
            "subject": due.webhook.account_id,
            "time": due.created_at,
            "datacontenttype": "application/json",
            "data": {"id": due.webhook.account_id},
        }
    )


def _settle(
    due: DueDelivery,
    webhook: WebhookRecord,
    answer: Answer,
    shift: Shift,
    records: WebhookRecords,
) -> None:
    # What nobody was sent says nothing about the address, and a test that fails is seen at once.
    is_telling = answer.is_success or (answer is not _NOT_SHOWN and due.entry is not None)
    again_at = None
    if is_telling and not answer.is_success:
        again_at = next_try_at(due.tries + 1, records.now, luck=shift.desk.luck())
    records.deliveries.settle(due, answer, records.now, due_at=again_at)
    if not is_telling or webhook.state != "active":
        return
    noted = after_answer(webhook, answer, records.now, luck=shift.desk.luck())
    because = why_disabled(noted, answer, records.now, is_given_up=again_at is None)
    if because is None:
        records.webhooks.note(noted)
    else:
        _disable(noted, because, records)


def _disable(webhook: WebhookRecord, because: WhyDisabled, records: WebhookRecords) -> None:
    """Use the address no more, and have the organisation's administrators told."""
    owner, account_id = webhook.organisation_id, webhook.account_id
    records.webhooks.note(
        replace(webhook, state="disabled", disabled_because=because, rests_until=None)
    )
    records.deliveries.give_up(owner, account_id, "disabled")
    records.audit.record(
        organisation_id=owner,
        actor=ACTOR,
        action="webhook.disabled",
        subject=f"system:{account_id}",
        details={"because": because},
    )
    records.outbox.announce(
        WEBHOOK_DISABLED,
        WebhookDisabled(
            organisation_id=owner,
            account_id=account_id,
            account_name=records.webhooks.account_name(owner, account_id),
            host=host_of(webhook.url),
            because=because,
            failing_since=webhook.failing_since,
            at=records.now,
        ),
    )
