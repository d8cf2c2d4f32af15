"""Files that the vendor hands out: where they lie, and what they may be called."""

from uuid import UUID

from contracts.errors import InvalidInput
from contracts.vendor_files import LARGEST_LICENCE_BYTES, VendorFile


def licence_prefix(contract_id: UUID) -> str:
    """Return what the keys of a contract's licence files begin with."""
    return f"licences/{contract_id}/"


def resource_prefix(resource_id: UUID) -> str:
    """Return what the keys of a piece of material begin with."""
    return f"resources/{resource_id}/"


def require_own_place(file: VendorFile, prefix: str) -> None:
    """Return if the file lies where it was to be put, under a name that people can read.

    Raises:
        InvalidInput: it does not.
    """
    rest = file.object_key.removeprefix(prefix)
    if rest == file.object_key or not rest or "/" in rest:
        raise InvalidInput("file.object_key", "not_its_place")
    if not file.file_name.isprintable() or {"/", "\\"} & set(file.file_name):
        raise InvalidInput("file.file_name", "control_characters")


def require_licence(file: VendorFile, contract_id: UUID) -> None:
    """Return if this can be the licence file of the contract.

    Raises:
        InvalidInput: it lies elsewhere, or is larger than licence files are.
    """
    require_own_place(file, licence_prefix(contract_id))
    if file.size_bytes > LARGEST_LICENCE_BYTES:
        raise InvalidInput("file.size_bytes", "too_large")
