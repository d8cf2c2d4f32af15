"""Material for partners and their sales (DW-09): what there is, and its files by version."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.request_types import Label
from contracts.vendor_files import VendorFile
from contracts.versions import BaseVersion


class ResourceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a file; numbers grow from 1."""

    number: int
    file_name: str
    size_bytes: int
    sha256: str
    added_at: datetime


class PartnerResource(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of material, with its versions, the newest first."""

    id: UUID
    version: int
    title: Label
    category: Label
    is_offered: bool
    """Partners see what is offered; the vendor's people see all."""
    files: tuple[ResourceVersion, ...]


class PartnerResources(msgspec.Struct, frozen=True, kw_only=True):
    """Material by category and title; where it is kept elsewhere, `legacy_url` leads there."""

    items: tuple[PartnerResource, ...]
    legacy_url: str | None = None


class PutResource(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of material is from now on; `base_version` is 0 for a new one."""

    id: UUID
    base_version: BaseVersion
    title: Label
    category: Label
    is_offered: bool = True


class AddResourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A newer version of the file of a piece of material; the same bytes again add none."""

    resource_id: UUID
    file: VendorFile
