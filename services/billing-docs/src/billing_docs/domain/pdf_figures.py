"""Amounts, dates and accounts as they stand in a PDF's text, in German and in English writing."""

import re
from collections.abc import Iterator
from datetime import date

# Spaces that printers put between thousands, no-break ones too.
_GAP = "[  \u2009\u202f]"
_AMOUNT = re.compile(
    rf"(?<![\d.,'])(\d{{1,3}}(?:[.,'\u2019]\d{{3}})+|\d{{1,3}}(?:{_GAP}\d{{3}})+|\d+)"
    r"([.,])[ ]?(\d{2})(?![\d]|[.,]\d)"
)
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?!\d)")
_MONTHS = (
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feb"),
    ("märz", "maerz", "march", "mär", "mar", "mrz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_NUMBER_OF_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_NUMBER_OF_MONTH, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})\.?\s*(?:of )?({_MONTH})\b\.?,?\s*(\d{{4}})", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE
)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}")
_NAMED_ACCOUNT = re.compile(r"\bIBAN\W{0,5}([A-Z]{2}\d{2}(?:[ ]?\d){11,30})")
# ISO 13616; the shortest is Norway's.
_SHORTEST_ACCOUNT = 15
_TWO_DIGITS = 100


def amounts_in(text: str) -> frozenset[int]:
    """Return every number with two decimals, in hundredths and without its sign.

    "1.234,56", "1,234.56", "1'234.56", "1 234,56" and "1234.56" are the same. A space may also
    part two columns, so "2 529,87" is both 529.87 and 2529.87.
    """
    found: set[int] = set()
    for whole, mark, decimals in _AMOUNT.findall(text):
        digits = re.sub(r"\D", "", whole)
        if mark in whole and not re.search(_GAP, whole):
            continue  # "1.234.56": no writing of one number uses one mark for both
        found.add(int(digits + decimals))
        if re.search(_GAP, whole):
            found.add(int(re.split(_GAP, whole)[-1] + decimals))
    return frozenset(found)


def dates_in(text: str) -> frozenset[date]:
    """Return every day that a date in the text may mean: 03/04/2026 is two of them."""
    return frozenset(day for parts in _date_parts(text) if (day := _day(*parts)) is not None)


def accounts_in(text: str) -> tuple[str, ...]:
    """Return every IBAN, without blanks, in the order of the text.

    Its check digits are right, or it is called IBAN where it stands.
    """
    found: dict[str, None] = {}
    for match in _ACCOUNT.finditer(text):
        characters = match[0].replace(" ", "")
        # What follows an IBAN may look like more of it: the longest part that checks is the IBAN.
        for length in range(len(characters), _SHORTEST_ACCOUNT - 1, -1):
            if is_account(characters[:length]):
                found[characters[:length]] = None
                break
    named = [match.replace(" ", "") for match in _NAMED_ACCOUNT.findall(text)]
    return tuple(found) or tuple(dict.fromkeys(named))


def is_account(characters: str) -> bool:
    """Tell whether an IBAN's check digits are right (ISO 7064, MOD 97-10)."""
    turned = characters[4:] + characters[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def squeezed(text: str) -> str:
    """Return the text in small letters and with letters and digits alone."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _date_parts(text: str) -> Iterator[tuple[str, str, str]]:
    for first, _, second, third in _NUMERIC_DATE.findall(text):
        if len(first) > 2:  # noqa: PLR2004 - a year of four digits comes first
            yield third, second, first
            continue
        yield first, second, third
        yield second, first, third
    for day, month, year in _DAY_FIRST.findall(text):
        yield day, str(_NUMBER_OF_MONTH[month.lower()]), year
    for month, day, year in _MONTH_FIRST.findall(text):
        yield day, str(_NUMBER_OF_MONTH[month.lower()]), year


def _day(day: str, month: str, year: str) -> date | None:
    number = int(year)
    try:
        return date(number + 2000 if number < _TWO_DIGITS else number, int(month), int(day))
    except ValueError:
        return None
