"""Codes that people type by hand: in groups of four, and read however they were typed."""

import secrets

# Crockford's base 32: no letter that looks like a digit or like another letter.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = 4


def new_typed_code(characters: int) -> str:
    """Return a new code of so many characters, five random bits each: `7K3M-Q9RT-2XWB`."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(characters))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, characters, _GROUP))


def read_typed_code(typed: str) -> str:
    """Return the code's characters alone, whatever case, blanks and hyphens it was typed with."""
    return "".join(char for char in typed.upper() if char.isalnum()).translate(_READ_AS)
