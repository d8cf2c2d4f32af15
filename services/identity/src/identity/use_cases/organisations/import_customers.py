"""Register many customers from a list."""

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.identity import ImportCustomers, ImportedCustomer, ImportReport, Organisation
from contracts.principal import Principal, Role
from identity.domain.addresses import EmailAddress
from identity.domain.customer_lists import ListedCustomer, Row, read_customer_list
from identity.domain.permissions import require_staff
from identity.store.records import RecordRoom, Records
from identity.use_cases.invitations.issue_invitation import InvitationRules
from identity.use_cases.organisations.welcome_organisation import (
    OnFile,
    announce_organisation,
    invite_on_file,
)


def import_customers(
    caller: Principal, request: ImportCustomers, room: RecordRoom, rules: InvitationRules
) -> ImportReport:
    """Register each row's customer and invite its contact, once however often it is sent (SE-13).

    Each row is a transaction of its own: a bad one stops no other, and a list that was cut off is
    simply sent again. A known customer keeps its name; the ERP's master data decides about that.

    Raises:
        NotPermitted: the caller is not of the vendor.
        InvalidInput: the text is no list of customers.
    """
    require_staff(caller)
    rows = read_customer_list(request.csv)
    return ImportReport(items=tuple(_take(row, actor_of(caller), room, rules) for row in rows))


def _take(row: Row, actor: str, room: RecordRoom, rules: InvitationRules) -> ImportedCustomer:
    if row.customer is None:
        field, reason = row.fault or ("csv", "malformed")
        return ImportedCustomer(
            line=row.line,
            customer_number=row.customer_number,
            outcome="refused",
            field=field,
            reason=reason,
        )
    with room.of_everybody() as records:
        return _register(row.line, row.customer, actor, records, rules=rules)


def _register(
    line: int, listed: ListedCustomer, actor: str, records: Records, *, rules: InvitationRules
) -> ImportedCustomer:
    organisation = Organisation(
        id=new_id(),
        kind="customer",
        customer_number=listed.customer_number,
        name=listed.name,
        language=listed.language,
    )
    stored = records.organisations.add_if_new(organisation)
    if stored is not None:
        announce_organisation(stored, records, actor=actor, e_billing_address=listed.e_billing)
    else:
        organisation = records.organisations.find_by_number(listed.customer_number) or organisation
    invited = [
        invite_on_file(
            organisation, OnFile(address=address, role=role, told_by=actor), records, rules
        )
        for role, address in _addresses(listed)
    ]
    return ImportedCustomer(
        line=line,
        customer_number=listed.customer_number,
        outcome="registered" if stored else "known",
        invited=any(invited),
    )


def _addresses(listed: ListedCustomer) -> list[tuple[Role, EmailAddress]]:
    both: tuple[tuple[Role, EmailAddress | None], ...] = (
        ("admin", listed.contact),
        ("documents", listed.e_billing),
    )
    return [(role, address) for role, address in both if address is not None]
