"""Let an organisation's people sign in with a provider of its own."""

from dataclasses import replace
from hmac import compare_digest
from uuid import UUID

from cryptography.exceptions import InvalidTag

from chassis.secret_sealer import SecretSealer
from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.identity import Organisation
from contracts.identity_providers import IdentityProvider, SetIdentityProvider
from contracts.principal import Principal
from identity.domain.identity_providers import ProviderRecord, parse_issuer, secret_owner
from identity.domain.mail_domains import NotADomain, parse_mail_domain
from identity.domain.permissions import require_admin
from identity.domain.texts import one_line
from identity.store.records import Records
from identity.use_cases.identity_providers.describe_provider import describe_provider
from identity.use_cases.identity_providers.forget_links import forget_links
from identity.use_cases.identity_providers.provider_tools import ProviderTools
from identity.use_cases.organisations.lock_served import lock_served


def set_identity_provider(
    caller: Principal, request: SetIdentityProvider, records: Records, tools: ProviderTools
) -> IdentityProvider:
    """Return the provider as it is from now on; the provider itself is not asked.

    Another issuer speaks for no domain until the vendor's people have confirmed it anew: else an
    administrator could vouch for his colleagues with a provider of his own. With another issuer or
    client all links between subjects and people are forgotten, and what the provider opened ends.
    Setting the same again changes nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        InvalidInput: issuer, client or domains cannot be; the secret is missing where there is
            none for this issuer and client; or the vendor was to admit colleagues by itself.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    domains = _domains(request)
    before = records.identity_providers.lock(organisation.id)
    claimed = tuple(each.domain for each in records.identity_providers.domains_of(organisation.id))
    after = _provider(organisation, request, before, records, tools)
    if before is not None and (replace(after, changed_at=before.changed_at), domains) == (
        before,
        claimed,
    ):
        return describe_provider(before, records, tools)
    records.identity_providers.put(after)
    if before is not None and (before.issuer, before.client_id) != (after.issuer, after.client_id):
        # Subjects are names that a provider gives for one client: they begin anew.
        forget_links(organisation.id, records)
    if before is not None and before.issuer != after.issuer:
        records.identity_providers.unconfirm_all(organisation.id)
    records.identity_providers.claim(organisation.id, domains)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="identity_provider.set",
        subject=f"organisation:{organisation.id}",
        details=_changes(before, after, claimed, domains),
    )
    return describe_provider(after, records, tools)


def _provider(
    organisation: Organisation,
    request: SetIdentityProvider,
    before: ProviderRecord | None,
    records: Records,
    tools: ProviderTools,
) -> ProviderRecord:
    if organisation.kind == "vendor" and request.admits_colleagues:
        # Whoever belongs to the vendor reaches every customer: only its administrators decide that.
        raise InvalidInput("admits_colleagues", "not_for_the_vendor")
    issuer = parse_issuer(request.issuer, allows_plain_loopback=tools.allows_plain_loopback)
    client_id = one_line("client_id", request.client_id, longest=255)
    if before is not None and (before.issuer, before.client_id) != (issuer, client_id):
        # What was told to one provider is not sent to another.
        kept = None
    else:
        kept = before.sealed_secret if before else None
    return ProviderRecord(
        organisation_id=organisation.id,
        issuer=issuer,
        client_id=client_id,
        sealed_secret=_sealed(request.client_secret, kept, organisation.id, tools.sealer),
        is_required=request.is_required,
        admits_colleagues=request.admits_colleagues,
        strong_acr_values=tuple(dict.fromkeys(request.strong_acr_values)),
        changed_at=records.now,
    )


def _sealed(
    given: str | None, kept: bytes | None, organisation_id: UUID, sealer: SecretSealer
) -> bytes:
    if given is None:
        if kept is None:
            raise InvalidInput("client_secret", "required")
        return kept
    if not given.isascii() or not given.isprintable():
        # It travels in a header (RFC 6749 appendix A.2: VSCHAR).
        raise InvalidInput("client_secret", "unreadable_character")
    owner = secret_owner(organisation_id)
    if kept is not None and _opens_to(given, kept, owner, sealer):
        return kept
    return sealer.seal(given.encode(), bound_to=owner)


def _opens_to(given: str, kept: bytes, owner: bytes, sealer: SecretSealer) -> bool:
    try:
        return compare_digest(sealer.open(kept, bound_to=owner), given.encode())
    except (InvalidTag, KeyError):
        # Its key is gone: what is given now is sealed under the present one.
        return False


def _domains(request: SetIdentityProvider) -> tuple[str, ...]:
    try:
        return tuple(sorted({parse_mail_domain(domain) for domain in request.domains}))
    except NotADomain:
        raise InvalidInput("domains", "not_a_domain") from None


def _changes(
    before: ProviderRecord | None,
    after: ProviderRecord,
    claimed: tuple[str, ...],
    domains: tuple[str, ...],
) -> dict[str, str]:
    """Return what the trail keeps: each field that changed, before and after; no secret."""
    old, new = _in_words(before, claimed), _in_words(after, domains)
    details: dict[str, str] = {}
    for name, value in new.items():
        if old.get(name, "") != value:
            details[f"{name}_before"], details[f"{name}_after"] = old.get(name, ""), value
    if before is None or before.sealed_secret != after.sealed_secret:
        details["client_secret"] = "replaced" if before else "set"
    return details


def _in_words(provider: ProviderRecord | None, domains: tuple[str, ...]) -> dict[str, str]:
    if provider is None:
        return {}
    return {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "domains": ",".join(domains),
        "is_required": str(provider.is_required).lower(),
        "admits_colleagues": str(provider.admits_colleagues).lower(),
        "strong_acr_values": ",".join(provider.strong_acr_values),
    }
