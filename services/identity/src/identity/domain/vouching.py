"""What an organisation's identity provider has said about a person who signs in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Vouched:
    """The provider of this organisation let him in, after one factor or several."""

    organisation_id: UUID
    gave_several_factors: bool

    def stands_for_own_factor(self, organisation_ids: Iterable[UUID]) -> bool:
        """Whether the person's own second factor need not be asked for, given where he is a member.

        One organisation's provider does not speak for another organisation.
        """
        return self.gave_several_factors and set(organisation_ids) <= {self.organisation_id}
