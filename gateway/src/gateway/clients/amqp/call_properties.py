"""What a call says about itself beside its body, in AMQP's form.

pamqp makes it value by value, by a description of their types: a seventh of what an answer of the
gateway's cost. What is the same in every call is written here once.
"""

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

HeaderValue: TypeAlias = str | int | list[str]

_LENGTH = struct.Struct(">I")
_WHOLE_NUMBER = struct.Struct(">i")
# Which properties follow, in this order: content type, encoding, headers, delivery mode, and the
# three of each call.
_FLAGS = b"\xf7\x00"
_JSON = b"\x10application/json\x05utf-8"
# Not persistent: who asks is not there any more after a restart of the broker.
_TRANSIENT = b"\x01"


class CallProperties(NamedTuple):
    """The properties of a call: JSON, transient, answered to `reply_to`."""

    correlation_id: str
    reply_to: str
    expiration: str
    """Milliseconds after which nobody waits any longer: the broker drops what was not begun."""
    headers: Mapping[str, HeaderValue]

    def encoded(self) -> bytes:
        """Return them as they stand in a header frame, after the size of the body."""
        table = b"".join([_name(name) + _value(value) for name, value in self.headers.items()])
        return b"".join(
            (
                _FLAGS,
                _JSON,
                _LENGTH.pack(len(table)),
                table,
                _TRANSIENT,
                _short(self.correlation_id),
                _short(self.reply_to),
                _short(self.expiration),
            )
        )


@lru_cache(maxsize=64)
def _name(name: str) -> bytes:
    return _short(name)


def _value(value: HeaderValue) -> bytes:
    if isinstance(value, str):
        encoded = value.encode()
        return b"S" + _LENGTH.pack(len(encoded)) + encoded
    if isinstance(value, int):
        return b"I" + _WHOLE_NUMBER.pack(value)
    items = b"".join(map(_value, value))
    return b"A" + _LENGTH.pack(len(items)) + items


def _short(text: str) -> bytes:
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded
