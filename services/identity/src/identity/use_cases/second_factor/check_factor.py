"""Look whether a second factor is the person's, and use it up."""

from uuid import UUID

from chassis.secret_sealer import SecretSealer
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.passkeys import PasskeyAssertion
from contracts.second_factor import GivenFactor
from identity.adapters.relying_party import challenge_in, credential_id_in
from identity.domain.one_time_codes import matching_step, owner_of_totp_secret
from identity.domain.people import Person
from identity.domain.recovery_codes import recovery_code_sha256
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.passkeys.use_passkey import use_passkey
from identity.use_cases.second_factor.factor_tools import FactorTools


def check_factor(
    person: Person, given: GivenFactor, records: Records, tools: FactorTools, *, asked_in: UUID
) -> bool:
    """Return whether it fits; it is then used up, and of two at once exactly one fits.

    A passkey answers what was `asked_in` this session or pending sign-in. Using a code for
    emergencies is told by mail, with how many are left.
    """
    if given.totp is not None:
        return _check_totp(person, given.totp, records, tools.sealer)
    if given.recovery_code is not None:
        return _check_recovery_code(person, given.recovery_code, records)
    if given.passkey is not None:
        return _check_passkey(person, given.passkey, records, tools, asked_in)
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


def _check_passkey(
    person: Person, answer: PasskeyAssertion, records: Records, tools: FactorTools, asked_in: UUID
) -> bool:
    challenge = records.challenges.take(challenge_in(answer), "second_factor")
    passkey = records.passkeys.find(credential_id_in(answer))
    if challenge is None or passkey is None:
        return False
    if (challenge.person_id, challenge.asked_in, passkey.person_id) != (
        person.id,
        asked_in,
        person.id,
    ):
        return False
    return use_passkey(person, passkey, answer, challenge, records, party=tools.party)
