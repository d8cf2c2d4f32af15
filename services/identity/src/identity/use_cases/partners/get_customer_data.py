"""Show what is on file of a customer to those of its partner who see it."""

from uuid import UUID

from contracts.master_data import MasterData
from contracts.principal import Principal
from identity.store.records import RecordRoom
from identity.use_cases.partners.get_customer import get_customer


def get_customer_data(caller: Principal, customer_id: UUID, room: RecordRoom) -> MasterData:
    """Return the customer's master data, if the caller sees it at one of his sites (DW-24).

    Raises:
        NotPermitted: the caller acts for no organisation, or is no person.
        AreaNotVisible: the business area is not open to him where he acts.
        NotFound: there is none, or he does not see it; the two look the same.
    """
    get_customer(caller, customer_id, room)
    with room.of(customer_id) as records:
        return records.company_data.find(customer_id)
