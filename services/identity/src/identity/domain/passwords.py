"""Which passwords are good enough (FD-08): long, not common, not about the person himself.

No composition rules and no upper limit worth noticing: length and rarity decide, as NIST SP 800-63B
advises.
"""

import re
import unicodedata
from typing import Literal

from zxcvbn_rs_py import zxcvbn

from identity.domain.common_words import COMMON_WORDS

MINIMUM_CHARACTERS = 12
# 0 to 4; 3 means at least 10^8 guesses, out of reach of an online attack that we slow down anyway.
SUFFICIENT_SCORE = 3
# The estimate's cost grows with the square of the length; what follows can only add strength.
_ESTIMATED_CHARACTERS = 72
# What must be left besides known words, so that "Muster GmbH 2026" is no better than "Muster".
_OWN_LETTERS = 6
_SHORTEST_WORD = 3

Weakness = Literal["too_short", "too_common", "contains_personal"]

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTER = re.compile(r"[^a-z]+")


def normalise_password(password: str) -> str:
    """Return the form that is hashed: the same characters however the keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def weakness_of(password: str, *, personal: tuple[str, ...]) -> Weakness | None:
    """Return why `password` must not be used, or None when it may.

    `personal` are texts about its owner: his name, address, organisation. A long passphrase may
    hold one of their words, as long as the rest is good enough by itself.
    """
    password = normalise_password(password)
    if len(password) < MINIMUM_CHARACTERS:
        return "too_short"
    if _is_guessable(password, list(COMMON_WORDS)):
        return "too_common"
    words = sorted({word for text in personal for word in _words(text)})
    if words and _is_guessable(password, [*words, *COMMON_WORDS]):
        return "contains_personal"
    return None


def _is_guessable(password: str, words: list[str]) -> bool:
    estimate = zxcvbn(password[:_ESTIMATED_CHARACTERS], words)
    return int(estimate.score) < SUFFICIENT_SCORE or _is_mostly_made_of(password, words)


def _is_mostly_made_of(password: str, words: list[str]) -> bool:
    # The longest first, so that "rechnungen" is not cut into "rechnung" and a remainder.
    folded = _fold(password)
    left = folded
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return left != folded and len(_NO_LETTER.sub("", left)) < _OWN_LETTERS


def _words(text: str) -> list[str]:
    return [word for word in _NO_LETTER.split(_fold(text)) if len(word) >= _SHORTEST_WORD]


def _fold(text: str) -> str:
    plain = text.casefold().translate(_UMLAUTS)
    without_accents = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in without_accents if not unicodedata.combining(char))
