"""How much of an invoice is shown to people."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from contracts.e_invoice import InvoiceLine

if TYPE_CHECKING:
    from lxml import etree

# A page of more is no help to anybody; programs read the XML itself.
MOST_LINES = 1000


def bounded_lines(
    elements: Iterable["etree._Element"], read: Callable[["etree._Element"], InvoiceLine]
) -> tuple[tuple[InvoiceLine, ...], int]:
    """Return the first lines as `read` understands them, and how many others there are."""
    found = list(elements)
    return tuple(map(read, found[:MOST_LINES])), max(len(found) - MOST_LINES, 0)
