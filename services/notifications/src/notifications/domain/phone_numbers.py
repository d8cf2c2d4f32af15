"""Numbers that a text message reaches, as people write them."""

import re

COUNTRY = "49"
_SEPARATORS = re.compile(r"[\s()/.\-\u2013]")
# E.164: at most 15 digits with the country's; shorter ones are no subscriber's.
_PLAUSIBLE = re.compile(r"\+[1-9][0-9]{7,14}")
# Germany's mobile numbers begin with 15, 16 or 17 (Bundesnetzagentur, Nummernplan Mobile Dienste).
_GERMAN_MOBILE = re.compile(r"\+491[567][0-9]{7,9}")


def mobile_number(written: str) -> str | None:
    """Return the number as E.164 has it (+491712345678); None if no text message would reach it.

    A number without a country's is German. Of foreign ones only the form is known.
    """
    plain = _SEPARATORS.sub("", written.strip().replace("(0)", ""))
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif plain.startswith("0"):
        plain = f"+{COUNTRY}{plain[1:]}"
    if not _PLAUSIBLE.fullmatch(plain):
        return None
    if plain.startswith(f"+{COUNTRY}") and not _GERMAN_MOBILE.fullmatch(plain):
        return None
    return plain
