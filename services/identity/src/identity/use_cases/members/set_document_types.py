"""Say which types of documents Post shows to a member."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.identity import Membership
from contracts.inbound import DOCUMENT_TYPES, DocumentType
from contracts.members import SetDocumentTypes
from contracts.principal import EVERY_DOCUMENT_TYPE, Principal
from identity.domain.texts import reason_given
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def set_document_types(
    caller: Principal, organisation_id: UUID, request: SetDocumentTypes, records: Records
) -> Membership:
    """Return the member with the types of documents he is shown from now on (B3).

    It opens Post to nobody: that is the area's. It stays when his role changes.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        NotFound: the person is no member of the organisation.
        InvalidInput: the member is an administrator, who sees every type.
    """
    lock_served(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    if member.role == "admin" and request.document_types is not None:
        raise InvalidInput("document_types", "admin_sees_every_type")
    chosen = _in_order(request.document_types)
    if chosen == member.document_types:
        return member
    changed = msgspec.structs.replace(member, document_types=chosen)
    records.memberships.change(organisation_id, changed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.document_types_changed",
        subject=f"person:{member.person_id}",
        details={
            "before": _said(member.document_types),
            "after": _said(chosen),
            **reason_given(request.reason),
        },
    )
    open_sessions = records.sessions.open_ids_of(organisation_id, member.person_id)
    tell_access_ended(open_sessions, "rights_changed", records)
    return changed


def _in_order(types: tuple[DocumentType, ...] | None) -> tuple[DocumentType, ...] | None:
    if types is None:
        return None
    return tuple(each for each in DOCUMENT_TYPES if each in types)


def _said(types: tuple[DocumentType, ...] | None) -> str:
    return EVERY_DOCUMENT_TYPE if types is None else ",".join(types)
