"""Headers of mails, and what of other people's words may stand in them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import BaseHeader, HeaderRegistry
from email.policy import SMTP

from notifications.adapters.templates import UnfitParametersError

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,120}@[a-z0-9.-]{1,120}>")


class _RememberedHeaders(HeaderRegistry):
    """The library's kinds of headers, made once each and not anew for every header of a mail."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._made:
            self._made[key] = super().__getitem__(name)
        return self._made[key]


MAIL = SMTP.clone(header_factory=_RememberedHeaders())


@contextmanager
def header_faults_told() -> Iterator[None]:
    """Tell what a header cannot hold as parameters that do not fit."""
    try:
        yield
    except ValueError as error:
        # EmailMessage refuses line breaks in headers; say so without repeating the value.
        raise UnfitParametersError(f"header: {type(error).__name__}") from None


def one_id(text: str) -> str:
    """Return a Message-ID as it stands in a header (RFC 5322, 3.6.4)."""
    if not _MESSAGE_ID.fullmatch(text):
        raise UnfitParametersError("the thread is no Message-ID")
    return text


def literal(text: str) -> str:
    """Return the text of a header with nothing in it that reads as an encoded word (RFC 2047).

    The mail library decodes such words, also those that bring a line break and with it a header of
    their own; and so would the reader's mail program. A space keeps them what was written.
    """
    return text.replace("=?", "= ?")
