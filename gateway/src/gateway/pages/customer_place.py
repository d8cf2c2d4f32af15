"""Which organisation a page of the vendor's desk is about, and who may open it."""

from collections.abc import Collection
from uuid import UUID

from contracts.errors import NotPermitted
from contracts.identity import Organisation
from gateway.call import Call
from gateway.pages.path_ids import id_in
from gateway.problems import ProblemDetails

CUSTOMERS = "/desk/customers"


def require_staff(call: Call) -> None:
    """Return when the vendor's people ask; customers have pages of their own."""
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")


def organisation_id_in(call: Call) -> UUID:
    """Return which organisation the address names.

    Raises:
        NotFound: it cannot be one.
    """
    return id_in(call, "organisation_id", "organisation")


async def organisation_in(call: Call) -> Organisation:
    """Return the organisation that the address names, to the vendor's people.

    Raises:
        NotPermitted: somebody else asks.
        NotFound: there is none.
    """
    require_staff(call)
    return await call.around.identity.get_organisation(call.context, organisation_id_in(call))


def address_of(organisation_id: UUID, part: str = "", *, done: str = "") -> str:
    """Return the address of a page about an organisation, saying what was done there."""
    place = f"{CUSTOMERS}/{organisation_id}" + (f"/{part}" if part else "")
    return place + (f"?done={done}" if done else "")


def done_in(call: Call, known: Collection[str], problem: ProblemDetails | None) -> str | None:
    """Return what was done, for the page to say; nothing while something is wrong."""
    done = call.request.query_params.get("done", "")
    return done if done in known and problem is None else None
