"""Look whether a second factor is the person's, and use it up."""

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.second_factor import GivenFactor
from identity.adapters.secret_sealer import SecretSealer
from identity.domain.one_time_codes import matching_step, owner_of_totp_secret
from identity.domain.people import Person
from identity.domain.recovery_codes import recovery_code_sha256
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person


def check_factor(
    person: Person, given: GivenFactor, records: Records, sealer: SecretSealer
) -> bool:
    """Return whether it fits; it is then used up, and of two at once exactly one fits.

    Using a code for emergencies is told by mail, with how many are left.
    """
    if given.totp is not None:
        return _check_totp(person, given.totp, records, sealer)
    if given.recovery_code is not None:
        return _check_recovery_code(person, given.recovery_code, records)
    return False


def _check_totp(person: Person, code: str, records: Records, sealer: SecretSealer) -> bool:
    factor = records.second_factors.find_totp(person.id)
    if factor is None or factor.confirmed_at is None:
        return False
    secret = sealer.open(factor.sealed_secret, bound_to=owner_of_totp_secret(person.id))
    step = matching_step(secret.decode(), code, records.now)
    return step is not None and records.second_factors.use_step(person.id, step)


def _check_recovery_code(person: Person, code: str, records: Records) -> bool:
    if not records.second_factors.use_recovery_code(
        person.id, recovery_code_sha256(person.id, code)
    ):
        return False
    left = records.second_factors.count_recovery_codes(person.id)
    record_for_person(
        person.id, "person.recovery_code_used", records, details={"codes_left": str(left)}
    )
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"recovery_code_used:{person.id}:{records.now.isoformat()}",
            kind="recovery_code_used",
            recipient=person.email,
            language=person.language,
            parameters={"codes_left": str(left)},
        ),
    )
    return True
