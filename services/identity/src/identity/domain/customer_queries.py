"""What a list of customers is narrowed to, and where a page begins."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from contracts.errors import InvalidInput
from contracts.partners import CustomerQuery
from identity.domain.texts import one_line

CustomerName: TypeAlias = UUID | str
"""What a customer is asked for by: its id, or its number as text."""

_NUMBER = re.compile(r"[0-9]{5}")

CustomerKey: TypeAlias = tuple[str, UUID]
"""A customer's place in every list: the name as it is sorted, then the id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerFilter:
    """What the customers shown have in common; nothing given narrows nothing."""

    search: str | None = None
    contact: Literal["nobody"] | UUID | None = None

    @property
    def narrows(self) -> bool:
        """Whether it may leave out customers that the viewer sees."""
        return self != CustomerFilter()


def read_filter(query: CustomerQuery, me: UUID) -> CustomerFilter:
    """Return what the query narrows the list to; `me` is the person who asks.

    Raises:
        InvalidInput: `search` holds nothing or control characters, or `contact` names nobody.
    """
    search = None if query.search is None else one_line("query.search", query.search)
    return CustomerFilter(search=search, contact=_contact(query.contact, me))


def _contact(text: str | None, me: UUID) -> Literal["nobody"] | UUID | None:
    if text is None:
        return None
    if text == "none":
        return "nobody"
    if text == "me":
        return me
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("query.contact", "not_offered") from None


def read_customer(text: str) -> CustomerName:
    """Return the id or the number that somebody has typed.

    Raises:
        InvalidInput: it can be neither.
    """
    if _NUMBER.fullmatch(text):
        return text
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("customer", "unreadable") from None


def cursor_after(key: CustomerKey) -> str:
    """Return the cursor of the page that begins after this customer."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode()


def read_cursor(cursor: str | None) -> CustomerKey | None:
    """Return the customer after which the page begins, None for the first page.

    Raises:
        InvalidInput: no page gave this cursor.
    """
    if cursor is None:
        return None
    try:
        key = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=tuple[str, UUID])
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError):
        raise InvalidInput("query.cursor", "unreadable") from None
    if "\0" in key[0]:
        raise InvalidInput("query.cursor", "unreadable")
    return key
