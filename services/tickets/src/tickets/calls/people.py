"""What identity tells of people who have to do with requests."""

from chassis.entrypoints import Incoming, on_event
from contracts.people_news import MEMBER_LEFT, PERSON_CHANGED, MemberLeft, PersonChanged
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.people.let_go_of_member import let_go_of_member


class PeopleCalls(TicketsCalls):
    """What identity tells of people who have to do with requests."""

    @on_event("identity", PERSON_CHANGED)
    def follow_person(self, event: Incoming[PersonChanged]) -> None:
        """Tell somebody at his new address from now on, in his language, by his name."""
        with self._room.of_everybody() as records:
            records.participants.follow(event.data)
            records.departments.follow(event.data)

    @on_event("identity", MEMBER_LEFT)
    def let_go_of_member(self, event: Incoming[MemberLeft]) -> None:
        """Let somebody who has left see requests no more."""
        let_go_of_member(event.data, self._room)
