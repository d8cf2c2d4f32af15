"""Announce where companies are reached of which that was not announced yet."""

from identity.store.records import Records
from identity.use_cases.company_data.tell_company_contact import tell_company_contact

AT_ONCE = 500


def tell_contacts_not_announced(records: Records) -> int:
    """Announce up to 500 companies of which nobody was told; return how many.

    These are the ones from before, and those that came by another way than the ERP. Safe to repeat
    and to run in several processes at once.
    """
    waiting = records.company_data.lock_contacts_not_announced(limit=AT_ONCE)
    for organisation_id in waiting:
        organisation = records.organisations.find(organisation_id)
        if organisation is not None:
            tell_company_contact(organisation, records)
    return len(waiting)
