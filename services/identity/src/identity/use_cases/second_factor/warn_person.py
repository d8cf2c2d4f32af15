"""Tell a person that somebody tries to get in as him."""

from typing import Literal

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from identity.domain.floods import WARNINGS_TO_A_PERSON
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person

Danger = Literal["wrong_codes", "passkey_copied"]


def warn_person(person: Person, danger: Danger, records: Records) -> None:
    """Record it and have a mail sent, a few within the hour at most.

    `wrong_codes`: his password is known to whoever did not know the code. `passkey_copied`: a
    passkey came with a count that it had passed already.
    """
    record_for_person(
        person.id, "person.second_factor_refused", records, details={"danger": danger}
    )
    if records.floods.count(WARNINGS_TO_A_PERSON, str(person.id)) is not None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"sign_in_warning:{person.id}:{records.now.isoformat()}",
            kind="sign_in_warning",
            recipient=person.email,
            language=person.language,
            parameters={"danger": danger},
        ),
    )
