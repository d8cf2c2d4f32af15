"""Say that a mail domain is the organisation's own, so that its provider may speak for it."""

from chassis.service import actor_of
from contracts.errors import AlreadyExists, InvalidInput, NotFound
from contracts.identity_providers import ConfirmProviderDomain, IdentityProvider
from contracts.principal import Principal
from identity.domain.mail_domains import NotADomain, parse_mail_domain
from identity.domain.permissions import require_staff
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.identity_providers.forget_links import end_vouched_sessions
from identity.use_cases.identity_providers.get_identity_provider import get_identity_provider
from identity.use_cases.identity_providers.provider_tools import ProviderTools
from identity.use_cases.organisations.lock_served import lock_served


def confirm_provider_domain(
    caller: Principal, request: ConfirmProviderDomain, records: Records, tools: ProviderTools
) -> IdentityProvider:
    """Return the provider with the domain confirmed, or no longer so; repeating changes nothing.

    Taking it back ends every session that the provider has opened: what it vouched for is open.
    How ownership is proven is the vendor's affair; the trail keeps his reason (SE-33).

    Raises:
        NotPermitted: the caller is not of the vendor, or it is the vendor's own domain and he is
            no administrator.
        NotFound: no such organisation, it has no provider, or does not claim the domain.
        AlreadyExists: another organisation's provider speaks for the domain.
        InvalidInput: no domain, or a blank reason.
    """
    require_staff(caller)
    reason = one_line("reason", request.reason, longest=LONGEST_REASON)
    domain = _domain(request)
    organisation = lock_served(caller, request.organisation_id, records)
    before = get_identity_provider(organisation.id, records, tools)
    claimed = {each.domain: each for each in before.domains}.get(domain)
    if claimed is None:
        raise NotFound("domain")
    if (claimed.confirmed_at is not None) == request.is_confirmed:
        return before
    if not request.is_confirmed:
        records.identity_providers.lock(organisation.id)
        records.identity_providers.unconfirm(organisation.id, domain)
        end_vouched_sessions(organisation.id, records)
    elif not records.identity_providers.confirm(organisation.id, domain):
        raise AlreadyExists("domain")
    kind = "confirmed" if request.is_confirmed else "withdrawn"
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action=f"identity_provider.domain_{kind}",
        subject=f"organisation:{organisation.id}",
        details={"domain": domain, "issuer": before.issuer, "reason": reason},
    )
    return get_identity_provider(organisation.id, records, tools)


def _domain(request: ConfirmProviderDomain) -> str:
    try:
        return parse_mail_domain(request.domain)
    except NotADomain:
        raise InvalidInput("domain", "not_a_domain") from None
