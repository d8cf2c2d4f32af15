"""See that an operator number belongs to one person of an organisation (SE-42)."""

from uuid import UUID

from contracts.errors import AlreadyExists
from identity.store.records import Records


def require_free_operator_number(
    organisation_id: UUID, number: str, records: Records, *, besides: str
) -> None:
    """Return when nobody but the address `besides` has the number or was promised it.

    The caller has locked the organisation, so the answer holds until his transaction ends.

    Raises:
        AlreadyExists: a member or an open invitation has it.
    """
    operator = records.memberships.find_operator(organisation_id, number)
    if operator is not None and operator.email.casefold() != besides:
        raise AlreadyExists("operator_number")
    if records.invitations.has_operator_number(organisation_id, number, besides=besides):
        raise AlreadyExists("operator_number")
