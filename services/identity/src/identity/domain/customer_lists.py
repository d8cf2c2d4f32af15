"""Lists of customers as the vendor's office saves them: CSV from a spreadsheet."""

import csv
import io
import re
from dataclasses import dataclass

from contracts.errors import InvalidInput
from contracts.events import Language
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.domain.texts import one_line

LARGEST_LIST = 500
_REQUIRED = frozenset({"customer_number", "name"})
_KNOWN = _REQUIRED | {"contact_email", "e_billing_address", "language"}
_CUSTOMER_NUMBER = re.compile("[0-9]{5}")
_LANGUAGES: dict[str, Language] = {"": "de", "de": "de", "en": "en"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCustomer:
    """One good row."""

    customer_number: str
    name: str
    language: Language
    contact: EmailAddress | None
    e_billing: EmailAddress | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: the customer, or the field that cannot be accepted and why."""

    line: int
    customer_number: str
    customer: ListedCustomer | None
    fault: tuple[str, str] | None = None


def read_customer_list(text: str) -> tuple[Row, ...]:
    """Return every row of the list; a bad row says what is wrong and stops no other.

    Raises:
        InvalidInput: the text is no CSV, has no usable heading, or more than 500 rows.
    """
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    delimiter = ";" if ";" in heading else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip().casefold() for column in reader.fieldnames or ()]
        if not set(columns) >= _REQUIRED or not set(columns) <= _KNOWN:
            raise InvalidInput("csv", "columns")
        if len(set(columns)) < len(columns):
            raise InvalidInput("csv", "columns")
        reader.fieldnames = columns
        rows: list[Row] = []
        for values in reader:
            if len(rows) == LARGEST_LIST:
                raise InvalidInput("csv", "too_long")
            rows.append(_row(reader.line_num, values))
    except csv.Error:
        raise InvalidInput("csv", "malformed") from None
    return tuple(rows)


def _row(line: int, values: dict[str | None, str | list[str] | None]) -> Row:
    # A short row leaves None behind, a long one a list under None.
    texts = {name: value.strip() for name, value in values.items() if isinstance(value, str)}
    number = texts.get("customer_number", "")
    shown = number if _CUSTOMER_NUMBER.fullmatch(number) else ""
    if None in values:
        return Row(line=line, customer_number=shown, customer=None, fault=("csv", "too_many_cells"))
    try:
        customer = _customer({str(name): text for name, text in texts.items()})
    except InvalidInput as fault:
        field, reason = fault.arguments[:2]
        return Row(line=line, customer_number=shown, customer=None, fault=(field, reason))
    return Row(line=line, customer_number=number, customer=customer)


def _customer(texts: dict[str, str]) -> ListedCustomer:
    number = texts.get("customer_number", "")
    if not _CUSTOMER_NUMBER.fullmatch(number):
        raise InvalidInput("customer_number", "wrong_format")
    language = _LANGUAGES.get(texts.get("language", "").casefold())
    if language is None:
        raise InvalidInput("language", "not_offered")
    return ListedCustomer(
        customer_number=number,
        name=one_line("name", texts.get("name", "")),
        language=language,
        contact=_address("contact_email", texts),
        e_billing=_address("e_billing_address", texts),
    )


def _address(field: str, texts: dict[str, str]) -> EmailAddress | None:
    text = texts.get(field, "")
    if not text:
        return None
    try:
        return parse_address(text)
    except NotAnAddress:
        raise InvalidInput(field, "not_an_address") from None
