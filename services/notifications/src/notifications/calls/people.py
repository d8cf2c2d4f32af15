"""What identity tells of people to whom messages went."""

from chassis.entrypoints import Incoming, every, on_event
from contracts.people_news import PERSON_ERASED, PersonErased
from notifications.calls.tools import NotificationsCalls
from notifications.store.erasure import ErasureStore
from notifications.use_cases.people.forget_people import forget_people


class PeopleCalls(NotificationsCalls):
    """People who are to be forgotten (GDPR 17)."""

    @on_event("identity", PERSON_ERASED)
    def order_forgetting(self, event: Incoming[PersonErased]) -> None:
        """Note that nothing is to lead to somebody any more."""
        with self.database.transaction(every_organisation=True) as session:
            ErasureStore(session).order(event.data)

    @every(seconds=60)
    def forget_people(self) -> None:
        """Forget people in messages, of whom that was ordered."""
        forget_people(self.database, self.clock)
