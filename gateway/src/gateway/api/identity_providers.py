"""The identity provider that an organisation brings: its settings and its mail domains."""

from uuid import UUID

import msgspec

from contracts.identity import Reason
from contracts.identity_providers import (
    ConfirmProviderDomain,
    IdentityProvider,
    MailDomain,
    SetIdentityProvider,
)
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


class DomainConfirmation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the vendor's people have seen that the domain is the organisation's, and how."""

    domain: MailDomain
    is_confirmed: bool = True
    reason: Reason


async def get_identity_provider(call: Call, query: OrganisationChoice) -> IdentityProvider:
    """Return the provider; the client's secret is never told."""
    return await call.around.identity.get_identity_provider(call.context, query.organisation_id)


async def set_identity_provider(call: Call, body: SetIdentityProvider) -> IdentityProvider:
    """Set the provider of one's own organisation; its domains count once they are confirmed."""
    return await call.around.identity.set_identity_provider(call.context, body)


async def remove_identity_provider(call: Call) -> None:
    """Forget the provider of one's own organisation."""
    await call.around.identity.remove_identity_provider(call.context)


async def confirm_provider_domain(
    call: Call, organisation_id: UUID, body: DomainConfirmation
) -> IdentityProvider:
    """Let an organisation's provider speak for a mail domain, or no longer."""
    return await call.around.identity.confirm_provider_domain(
        call.context,
        ConfirmProviderDomain(
            organisation_id=organisation_id,
            domain=body.domain,
            is_confirmed=body.is_confirmed,
            reason=body.reason,
        ),
    )
