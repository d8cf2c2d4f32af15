"""Find the person behind an operator number of the ERP."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.identity import Membership
from identity.domain.operator_numbers import operator_number
from identity.store.records import Records


def find_operator(organisation_id: UUID, number: str, records: Records) -> Membership:
    """Return the member whom the ERP knows by these three digits (SE-42).

    Raises:
        InvalidInput: not three digits.
        NotFound: no member has the number.
    """
    member = records.memberships.find_operator(organisation_id, operator_number(number))
    if member is None:
        raise NotFound("member")
    return member
