"""Give the second factor that a sign-in awaits."""

from contracts.errors import NotSignedIn, PasskeyRefused, SecondFactorRefused
from contracts.identity import Organisation, Session
from contracts.second_factor import CompleteSignIn
from identity.domain.pending_sign_ins import TRIES_ALLOWED, PendingSignIn
from identity.domain.tokens import token_sha256
from identity.domain.vouching import Vouched
from identity.store.records import Records
from identity.use_cases.access.open_full_session import open_full_session
from identity.use_cases.second_factor.check_factor import check_factor
from identity.use_cases.second_factor.count_try import CountedTry, count_try
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.require_one import require_one
from identity.use_cases.second_factor.warn_person import warn_person


def complete_sign_in(request: CompleteSignIn, tools: FactorTools) -> Session:
    """Return the session; its token is another one (S7), and the one given here is dead.

    Each try is counted before anything is looked at. The fifth wrong one closes the sign-in, and
    the person is told: whoever came so far knows the password.

    Raises:
        NotSignedIn: no open sign-in has this token.
        SecondFactorRefused, PasskeyRefused: the factor does not fit, or was used before.
        TooManyAttempts: a pause after failures has not passed.
        InvalidInput: not exactly one factor is given.
    """
    require_one(request.totp, request.recovery_code, request.passkey)
    with tools.room.of_everybody() as records:
        pending = records.pending_sign_ins.lock(token_sha256(request.token))
        if pending is None:
            raise NotSignedIn
        counted = count_try(pending.person_id, request, records)
        if counted.come_back_at is None:
            records.pending_sign_ins.count_try(pending.id)
    counted.require_now()

    with tools.room.of_everybody() as records:
        session = _complete(pending, request, counted, records, tools)
    if session is None:
        raise PasskeyRefused if request.passkey else SecondFactorRefused
    return session


def _complete(
    pending: PendingSignIn,
    request: CompleteSignIn,
    counted: CountedTry,
    records: Records,
    tools: FactorTools,
) -> Session | None:
    records.people.hold(pending.person_id)
    person = records.people.find(pending.person_id)
    if person is None:
        return None
    if not check_factor(person, request, records, tools, asked_in=pending.id):
        if pending.tries + 1 == TRIES_ALLOWED:
            warn_person(person, "wrong_codes", records)
        return None
    if not records.pending_sign_ins.end(pending.id):
        # Completed by another request this very moment, or the password was changed.
        return None
    counted.settle(records)
    return open_full_session(
        person,
        _place_of(pending, records),
        records,
        second_factor_given=True,
        vouched=_vouched(pending),
    )


def _vouched(pending: PendingSignIn) -> Vouched | None:
    if pending.vouched_by is None:
        return None
    # The factor that counts is the person's own.
    return Vouched(organisation_id=pending.vouched_by, gave_several_factors=False)


def _place_of(pending: PendingSignIn, records: Records) -> Organisation | None:
    """Return where the person acts; he may have been removed there meanwhile."""
    own = records.memberships.organisations_of(pending.person_id)
    chosen = (each for each in own if each.id == pending.organisation_id)
    return next(chosen, next(iter(own), None))
