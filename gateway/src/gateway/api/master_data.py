"""Master data: what is on file of a company, and changes of it that are asked for and decided."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.master_data import MasterData, MasterDataKind
from contracts.master_data_changes import (
    ApproveMasterDataChange,
    CompanyData,
    MasterDataChange,
    MasterDataChangeDetail,
    MasterDataChangePage,
    MasterDataChangeQuery,
    RefuseMasterDataChange,
    RequestMasterDataChange,
)
from gateway.call import Call


class NewMasterDataChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed, to what, and from which day on; at once where none is named.

    `values` holds all of what the kind is about: `name`; `street`, `postal_code`, `city` and
    `country`; `contact_name`, `contact_email` and `contact_phone`; or `e_billing_address`.
    """

    kind: MasterDataKind
    values: MasterData
    effective_on: date | None = None
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class MasterDataApproval(msgspec.Struct, frozen=True, kw_only=True):
    """`seen`, as the change shows it, confirms that what is on file was changed meanwhile."""

    seen: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class MasterDataRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why the change is refused; the customer reads it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


async def get_company_data(call: Call, organisation_id: UUID) -> CompanyData:
    """Return what is on file of a company, the e-billing address with it."""
    company, named = await asyncio.gather(
        call.around.identity.get_company_data(call.context, organisation_id),
        call.around.billing_docs.get_e_billing_address(call.context, organisation_id),
    )
    values = msgspec.structs.replace(company.values, e_billing_address=named.email)
    return CompanyData(organisation=company.organisation, values=values)


async def request_master_data_change(
    call: Call, body: NewMasterDataChange, idempotency_key: str
) -> MasterDataChange:
    """Ask for a change; nothing is changed until the vendor's people approve it."""
    return await call.around.tickets.request_master_data_change(
        call.context,
        RequestMasterDataChange(
            kind=body.kind,
            values=body.values,
            effective_on=body.effective_on,
            note=body.note,
            idempotency_key=idempotency_key,
        ),
    )


async def list_master_data_changes(
    call: Call, query: MasterDataChangeQuery
) -> MasterDataChangePage:
    """Return changes, newest first: one's own company's, to the vendor's people everybody's."""
    return await call.around.tickets.list_master_data_changes(call.context, query)


async def get_master_data_change(call: Call, change_id: UUID) -> MasterDataChangeDetail:
    """Return one change, with what is on file just now while it waits."""
    return await call.around.tickets.get_master_data_change(call.context, change_id)


async def approve_master_data_change(
    call: Call, change_id: UUID, body: MasterDataApproval
) -> MasterDataChange:
    """Let a change come into force; for the vendor's people."""
    return await call.around.tickets.approve_master_data_change(
        call.context, ApproveMasterDataChange(change_id=change_id, seen=body.seen)
    )


async def refuse_master_data_change(
    call: Call, change_id: UUID, body: MasterDataRefusal
) -> MasterDataChange:
    """Refuse a change and say why; for the vendor's people."""
    return await call.around.tickets.refuse_master_data_change(
        call.context, RefuseMasterDataChange(change_id=change_id, reason=body.reason)
    )


async def withdraw_master_data_change(call: Call, change_id: UUID) -> MasterDataChange:
    """Take back what one's own company has asked for, while it waits."""
    return await call.around.tickets.withdraw_master_data_change(call.context, change_id)
