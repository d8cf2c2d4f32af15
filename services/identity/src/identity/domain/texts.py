"""Short texts that people type: names and reasons."""

from contracts.errors import InvalidInput

LONGEST_REASON = 500


def one_line(field: str, text: str, *, longest: int = 200) -> str:
    """Return the text as it is stored: without surrounding or repeated white space.

    Raises:
        InvalidInput: for `field`: nothing is left, it is too long, or holds control characters.
    """
    line = " ".join(text.split())
    if not line:
        raise InvalidInput(field, "blank")
    if len(line) > longest:
        raise InvalidInput(field, "too_long")
    if not line.isprintable():
        raise InvalidInput(field, "control_characters")
    return line


def printable_line(text: str) -> str:
    """Return a note as it is stored: in one line, without what cannot be printed; perhaps empty."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def reason_given(reason: str | None) -> dict[str, str]:
    """Return what the trail keeps of somebody's reason: nothing when he gave none.

    Raises:
        InvalidInput: it is blank, too long, or holds control characters.
    """
    return {"reason": one_line("reason", reason, longest=LONGEST_REASON)} if reason else {}
