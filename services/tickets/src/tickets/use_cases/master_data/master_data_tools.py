"""What asking for changes of master data, and deciding them, needs besides the database."""

from dataclasses import dataclass

from tickets.adapters.master_data_owners import MasterDataOwners
from tickets.adapters.people_desk import PeopleDesk
from tickets.domain.master_data import AddressFaults
from tickets.domain.working_hours import WorkingHours
from tickets.store.records import RecordRoom


@dataclass(frozen=True, kw_only=True, slots=True)
class MasterDataTools:
    """The records, whom else to ask, and how addresses are written."""

    room: RecordRoom
    people: PeopleDesk
    owners: MasterDataOwners
    address_faults: AddressFaults
    hours: WorkingHours
