"""What single members are: their role, their number in the ERP, and whether they stay."""

from uuid import UUID

from contracts.identity import Membership
from contracts.members import ChangeRole, RemoveMember, SetDocumentTypes, SetOperatorNumber
from gateway.api.account_bodies import NewOperatorNumber, NewRole, OnBehalf, ShownDocumentTypes
from gateway.api.bodies import OrganisationChoice
from gateway.call import Call


async def change_role(call: Call, person_id: UUID, body: NewRole) -> Membership:
    """Say what one member is from now on; his other sessions end."""
    member = await call.around.identity.change_role(
        call.context,
        ChangeRole(
            person_id=person_id,
            role=body.role,
            organisation_id=body.organisation_id,
            reason=body.reason,
        ),
    )
    _forget_if_oneself(call, person_id)
    return member


async def remove_member(call: Call, person_id: UUID, query: OnBehalf) -> None:
    """End one membership; the person keeps his sign-in."""
    await call.around.identity.remove_member(
        call.context,
        RemoveMember(
            person_id=person_id, organisation_id=query.organisation_id, reason=query.reason
        ),
    )
    _forget_if_oneself(call, person_id)


async def set_document_types(call: Call, person_id: UUID, body: ShownDocumentTypes) -> Membership:
    """Say which types of documents Post shows to one member from now on; null: every one."""
    member = await call.around.identity.set_document_types(
        call.context,
        SetDocumentTypes(
            person_id=person_id,
            document_types=body.document_types,
            organisation_id=body.organisation_id,
            reason=body.reason,
        ),
    )
    _forget_if_oneself(call, person_id)
    return member


async def set_operator_number(call: Call, person_id: UUID, body: NewOperatorNumber) -> Membership:
    """Say who one member is in the ERP."""
    return await call.around.identity.set_operator_number(
        call.context,
        SetOperatorNumber(person_id=person_id, operator_number=body.operator_number),
    )


async def find_operator(call: Call, operator_number: str, query: OrganisationChoice) -> Membership:
    """Return the member behind an operator number of the ERP."""
    return await call.around.identity.find_operator(
        call.context, operator_number, query.organisation_id
    )


def _forget_if_oneself(call: Call, person_id: UUID) -> None:
    if person_id == call.identified.principal.subject:
        call.forget_who_asks()
