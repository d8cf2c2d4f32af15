"""What identity and billing-docs announce of organisations."""

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.organisations.remember_organisation import remember_organisation
from catalog.use_cases.organisations.remember_storage_used import remember_storage_used
from catalog.use_cases.organisations.take_up_waiting import take_up_waiting
from chassis.entrypoints import Incoming, every, on_event
from contracts.events import (
    ORGANISATION_CHANGED,
    STORAGE_USED_CHANGED,
    OrganisationChanged,
    StorageUsedChanged,
)


class OrganisationCalls(CatalogCalls):
    """What identity and billing-docs announce of organisations."""

    @on_event("identity", ORGANISATION_CHANGED)
    def remember_organisation(self, event: Incoming[OrganisationChanged]) -> None:
        """Take over what identity announces of an organisation. Its partner's list changes too."""
        with self._room.of_everybody() as records:
            remember_organisation(event.data, records)

    @on_event("billing_docs", STORAGE_USED_CHANGED)
    def remember_storage_used(self, event: Incoming[StorageUsedChanged]) -> None:
        """Take over how much space an organisation's documents use."""
        with self._room.of(event.data.organisation_id) as records:
            remember_storage_used(event.data, records)

    @every(seconds=5)
    def take_up_waiting(self) -> None:
        """Take up parked contracts whose customer came while they were being parked."""
        with self._room.of_everybody() as records:
            take_up_waiting(records)
