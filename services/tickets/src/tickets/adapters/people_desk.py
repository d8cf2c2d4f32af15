"""The identity service, as far as tickets asks it."""

from uuid import UUID

from contracts.explain import Explanation
from contracts.identity import Members
from contracts.profiles import Profile
from contracts.tickets import AttachedAccess, AttachedRule
from tickets.adapters.calling import Calling
from tickets.domain.people import Person


class PeopleDesk:
    """Where people are looked up, each in his own name."""

    def __init__(self, identity: Calling) -> None:
        self._identity = identity

    def find_caller(self) -> Person:
        """Return the caller's name and address as he has them now.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        profile = self._identity.call("get_profile", Profile)
        return Person(
            id=profile.person_id,
            name=profile.name,
            email=profile.email,
            language=profile.language,
        )

    def members_of(self, organisation_id: UUID) -> dict[UUID, Person]:
        """Return the members of an organisation whose members the caller is shown, by id.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        members = self._identity.call("list_members", Members, organisation_id=organisation_id)
        # Which language somebody reads, he alone is told, so until he writes himself he is written
        # to in German.
        return {
            member.person_id: Person(
                id=member.person_id, name=member.person_name, email=member.email, language="de"
            )
            for member in members.items
        }

    def find_member(self, organisation_id: UUID, person_id: UUID) -> Person | None:
        """Return a member of an organisation whose members the caller is shown, or None.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        return self.members_of(organisation_id).get(person_id)

    def explain_area(self, area: str, access: AttachedAccess) -> AttachedAccess:
        """Return `access` with which rule decides about an area for the caller just now.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        told = self._identity.call("explain", Explanation, query={"area": area})
        return AttachedAccess(
            role=access.role,
            areas=access.areas,
            grants=access.grants,
            data_scope=access.data_scope,
            entitlements=access.entitlements,
            area=area,
            is_allowed=told.is_allowed,
            decided_by=told.decided_by,
            rules=tuple(AttachedRule(rule=each.rule, passes=each.passes) for each in told.rules),
        )
