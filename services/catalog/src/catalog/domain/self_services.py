"""Self-Services: the part of the portal that shows packages to those who decide about them."""

from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal


def require_self_services(caller: Principal) -> None:
    """Let admins and the vendor's people pass (SE-19).

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: the caller is neither.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not caller.may_use_self_services:
        raise NotPermitted("admin")
