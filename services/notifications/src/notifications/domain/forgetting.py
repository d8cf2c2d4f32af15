"""What is looked for when a person is erased: his address, and his whole name."""

import re

LEFT_OUT = "[…]"
"""What stands where his name or address stood."""

_WORDS_OF_A_NAME = 2


def traces_of(name: str, email: str) -> str:
    """Return a regular expression of PostgreSQL that finds both whole, in any case.

    A name of one word is not looked for in what was said: it may be any word.
    """
    words = [email.strip()]
    if len(name.split()) >= _WORDS_OF_A_NAME:
        words.append(" ".join(name.split()))
    return "|".join(_pattern(each) for each in sorted(words, key=len, reverse=True))


def _pattern(words: str) -> str:
    """Return a pattern that finds exactly these words, and not a part of longer ones."""
    escaped = re.sub(r"([^\w\s])", r"\\\1", words)
    spaced = re.sub(r"\s+", r"\\s+", escaped)
    begin = r"\m" if words[0].isalnum() else ""
    end = r"\M" if words[-1].isalnum() else ""
    return f"{begin}{spaced}{end}"
