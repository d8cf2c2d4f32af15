"""What may be wrong with JSON that somebody else wrote."""

import msgspec

# RecursionError: nested deeper than anything of ours.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def field_and_reason(name: str, error: msgspec.ValidationError) -> tuple[str, str]:
    """Return the path of the faulty field, `request.email`, and what is wrong with it."""
    reason, _, path = str(error).partition(" - at `$")
    return (name + path.rstrip("`") if path else name), reason
