"""A passkey's answer in a form's hidden field."""

from typing import TypeVar

import msgspec

from contracts.errors import PasskeyRefused

T = TypeVar("T")


def read_credential(form: dict[str, str], wanted: type[T]) -> T:
    """Return what the page's script put into the form.

    Raises:
        PasskeyRefused: it is no answer of a passkey.
    """
    try:
        return msgspec.json.decode(form.get("credential", ""), type=wanted)
    except (msgspec.MsgspecError, RecursionError):
        raise PasskeyRefused from None
