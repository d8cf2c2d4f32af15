"""Which thing the address of a page is about."""

from uuid import UUID

from contracts.errors import NotFound
from gateway.call import Call


def id_in(call: Call, name: str, kind: str) -> UUID:
    """Return the id at this place of the page's address.

    Raises:
        NotFound: it can be nobody's; `kind` says of what there is none.
    """
    try:
        return UUID(call.request.path_params[name])
    except ValueError:
        raise NotFound(kind) from None
