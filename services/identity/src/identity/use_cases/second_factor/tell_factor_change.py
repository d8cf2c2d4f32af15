"""End what an older set of factors opened, and tell everybody whom a new set concerns."""

from typing import Literal
from uuid import UUID

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.access.tell_access_ended import tell_access_ended

FactorChange = Literal[
    "totp_added",
    "totp_removed",
    "passkey_added",
    "passkey_removed",
    "recovery_codes_renewed",
    "second_factors_reset",
]


def tell_factor_change(
    person: Person,
    change: FactorChange,
    records: Records,
    *,
    besides: UUID | None,
    actor: str | None = None,
    details: dict[str, str] | None = None,
) -> None:
    """End the person's other sessions and pending sign-ins, and tell him by mail.

    The session `besides` goes on, with what it may do from now on. The trail of each organisation
    he is a member of keeps the change.
    """
    ended = records.sessions.end_all_of(person.id, besides=besides)
    records.pending_sign_ins.end_all_of(person.id)
    tell_access_ended(ended, "revoked", records)
    tell_access_ended([besides] if besides else [], "rights_changed", records)
    record_for_person(
        person.id,
        f"person.{change}",
        records,
        actor=actor,
        details={**(details or {}), "sessions_ended": str(len(ended))},
    )
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"second_factor_changed:{person.id}:{records.now.isoformat()}",
            kind="second_factor_changed",
            recipient=person.email,
            language=person.language,
            parameters={"change": change},
        ),
    )
