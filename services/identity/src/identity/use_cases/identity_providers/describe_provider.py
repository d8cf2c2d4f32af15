"""Show an identity provider as its organisation may see it."""

from contracts.identity_providers import IdentityProvider
from identity.domain.identity_providers import ProviderRecord
from identity.store.records import Records
from identity.use_cases.identity_providers.provider_tools import ProviderTools


def describe_provider(
    provider: ProviderRecord, records: Records, tools: ProviderTools
) -> IdentityProvider:
    """Return the provider with its domains and without its secret."""
    return IdentityProvider(
        organisation_id=provider.organisation_id,
        issuer=provider.issuer,
        client_id=provider.client_id,
        domains=records.identity_providers.domains_of(provider.organisation_id),
        is_required=provider.is_required,
        admits_colleagues=provider.admits_colleagues,
        strong_acr_values=provider.strong_acr_values,
        redirect_uri=tools.redirect_uri,
        changed_at=provider.changed_at,
    )
