"""What identity is asked to change about the members of an organisation."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import OperatorNumber, Reason
from contracts.inbound import DocumentType
from contracts.principal import DataScope, Role, Team


class SetGrants(msgspec.Struct, frozen=True, kw_only=True):
    """Which single actions one member may do; they open nothing that he does not see (DW-19).

    The vendor's people name the organisation and give a reason.
    """

    person_id: UUID
    grants: tuple[str, ...]
    organisation_id: UUID | None = None
    reason: Reason | None = None


class ChangeRole(msgspec.Struct, frozen=True, kw_only=True):
    """What one member is from now on; his areas become the preset of the new role (SE-39).

    The vendor's people name the organisation and give a reason.
    """

    person_id: UUID
    role: Role
    organisation_id: UUID | None = None
    reason: Reason | None = None


class RemoveMember(msgspec.Struct, frozen=True, kw_only=True):
    """Who is no member any more; the vendor's people name the organisation and give a reason."""

    person_id: UUID
    organisation_id: UUID | None = None
    reason: Reason | None = None


class SetOperatorNumber(msgspec.Struct, frozen=True, kw_only=True):
    """Who one member is in the ERP (SE-42); None takes the number away."""

    person_id: UUID
    operator_number: OperatorNumber | None


class SetTeam(msgspec.Struct, frozen=True, kw_only=True):
    """Which team of a partner one member is in (DW-23); None takes him out.

    The vendor's people name the organisation and give a reason.
    """

    person_id: UUID
    team: Team | None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class SetDataScope(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a partner's customers one member sees: all, his own, or none (DW-15 to DW-17).

    The vendor's people name the organisation and give a reason.
    """

    person_id: UUID
    data_scope: DataScope
    organisation_id: UUID | None = None
    reason: Reason | None = None


class SetDocumentTypes(msgspec.Struct, frozen=True, kw_only=True):
    """Which types of documents Post shows to one member (B3); None shows every one, later ones too.

    The vendor's people name the organisation and give a reason.
    """

    person_id: UUID
    document_types: Annotated[tuple[DocumentType, ...], msgspec.Meta(max_length=6)] | None
    organisation_id: UUID | None = None
    reason: Reason | None = None
