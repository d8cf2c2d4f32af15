"""Sign in with a passkey alone."""

from contracts.errors import IdentityProviderRequired, PasskeyRefused, WireError
from contracts.identity import Session
from contracts.second_factor import PasskeySignIn
from identity.adapters.relying_party import challenge_in, credential_id_in, user_handle_in
from identity.domain.floods import FAILED_SIGN_INS_OF_A_SOURCE
from identity.domain.mail_domains import mail_domain_of
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.access.choose_place import choose_place
from identity.use_cases.access.count_source import count_source
from identity.use_cases.access.open_full_session import open_full_session
from identity.use_cases.passkeys.use_passkey import use_passkey
from identity.use_cases.second_factor.factor_tools import FactorTools


def open_session_by_passkey(request: PasskeySignIn, tools: FactorTools) -> Session:
    """Return a session that counts as proven by a second factor (A14).

    The device has the key and has verified its person: both factors at once. Why a passkey is
    refused is never told.

    Raises:
        PasskeyRefused: it is not known, its answer does not fit, or the question was too old.
        IdentityProviderRequired: the person must come by his organisation's provider.
        NotPermitted: the person is no member of the organisation he named.
        TooManyAttempts: too many sign-ins from this network address have failed.
    """
    with tools.room.of_everybody() as records:
        count_source(request.client, records)
    with tools.room.of_everybody() as records:
        # Whatever comes of it, the question is used up, and what was counted stays counted.
        person = _proven_person(request, records, tools)
        session = _open(request, person, records) if person else PasskeyRefused()
    if isinstance(session, WireError):
        raise session
    return session


def _proven_person(request: PasskeySignIn, records: Records, tools: FactorTools) -> Person | None:
    answer = request.credential
    challenge = records.challenges.take(challenge_in(answer), "sign_in")
    known = records.passkeys.find(credential_id_in(answer))
    if challenge is None or known is None:
        return None
    # From here on nobody removes it; it may have been removed a moment ago.
    records.people.hold(known.person_id)
    passkey = records.passkeys.find(known.credential_id)
    person = records.people.find(known.person_id)
    if passkey is None or person is None:
        return None
    # The device says whose key it is; a key that was moved to somebody else's row is refused.
    if user_handle_in(answer) != person.id.bytes:
        return None
    fits = use_passkey(person, passkey, answer, challenge, records, party=tools.party)
    return person if fits else None


def _open(request: PasskeySignIn, person: Person, records: Records) -> Session | WireError:
    if request.client:
        records.floods.give_back(FAILED_SIGN_INS_OF_A_SOURCE, request.client)
    rule = records.required_providers.rule_for(mail_domain_of(person.email), person.id)
    if rule.keeps_person_out:
        return IdentityProviderRequired()
    try:
        own = records.memberships.organisations_of(person.id)
        place = choose_place(person, request.organisation_id, records, own=own)
    except WireError as refused:
        return refused
    return open_full_session(person, place, records, second_factor_given=True)
