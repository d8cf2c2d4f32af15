"""Organisations, their e-billing address, and their audit trail."""

from uuid import UUID

from contracts.billing_docs import EBillingAddress, SetEBillingAddress
from contracts.identity import AuditPage, Organisation, RegisterOrganisation
from gateway.api.bodies import AuditQuery, NewEBillingAddress
from gateway.call import Call


async def register_organisation(call: Call, body: RegisterOrganisation) -> Organisation:
    """Register an organisation; its contact gets the first invitation."""
    return await call.around.identity.register_organisation(call.context, body)


async def get_organisation(call: Call, organisation_id: UUID) -> Organisation:
    """Return one organisation."""
    return await call.around.identity.get_organisation(call.context, organisation_id)


async def get_e_billing_address(call: Call, organisation_id: UUID) -> EBillingAddress:
    """Return the one address that is told about new documents."""
    return await call.around.billing_docs.get_e_billing_address(call.context, organisation_id)


async def set_e_billing_address(
    call: Call, organisation_id: UUID, body: NewEBillingAddress
) -> EBillingAddress:
    """Name the one address that is told about new documents."""
    return await call.around.billing_docs.set_e_billing_address(
        call.context, SetEBillingAddress(organisation_id=organisation_id, email=body.email)
    )


async def list_audit(call: Call, query: AuditQuery) -> AuditPage:
    """Return who did what for whom in the caller's organisation, newest first."""
    return await call.around.identity.list_audit(call.context, query.cursor, query.limit)
