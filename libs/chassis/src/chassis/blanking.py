"""Messages that are set aside lose the fields that their type marks as secret (docs/adr/0026)."""

from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from chassis.decoding import UNDECODABLE


def secret_fields(data_type: Any) -> tuple[str, ...]:
    """Return the fields of an event's type that are marked as secret, by name."""
    if not isinstance(data_type, type) or not issubclass(data_type, msgspec.Struct):
        return ()
    hints = get_type_hints(data_type, include_extras=True)
    return tuple(
        name
        for name, hint in hints.items()
        if get_origin(hint) is Annotated and any(map(_is_mark, get_args(hint)[1:]))
    )


def without_fields(body: bytes, fields: tuple[str, ...]) -> bytes:
    """Return the JSON object without these fields; of what is no such object nothing is left.

    Where one of the fields would be cannot be told there.
    """
    try:
        content = msgspec.json.decode(body)
    except UNDECODABLE:
        return b""
    if not isinstance(content, dict):
        return b""
    return msgspec.json.encode({k: v for k, v in content.items() if k not in fields})


def _is_mark(meta: object) -> bool:
    return isinstance(meta, msgspec.Meta) and bool(meta.extra and meta.extra.get("secret"))
