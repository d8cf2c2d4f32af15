"""How documents reach a customer: his way of delivery, and what the print room fetches."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Mode = Literal["digital", "postal"]
PrintFile = Literal["file", "index_json", "index_csv"]
PrintBatchState = Literal["closed", "ready", "printed"]

FETCH_PRINT_BATCHES = "print_batches.fetch"
"""The scope of a key with which the vendor's print room fetches what it prints."""


class SetDeliveryMode(msgspec.Struct, frozen=True, kw_only=True):
    """Choose how the next documents come (SE-58, SE-59, SE-69).

    Postal delivery may be limited: `until` names its last day, `until_contract_end` lets it end
    with the customer's contract, as known on the day of each document. Only one of the two.
    """

    organisation_id: UUID | None = None
    """Only for the vendor's people; everybody else chooses for his own organisation."""
    mode: Mode
    until: date | None = None
    until_contract_end: bool = False
    postal_address: Annotated[str, msgspec.Meta(max_length=400)] | None = None
    """As it stands on the envelope, at most six lines; only for postal delivery."""


class DeliveryMode(msgspec.Struct, frozen=True, kw_only=True):
    """How the customer's next document comes.

    `mode` is what holds today; `ends_on` the last day of postal delivery where one is known.
    Nothing was ever chosen while `chosen_at` is None: that is digital.
    """

    organisation_id: UUID
    mode: Mode
    ends_on: date | None
    until_contract_end: bool
    postal_address: str | None
    chosen_at: datetime | None


class DeliveryModeChange(msgspec.Struct, frozen=True, kw_only=True):
    """One choice as it was made; `chosen_by` is `person:<id>`."""

    mode: Mode
    until: date | None
    until_contract_end: bool
    postal_address: str | None
    chosen_at: datetime
    chosen_by: str


class DeliveryModeHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The last hundred choices, newest first."""

    items: tuple[DeliveryModeChange, ...]


class PrintBatchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which batches: newest first, `cursor` as given by the page before."""

    state: PrintBatchState | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class PrintBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be printed of one business day (Europe/Berlin), for all customers.

    `closed`: the file is being made; `ready`: it can be fetched; `printed`: somebody has said so.
    `documents` counts what is in the file, `left_out` what could not be printed: the index says
    why. Both are None, as pages and checksum are, until the file is made.
    """

    id: UUID
    business_day: date
    state: PrintBatchState
    documents: int | None
    left_out: int | None
    pages: int | None
    size_bytes: int | None
    sha256: str | None
    closed_at: datetime
    ready_at: datetime | None
    printed_at: datetime | None
    expired_at: datetime | None = None
    """Since when its files are deleted."""


class PrintBatchPage(msgspec.Struct, frozen=True, kw_only=True):
    """Batches, newest first; `next_cursor` continues, None at the end."""

    items: tuple[PrintBatch, ...]
    next_cursor: str | None
