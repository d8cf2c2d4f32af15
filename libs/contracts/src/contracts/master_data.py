"""What the vendor has on file of its customers, and what of it they may ask to have changed."""

from typing import Annotated, Literal

import msgspec

MasterDataKind = Literal["renaming", "move", "contact_change", "e_billing_address"]
"""What customers ask to have changed (SE-53, SE-67)."""
_Text = Annotated[str, msgspec.Meta(max_length=400)]


class MasterData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the vendor has on file of a customer; None where nothing is known, or not asked about.

    `country` is two letters (ISO 3166-1), `e_billing_address` the one that is told of documents.
    """

    name: _Text | None = None
    street: _Text | None = None
    postal_code: _Text | None = None
    city: _Text | None = None
    country: _Text | None = None
    contact_name: _Text | None = None
    contact_email: _Text | None = None
    contact_phone: _Text | None = None
    e_billing_address: _Text | None = None


FIELDS_OF: dict[MasterDataKind, tuple[str, ...]] = {
    "renaming": ("name",),
    "move": ("street", "postal_code", "city", "country"),
    "contact_change": ("contact_name", "contact_email", "contact_phone"),
    "e_billing_address": ("e_billing_address",),
}
"""What a change of each kind is about, in the order in which people write it."""

REQUEST_TYPE_OF: dict[MasterDataKind, str] = {
    "renaming": "company_renaming",
    "move": "company_move",
    "contact_change": "company_contact_change",
    "e_billing_address": "e_billing_address_change",
}
"""Of which kind the request is in which a change is talked about."""
