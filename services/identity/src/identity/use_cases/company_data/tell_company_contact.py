"""Tell the other services where a company is reached."""

from contracts.company_notices import COMPANY_CONTACT_CHANGED, CompanyContactChanged
from contracts.identity import Organisation
from identity.store.records import Records


def tell_company_contact(organisation: Organisation, records: Records) -> None:
    """Announce the company's own address and number, as this transaction leaves them (MB-11).

    Versions follow the order of the changes: taking one keeps everybody else waiting.
    """
    version = records.company_data.next_contact_version(organisation.id)
    on_file = records.company_data.find(organisation.id)
    records.outbox.announce(
        COMPANY_CONTACT_CHANGED,
        CompanyContactChanged(
            organisation_id=organisation.id,
            version=version,
            customer_number=organisation.customer_number,
            name=organisation.name,
            language=organisation.language,
            email=on_file.contact_email,
            phone=on_file.contact_phone,
        ),
    )
