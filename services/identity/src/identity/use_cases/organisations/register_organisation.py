"""Register a customer, a partner or another vendor organisation by hand."""

from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import AlreadyExists, InvalidInput, NotPermitted
from contracts.identity import Organisation, RegisterOrganisation
from contracts.principal import Principal
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.domain.permissions import require_staff
from identity.domain.texts import one_line
from identity.store.records import Records
from identity.use_cases.invitations.issue_invitation import InvitationRules
from identity.use_cases.organisations.welcome_organisation import (
    OnFile,
    announce_organisation,
    invite_on_file,
)
from identity.use_cases.partners.take_up_customers import take_up_customers


def register_organisation(
    caller: Principal, request: RegisterOrganisation, records: Records, rules: InvitationRules
) -> Organisation:
    """Store a new organisation and send its contact the initial invitation (SE-22).

    Raises:
        NotPermitted: the caller is not of the vendor, or adds to the vendor as no administrator.
        InvalidInput: a customer without number, a blank name, or a contact that is no address.
        AlreadyExists: the customer number is known, or without one the name.
    """
    require_staff(caller)
    if request.kind == "vendor" and not caller.is_admin:
        raise NotPermitted("admin")
    contact = _contact(request)
    if request.kind == "partner" and request.customer_number is not None:
        records.partner_customers.lock_number(request.customer_number)
    stored = records.organisations.add_if_new(_organisation(request))
    if stored is None:
        raise AlreadyExists("customer_number" if request.customer_number else "name")
    announce_organisation(stored, records, actor=actor_of(caller))
    take_up_customers(stored.organisation, records, actor=actor_of(caller))
    if contact:
        on_file = OnFile(address=contact, role="admin", told_by=actor_of(caller))
        invite_on_file(stored.organisation, on_file, records, rules)
    return stored.organisation


def _organisation(request: RegisterOrganisation) -> Organisation:
    if request.kind == "customer" and request.customer_number is None:
        raise InvalidInput("customer_number", "required")
    return Organisation(
        id=new_id(),
        kind=request.kind,
        customer_number=request.customer_number,
        name=one_line("name", request.name),
        language=request.language,
    )


def _contact(request: RegisterOrganisation) -> EmailAddress | None:
    if request.contact_email is None:
        return None
    try:
        return parse_address(request.contact_email)
    except NotAnAddress:
        raise InvalidInput("contact_email", "not_an_address") from None
