"""The identity service, as far as catalog asks it."""

from uuid import UUID

from catalog.adapters.calling import Calling
from catalog.domain.people import Person
from contracts.identity import Members
from contracts.profiles import Profile


class PeopleDesk:
    """Where people are looked up, each in the caller's name."""

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

    def find_administrator(self, organisation_id: UUID) -> Person | None:
        """Return an administrator of the organisation, for the vendor's people; None if none.

        Raises:
            ServiceUnavailable, DeadlinePassed: identity does not answer.
        """
        members = self._identity.call("list_members", Members, organisation_id=organisation_id)
        for member in members.items:
            if member.role == "admin":
                # Which language somebody reads, he alone is told; so he is written to in German.
                return Person(
                    id=member.person_id, name=member.person_name, email=member.email, language="de"
                )
        return None
