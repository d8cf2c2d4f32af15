"""The first step of signing in."""

from contracts.accounts import BeginSignIn, SignInSteps
from identity.domain.mail_domains import mail_domain_of
from identity.store.records import Records


def begin_sign_in(request: BeginSignIn, records: Records) -> SignInSteps:
    """Return how to go on, the better way first: with the password, or by an identity provider.

    Only the mail domain is looked up, so neither the answer nor its time can tell whether there is
    an account (FD-19). Where the provider is required, administrators have their password still.
    """
    domain = mail_domain_of(request.email)
    provider = records.identity_providers.speaking_for(domain) if domain else None
    if provider is None:
        return SignInSteps(methods=("password",))
    if provider.is_required:
        return SignInSteps(methods=("identity_provider",))
    return SignInSteps(methods=("identity_provider", "password"))
