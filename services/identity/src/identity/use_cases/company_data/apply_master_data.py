"""Take over a change of master data that the vendor's people have approved."""

from chassis.errors import Refused
from contracts.events import MasterDataInForce
from contracts.master_data import FIELDS_OF
from identity.store.records import Records
from identity.use_cases.company_data.tell_company_contact import tell_company_contact
from identity.use_cases.organisations.welcome_organisation import announce_organisation


def apply_master_data(change: MasterDataInForce, records: Records) -> None:
    """Store the name, the address or the contact as it is from now on (SE-68); safe to repeat.

    A change that is older than the newest one of its kind changes nothing. Nobody is invited, and
    no account is changed: whoever came in by the contact's address on file stays (SE-37). The
    e-billing address belongs to billing-docs, which takes it over itself.

    Raises:
        Refused: there is no such organisation.
    """
    if change.kind == "e_billing_address":
        return
    organisation_id = change.organisation_id
    organisation = records.organisations.lock(organisation_id)
    if organisation is None:
        raise Refused("unknown_organisation", "organisation_id: there is no such organisation")
    if not records.company_data.take_over(change):
        return
    actor = f"person:{change.approved_by}"
    if change.kind == "renaming" and change.new.name is not None:
        renamed = records.organisations.rename(organisation_id, change.new.name)
        announce_organisation(renamed, records, actor=actor)
        tell_company_contact(renamed.organisation, records)
    elif change.kind != "renaming":
        records.company_data.replace(organisation_id, FIELDS_OF[change.kind], change.new)
    if change.kind == "contact_change":
        tell_company_contact(organisation, records)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor,
        action="master_data.changed",
        subject=f"organisation:{organisation_id}",
        details={"kind": change.kind, "change": str(change.change_id)},
    )
