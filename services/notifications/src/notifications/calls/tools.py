"""What the ways in by subject share."""

from uuid import UUID

from chassis.service import Service
from contracts.errors import NoMembership, NotPermitted
from contracts.principal import Principal
from notifications.adapters.sending_room import SendingRoom
from notifications.settings import Settings


class NotificationsCalls(Service[Settings, SendingRoom]):
    """A part of the service; never run by itself."""


def organisation_administered_by(caller: Principal) -> UUID:
    """Return the caller's organisation; how it is told things is its administrators' business.

    Raises:
        NoMembership: he acts for none.
        NotPermitted: he is no person, or does not administer it.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not caller.is_admin or caller.kind != "person":
        raise NotPermitted("admin")
    return caller.organisation_id
