"""The identity service: people, organisations, sessions, invitations, the audit trail."""

from gateway.clients.identity.access import AccessCalls
from gateway.clients.identity.invitations import InvitationCalls
from gateway.clients.identity.members import MemberCalls
from gateway.clients.identity.organisations import OrganisationCalls


class Identity(
    AccessCalls,
    OrganisationCalls,
    InvitationCalls,
    MemberCalls,
):
    """Typed calls to identity, put together from the calls on each subject."""

    name = "identity"
