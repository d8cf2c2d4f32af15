"""What identity announces of organisations."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.organisations.remember_organisation import remember_organisation
from catalog.use_cases.organisations.take_up_waiting import take_up_waiting
from chassis.entrypoints import Incoming, every, on_event
from contracts.events import ORGANISATION_CHANGED, OrganisationChanged


class OrganisationCalls(CatalogCalls):
    """What identity announces of organisations."""

    @on_event("identity", ORGANISATION_CHANGED)
    def remember_organisation(self, event: Incoming[OrganisationChanged]) -> None:
        """Take over what identity announces of an organisation."""
        with self._room.of(event.data.organisation_id) as records:
            remember_organisation(event.data, records)

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked contracts whose customer came while they were being parked."""
        with self._room.of_everybody() as records:
            take_up_waiting(records)
