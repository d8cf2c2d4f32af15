"""Let a person in whom his organisation's identity provider vouches for."""

from datetime import datetime

from chassis.log import get_logger
from contracts.errors import IdentityProviderUnavailable, ProviderSignInRefused
from contracts.identity import Session
from contracts.identity_providers import CompleteProviderSignIn
from identity.adapters.openid_providers import ProviderAnswerRefused, ProviderUnavailable
from identity.domain.id_tokens import ClaimsRefused, Expected, ProvenSubject, read_claims
from identity.domain.identity_providers import ProviderRecord
from identity.domain.provider_sign_ins import BegunSignIn, SignInSecrets
from identity.domain.vouching import Vouched
from identity.store.records import Records
from identity.use_cases.access.start_session import start_session
from identity.use_cases.identity_providers.admit_person import admit_person
from identity.use_cases.identity_providers.provider_tools import ProviderTools

_log = get_logger(__name__)


def complete_oidc_sign_in(request: CompleteProviderSignIn, tools: ProviderTools) -> Session:
    """Return a session of the person; who has a second factor is asked for it, unless it was given.

    The sign-in is used up before the provider is asked anything: of two answers at once one wins.

    Raises:
        ProviderSignInRefused: `sign_in_expired`: unknown, used, too old, another browser's, or the
            provider has been changed meanwhile; `not_genuine`: the answer is not the provider's,
            or not for this sign-in; `address_not_verified`; `domain_not_confirmed`;
            `other_account`: the address belongs to somebody else here; `not_admitted`.
        IdentityProviderUnavailable: it does not answer; begin once more.
    """
    secrets = SignInSecrets(state=request.state, browser=request.browser_secret)
    with tools.room.of_everybody() as records:
        begun = records.provider_sign_ins.use(secrets)
        provider = records.identity_providers.find(begun.organisation_id) if begun else None
        now = records.now
    if begun is None or provider is None or not _is_same(begun, provider):
        raise ProviderSignInRefused("sign_in_expired")
    proven = _proven_subject(request, provider, secrets, now, tools)
    with tools.room.of_everybody() as records:
        return _let_in(begun, proven, records, tools)


def _is_same(begun: BegunSignIn, provider: ProviderRecord) -> bool:
    return (begun.issuer, begun.client_id) == (provider.issuer, provider.client_id)


def _proven_subject(
    request: CompleteProviderSignIn,
    provider: ProviderRecord,
    secrets: SignInSecrets,
    now: datetime,
    tools: ProviderTools,
) -> ProvenSubject:
    expected = Expected(
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=secrets.nonce,
        strong_acr_values=provider.strong_acr_values,
    )
    organisation = str(provider.organisation_id)
    try:
        claims = tools.providers.redeem(
            tools.client_of(provider),
            now,
            code=request.code,
            secrets=secrets,
            named_issuer=request.named_issuer,
        )
        return read_claims(claims, expected, now)
    except ProviderUnavailable as fault:
        _log.warning("identity provider unavailable", organisation=organisation, what=str(fault))
        raise IdentityProviderUnavailable from None
    except ProviderAnswerRefused as fault:
        _log.warning("provider's answer refused", organisation=organisation, what=str(fault))
        raise ProviderSignInRefused("not_genuine") from None
    except ClaimsRefused as fault:
        _log.warning("provider's answer refused", organisation=organisation, what=fault.claim)
        raise ProviderSignInRefused(fault.reason) from None


def _let_in(
    begun: BegunSignIn, proven: ProvenSubject, records: Records, tools: ProviderTools
) -> Session:
    # Held until the end: whoever changes the provider waits, and then ends this session too.
    provider = records.identity_providers.hold(begun.organisation_id)
    if provider is None or not _is_same(begun, provider):
        raise ProviderSignInRefused("sign_in_expired")
    person = admit_person(provider, proven, records, locked_hash=tools.locked_hash)
    records.people.hold(person.id)
    own = records.memberships.organisations_of(person.id)
    chosen = next((each for each in own if each.id == provider.organisation_id), None)
    vouched = Vouched(
        organisation_id=provider.organisation_id, gave_several_factors=proven.gave_several_factors
    )
    return start_session(person, chosen or next(iter(own), None), records, vouched=vouched)
