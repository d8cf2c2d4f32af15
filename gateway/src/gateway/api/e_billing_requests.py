"""Asking for another e-billing address: customers ask, vendor administration writes (SE-53)."""

from typing import Annotated

import msgspec

from contracts.errors import NoMembership
from contracts.tickets import OpenRequest, Request
from gateway.call import Call

# One address and no list; vendor administration checks it when it writes it (SE-52).
_ONE_ADDRESS = r"^[^\s@,;<>]{1,64}@[^\s@,;<>]{1,189}$"
# Among the kinds that every installation begins with; data management answers it.
_KIND = "outdated_data"


class NewAddressRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The address that is to be told about new documents."""

    email: Annotated[str, msgspec.Meta(max_length=254, pattern=_ONE_ADDRESS)]


async def request_e_billing_address(
    call: Call, body: NewAddressRequest, idempotency_key: str
) -> Request:
    """Ask for another e-billing address; the request names the old one and the new one."""
    organisation_id = call.identified.principal.organisation_id
    if organisation_id is None:
        raise NoMembership
    # billing-docs answers administrators alone: nobody else may ask.
    present = await call.around.billing_docs.get_e_billing_address(call.context, organisation_id)
    words = call.texts
    return await call.around.tickets.open_request(
        call.context,
        OpenRequest(
            kind=_KIND,
            title=words("e_billing_request.title"),
            description=words(
                "e_billing_request.description",
                old=present.email or words("e_billing_request.none"),
                new=body.email,
            ),
            fields={"subject": words("e_billing_request.subject"), "correct_value": body.email},
            idempotency_key=idempotency_key,
        ),
    )
