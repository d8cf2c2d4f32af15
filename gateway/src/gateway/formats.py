"""Dates, times, amounts and sizes as people write them in their language."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision

from contracts.money import Money, Sum
from gateway.edge.language import Language

BUSINESS_ZONE = ZoneInfo("Europe/Berlin")

# Our English readers deal with German offices: day before month, as in Britain.
_LOCALES = {"de": "de_DE", "en": "en_GB"}
_KIBIBYTE = 1024
_COUNTRY_CODE = 2
_AROUND_US = ("DE", "AT", "CH")
# What CLDR names beside countries: unions, the unknown, and places for tests.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def locale_of(language: Language) -> str:
    """Return the locale in which a language is written here."""
    return _LOCALES[language]


def day(value: date, language: Language) -> str:
    """Return a date, for example "14.11.2026" or "14 Nov 2026"."""
    return format_date(value, format="medium", locale=_LOCALES[language])


def moment(value: datetime, language: Language) -> str:
    """Return a time of day in Berlin with its date."""
    return format_datetime(
        value,
        format="d MMM yyyy, HH:mm" if language == "en" else "dd.MM.yyyy, HH:mm",
        tzinfo=BUSINESS_ZONE,
        locale=_LOCALES[language],
    )


def country(code: str, language: Language) -> str:
    """Return what a country is called by its code (ISO 3166-1); a code without a name is itself."""
    return str(Locale.parse(_LOCALES[language]).territories.get(code, code))


def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the codes and names of all countries, those around us first."""
    names = {
        code: str(name)
        for code, name in Locale.parse(_LOCALES[language]).territories.items()
        if len(code) == _COUNTRY_CODE and code.isalpha() and code not in _NO_COUNTRIES
    }
    around = [(code, names.pop(code)) for code in _AROUND_US]
    return (*around, *sorted(names.items(), key=lambda pair: pair[1].casefold()))


def amount(value: Money | Sum, language: Language) -> str:
    """Return an amount with its currency, for example "1.190,00 €"."""
    decimals = get_currency_precision(value.currency)
    return format_currency(
        Decimal(value.minor_units).scaleb(-decimals), value.currency, locale=_LOCALES[language]
    )


def size(size_bytes: int, language: Language) -> str:
    """Return a file's size in the unit that fits it."""
    value, unit = Decimal(size_bytes), "B"
    for larger in ("KB", "MB", "GB"):
        if value < _KIBIBYTE:
            break
        value, unit = value / _KIBIBYTE, larger
    pattern = "#,##0" if unit in {"B", "KB"} else "#,##0.0"
    return f"{format_decimal(value, format=pattern, locale=_LOCALES[language])} {unit}"


def number(value: int, language: Language) -> str:
    """Return a number as people write it, for example "1.190"."""
    return str(format_decimal(value, locale=_LOCALES[language]))
