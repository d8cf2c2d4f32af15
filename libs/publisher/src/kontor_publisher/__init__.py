"""What an internal system installs to publish documents to Kontor, surely and once.

`Publisher` makes a CloudEvent of a file, sends it with a confirm and within a deadline, and keeps
it in a spool folder when the broker is away. The same file published again is the same event, so
repeating is always safe. There are plain threads in here and nothing else: no event loop, no fork.
"""

from contracts.billing_docs import Publication
from contracts.money import Money
from kontor_publisher.amounts import money
from kontor_publisher.errors import (
    InvalidDocument,
    NotConfirmed,
    PortalAway,
    PublisherError,
    Refused,
    Unroutable,
)
from kontor_publisher.publisher import Flushed, Publisher, Receipt

__all__ = [
    "Flushed",
    "InvalidDocument",
    "Money",
    "NotConfirmed",
    "PortalAway",
    "Publication",
    "Publisher",
    "PublisherError",
    "Receipt",
    "Refused",
    "Unroutable",
    "money",
]
