"""Files that the vendor hands out: licence files of contracts, material for partners.

A file comes in two steps: catalog names the place, whoever has the bytes puts them there and says
what they are. It lies under a key of its own, so that a newer one never writes over it.
"""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.inbound import Sha256

LARGEST_LICENCE_BYTES = 1024 * 1024
LARGEST_MATERIAL_BYTES = 25 * 1024 * 1024
FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class VendorFilePlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes are to be put."""

    bucket: str
    object_key: str


class VendorFile(msgspec.Struct, frozen=True, kw_only=True):
    """What was put there, as whoever put it found it."""

    object_key: Annotated[str, msgspec.Meta(max_length=300)]
    file_name: FileName
    sha256: Sha256
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_MATERIAL_BYTES)]


class StoredVendorFile(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file's bytes lie, and how to prove that they are the right ones."""

    id: UUID
    """Of the contract or the material that it belongs to."""
    bucket: str
    object_key: str
    file_name: str
    sha256: str
    size_bytes: int


class PutLicenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """The licence file of an on-premises contract from now on; for the vendor's people."""

    contract_id: UUID
    file: VendorFile
