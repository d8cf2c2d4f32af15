"""Look at an organisation's identity provider."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.identity_providers import IdentityProvider
from identity.store.records import Records
from identity.use_cases.identity_providers.describe_provider import describe_provider
from identity.use_cases.identity_providers.provider_tools import ProviderTools


def get_identity_provider(
    organisation_id: UUID, records: Records, tools: ProviderTools
) -> IdentityProvider:
    """Return the organisation's provider; the secret is not in it.

    Raises:
        NotFound: it has set none.
    """
    provider = records.identity_providers.find(organisation_id)
    if provider is None:
        raise NotFound("identity_provider")
    return describe_provider(provider, records, tools)
