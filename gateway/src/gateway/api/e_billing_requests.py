"""Asking for another e-billing address: customers ask, vendor administration writes (SE-53)."""

from typing import Annotated

import msgspec

from contracts.master_data import MasterData
from contracts.master_data_changes import RequestMasterDataChange
from contracts.tickets import Request
from gateway.call import Call


class NewAddressRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The address that is to be told about new documents."""

    email: Annotated[str, msgspec.Meta(max_length=254)]


async def request_e_billing_address(
    call: Call, body: NewAddressRequest, idempotency_key: str
) -> Request:
    """Ask for another e-billing address, and return the request in which it is talked about."""
    change = await call.around.tickets.request_master_data_change(
        call.context,
        RequestMasterDataChange(
            kind="e_billing_address",
            values=MasterData(e_billing_address=body.email),
            idempotency_key=idempotency_key,
        ),
    )
    opened = await call.around.tickets.get_request(call.context, change.request_id)
    return opened.request
