"""What the vendor hands out: licence files, and material for partners; where functions are."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.billing_docs import ArchivedFile
from contracts.contract_list import LicenceFile
from contracts.errors import NotFound
from contracts.partner_resources import AddResourceFile, PartnerResources, PutResource
from contracts.portal_functions import (
    FUNCTIONS,
    FunctionKey,
    PortalFunctions,
    PutPortalFunction,
)
from contracts.request_types import Label
from contracts.vendor_files import (
    LARGEST_LICENCE_BYTES,
    LARGEST_MATERIAL_BYTES,
    FileName,
    PutLicenceFile,
    StoredVendorFile,
    VendorFile,
    VendorFilePlace,
)
from contracts.versions import BaseVersion, Version
from gateway.api.decoding import refuse_announced
from gateway.api.files import attached
from gateway.call import Call

_MEDIA_TYPE = "application/octet-stream"
_PATHS: dict[FunctionKey, str] = {
    "customers": "/v1/business/customers",
    "contracts": "/v1/contracts",
    "resources": "/v1/business/resources",
}


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is called."""

    file_name: FileName


class VersionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of the file; the newest if left out."""

    version: Version | None = None


class NextResource(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of material is from now on; `base_version` is 0 for a new one."""

    base_version: BaseVersion
    title: Label
    category: Label
    is_offered: bool = True


class FunctionPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a function is found from now on: at an address elsewhere, or here without one."""

    base_version: BaseVersion
    legacy_url: Annotated[str, msgspec.Meta(pattern="^https://[^\\s]+$", max_length=500)] | None = (
        None
    )


class BusinessPart(msgspec.Struct, frozen=True, kw_only=True):
    """One function of the business area: its address here, or where it is found until it moves."""

    key: FunctionKey
    path: str
    legacy_url: str | None


class BusinessArea(msgspec.Struct, frozen=True, kw_only=True):
    """The two parts of the business area (DW-07), each with its functions."""

    customers: tuple[BusinessPart, ...]
    resources: tuple[BusinessPart, ...]


async def show_business(call: Call) -> BusinessArea:
    """Return the parts of the business area: customers with their contracts, and material."""
    functions = (await call.around.catalog.list_functions(call.context)).items
    parts = [
        BusinessPart(key=each.key, path=_PATHS[each.key], legacy_url=each.legacy_url)
        for each in functions
    ]
    return BusinessArea(
        customers=tuple(each for each in parts if each.key != "resources"),
        resources=tuple(each for each in parts if each.key == "resources"),
    )


async def put_function(call: Call, key: str, body: FunctionPlace) -> PortalFunctions:
    """Say where a function of the business area is found; for the vendor's people."""
    known = next((each for each in FUNCTIONS if each == key), None)
    if known is None:
        raise NotFound("function")
    request = PutPortalFunction(
        key=known, base_version=body.base_version, legacy_url=body.legacy_url
    )
    return await call.around.catalog.put_function(call.context, request)


async def list_resources(call: Call) -> PartnerResources:
    """Return the material for partners; to the vendor's people all of it."""
    return await call.around.catalog.list_resources(call.context)


async def get_resource_file(call: Call, resource_id: UUID, query: VersionQuery) -> Response:
    """Return a piece of material for keeping it."""
    stored = await call.around.catalog.open_resource(call.context, resource_id, query.version)
    return await _file_of(call, stored)


async def put_resource(call: Call, resource_id: UUID, body: NextResource) -> PartnerResources:
    """Add a piece of material under an id of the caller's choice, or change it; for the vendor."""
    request = PutResource(
        id=resource_id,
        base_version=body.base_version,
        title=body.title,
        category=body.category,
        is_offered=body.is_offered,
    )
    return await call.around.catalog.put_resource(call.context, request)


async def add_resource_file(call: Call, resource_id: UUID, query: FileQuery) -> PartnerResources:
    """Take the next version of a file, up to 25 MiB; for the vendor's people."""
    refuse_announced(call.request, LARGEST_MATERIAL_BYTES)
    return await store_resource_file(call, resource_id, query.file_name, call.request.stream())


async def store_resource_file(
    call: Call, resource_id: UUID, file_name: str, chunks: AsyncIterator[bytes]
) -> PartnerResources:
    """Return all material once the file is stored as its next version.

    Raises:
        UploadTooLarge, UploadEmpty: it cannot be a file that is taken.
        WireError: what catalog says of it.
        AreaUnavailable: the object store does not answer.
    """
    catalog = call.around.catalog
    place = await catalog.place_resource_file(call.context, resource_id)
    file = await _stored(call, place, file_name, chunks, largest_bytes=LARGEST_MATERIAL_BYTES)
    request = AddResourceFile(resource_id=resource_id, file=file)
    return await catalog.add_resource_file(call.context, request)


async def get_licence_file(call: Call, contract_id: UUID) -> Response:
    """Return the licence file of an on-premises contract; who fetches it is on record."""
    stored = await call.around.catalog.open_licence_file(call.context, contract_id)
    return await _file_of(call, stored)


async def put_licence_file(call: Call, contract_id: UUID, query: FileQuery) -> LicenceFile:
    """Take the licence file of an on-premises contract, up to 1 MiB; for the vendor's people."""
    refuse_announced(call.request, LARGEST_LICENCE_BYTES)
    catalog = call.around.catalog
    place = await catalog.place_licence_file(call.context, contract_id)
    chunks = call.request.stream()
    file = await _stored(call, place, query.file_name, chunks, largest_bytes=LARGEST_LICENCE_BYTES)
    return await catalog.put_licence_file(
        call.context, PutLicenceFile(contract_id=contract_id, file=file)
    )


async def _stored(
    call: Call,
    place: VendorFilePlace,
    file_name: str,
    chunks: AsyncIterator[bytes],
    *,
    largest_bytes: int,
) -> VendorFile:
    stored = await call.around.streams.put(
        place.bucket, lambda _: place.object_key, chunks, largest_bytes=largest_bytes
    )
    return VendorFile(
        object_key=stored.object_key,
        file_name=file_name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
    )


async def _file_of(call: Call, stored: StoredVendorFile) -> Response:
    """Return a file for keeping it, proven before its first byte."""
    file = ArchivedFile(
        document_id=stored.id,
        bucket=stored.bucket,
        object_key=stored.object_key,
        version_id="",
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        media_type=_MEDIA_TYPE,
        file_name=stored.file_name,
    )
    return await attached(call, file, on_damage=_tell_nobody)


async def _tell_nobody(_call: Call, _file: ArchivedFile) -> None:
    """Do nothing more: the metric and the log have it, and the vendor has the original."""
