"""Send a browser to the identity provider that speaks for an address."""

from chassis.log import get_logger
from contracts.errors import IdentityProviderUnavailable
from contracts.identity_providers import BeginProviderSignIn, ProviderSignIn
from identity.adapters.openid_providers import ProviderUnavailable
from identity.domain.mail_domains import mail_domain_of
from identity.domain.provider_sign_ins import BegunSignIn, SignInSecrets
from identity.use_cases.identity_providers.provider_tools import ProviderTools

_log = get_logger(__name__)


def begin_oidc_sign_in(request: BeginProviderSignIn, tools: ProviderTools) -> ProviderSignIn:
    """Return where to sign in, good once and for ten minutes; nothing where nobody speaks for it.

    The mail domain alone decides: whether the address has an account is not looked up (FD-19).

    Raises:
        IdentityProviderUnavailable: there is a provider, and it does not answer.
    """
    domain = mail_domain_of(request.email)
    with tools.room.of_everybody() as records:
        provider = records.identity_providers.speaking_for(domain) if domain else None
        now = records.now
    if provider is None:
        return ProviderSignIn()
    secrets = SignInSecrets.new()
    try:
        address = tools.providers.authorization_url(
            tools.client_of(provider), now, secrets=secrets, login_hint=request.email.strip()
        )
    except ProviderUnavailable as fault:
        organisation = str(provider.organisation_id)
        _log.warning("identity provider unavailable", organisation=organisation, what=str(fault))
        raise IdentityProviderUnavailable from None
    begun = BegunSignIn(
        organisation_id=provider.organisation_id,
        issuer=provider.issuer,
        client_id=provider.client_id,
    )
    # Whoever loses a sign-in of the last second before a crash begins once more.
    with tools.room.of_everybody(may_be_forgotten=True) as records:
        records.provider_sign_ins.add(begun, secrets)
    return ProviderSignIn(authorization_url=address, browser_secret=secrets.browser)
