"""What an error names besides its code: whether it can be told, and how a person reads it."""

from collections.abc import Mapping
from datetime import date

from gateway import formats
from gateway.texts import Texts

_NUMBERS = frozenset({"retry_after_seconds", "megabytes", "last_value"})
_DAYS = frozenset({"protected_until", "last_on"})


def is_usable(name: str, value: str) -> bool:
    """Whether an argument is what its name promises; an error must not fail for its arguments."""
    if name in _NUMBERS:
        return value.isdecimal()
    if name in _DAYS:
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return True


def in_words(members: Mapping[str, str], texts: Texts) -> dict[str, str]:
    """Return what an error names as its sentence shows it."""
    shown = dict(members)
    if "area" in shown:
        shown["area"] = texts.word("areas", shown["area"])
    if "reason" in shown:
        shown["reason"] = texts.word("reasons", shown["reason"])
    for name in shown.keys() & _DAYS:
        shown[name] = formats.day(date.fromisoformat(shown[name]), texts.language)
    if "last_value" in shown:
        shown["last_value"] = formats.number(int(shown["last_value"]), texts.language)
    return shown
