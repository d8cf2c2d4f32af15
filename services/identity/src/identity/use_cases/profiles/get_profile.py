"""Show a person what is known of him."""

from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.profiles import MANAGED_ELSEWHERE, LinkedAccount, Profile
from identity.domain.profiles import AccountPortal, StoredProfile
from identity.store.records import Records


def get_profile(caller: Principal, records: Records, portal: AccountPortal | None) -> Profile:
    """Return the caller's own particulars, and what he is elsewhere (MB-01).

    Raises:
        NotPermitted: the caller is no person.
    """
    if caller.kind != "person":
        raise NotPermitted("session")
    stored = records.profiles.find(caller.subject)
    if stored is None:
        raise NotFound("person")
    return as_seen(stored, portal)


def as_seen(stored: StoredProfile, portal: AccountPortal | None) -> Profile:
    """Return the particulars as their person sees them."""
    linked = None
    if portal is not None and stored.account_subject is not None:
        linked = LinkedAccount(
            provider=portal.provider,
            subject=stored.account_subject,
            manage_url=portal.manage_url,
        )
    return Profile(
        person_id=stored.person_id,
        name=stored.name,
        given_name=stored.parts.given,
        family_name=stored.parts.family,
        email=stored.email,
        language=stored.language,
        linked_account=linked,
        managed_elsewhere=MANAGED_ELSEWHERE if portal else (),
        manage_url=portal.manage_url if portal else None,
        provider_accounts=stored.provider_accounts,
    )
