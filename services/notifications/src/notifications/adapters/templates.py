"""The words of the mails: one folder per kind and language, filled in with a message's parameters.

`templates/<kind>/<language>/` holds `subject.txt`, `text.txt` and `body.html`, and `phone.txt`
where phones are told of it. A template that asks for a parameter nobody gave fails, so a mail with
a gap is never sent.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import get_args
from unicodedata import category

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, select_autoescape

from chassis.clock import BERLIN
from contracts.events import Language
from notifications.domain.message import REPLY_TO

LOCALES = {"de": "de_DE", "en": "en_GB"}
# CLDR's patterns name no time zone; who reads abroad must know whose clock it is.
_MOMENTS = {"de_DE": "d. MMMM y 'um' HH:mm 'Uhr'", "en_GB": "d MMMM y 'at' HH:mm '(Berlin time)'"}
# Unicode's control characters, line and paragraph separators, and lone surrogates.
_UNFIT_FOR_A_LINE = ("Cc", "Zl", "Zp", "Cs")
_PARTS = ("subject.txt", "text.txt", "body.html")
# Two messages' worth: phones put longer ones together, and somebody pays for each part.
LONGEST_TEXT = 306


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderedMail:
    """The words of one mail in one language."""

    subject: str
    text: str
    html: str


class UnknownKindError(ValueError):
    """No template has this name."""


class UnfitParametersError(ValueError):
    """The parameters do not fit the template; the text says which part, never a value."""


class MailTemplates:
    """Every kind of mail in every language; `sender_name` signs them."""

    def __init__(self, *, sender_name: str, portal_url: str | None = None) -> None:
        self._sender_name = sender_name
        self._portal_url = portal_url.rstrip("/") if portal_url else None
        self._environments = {language: _environment(language) for language in get_args(Language)}
        self._names = frozenset(self._environments["de"].list_templates())
        self.kinds = _complete_kinds(self._names)

    def render(self, kind: str, language: Language, parameters: dict[str, str]) -> RenderedMail:
        """Return the mail of this `kind` with these parameters in its place.

        A `link` that is only a path leads into the portal. Parameters that the templates do not use
        change nothing: whoever asks may say more before the templates know of it.

        Raises:
            UnknownKindError: there is no such kind.
            UnfitParametersError: a parameter is missing or cannot be shown, the subject would have
                more than one line, or the link does not lead into the portal.
        """
        if kind not in self.kinds:
            raise UnknownKindError(kind)
        values: dict[str, str | None] = {
            REPLY_TO: None,
            "unsubscribe_link": "",
            **parameters,
            "sender_name": self._sender_name,
            "portal_url": self._portal_url,
            "language": language,
        }
        if "link" in parameters:
            values["link"] = self._portal_link(parameters["link"])
        subject, text, html = (
            self._fill_in(f"{kind}/{language}/{part}", language, values) for part in _PARTS
        )
        return RenderedMail(subject=_one_line(subject.strip()), text=text, html=html)

    def render_text(self, kind: str, language: Language, parameters: dict[str, str]) -> str:
        """Return what a phone is told: one line, at most `LONGEST_TEXT` characters.

        Raises:
            UnknownKindError: no phone is told of this kind.
            UnfitParametersError: a parameter is missing or cannot be shown.
        """
        name = f"{kind}/{language}/phone.txt"
        if kind not in self.kinds or name not in self._names:
            raise UnknownKindError(kind)
        values: dict[str, str | None] = {
            **parameters,
            "sender_name": self._sender_name,
            "portal_url": self._portal_url,
            "language": language,
        }
        text = " ".join(self._fill_in(name, language, values).split())
        return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"

    def _fill_in(self, name: str, language: Language, values: dict[str, str | None]) -> str:
        try:
            return self._environments[language].get_template(name).render(values)
        except (TemplateError, ValueError, ArithmeticError, LookupError, TypeError) as error:
            # The cause would repeat the value; whoever asked can find it by the key.
            raise UnfitParametersError(f"{name}: {type(error).__name__}") from None

    def _portal_link(self, link: str) -> str:
        if any(character.isspace() or not character.isprintable() for character in link):
            raise UnfitParametersError("the link holds a space or a control character")
        if self._portal_url is None:
            if link.startswith(("https://", "http://")):
                return link
        elif link.startswith("/") and not link.startswith("//"):
            return self._portal_url + link
        elif link.startswith(self._portal_url + "/"):
            return link
        raise UnfitParametersError("the link does not lead into the portal")


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        keep_trailing_newline=False,
        # Templates are part of the release: asking the disk for each of a mail's files costs more
        # than filling them in.
        auto_reload=False,
    )
    locale = LOCALES[language]
    environment.filters["day"] = lambda value: _day(value, locale)
    environment.filters["last_day"] = lambda value: _last_day(value, locale)
    environment.filters["moment"] = lambda value: _moment(value, locale)
    environment.filters["amount"] = lambda value, currency: _amount(value, currency, locale)
    return environment


def _complete_kinds(names: frozenset[str]) -> frozenset[str]:
    """Return the kinds that have every part in every language."""
    kinds = {name.split("/")[0] for name in names if "/" in name}
    return frozenset(
        kind
        for kind in kinds
        if all(
            f"{kind}/{language}/{part}" in names
            for language in get_args(Language)
            for part in _PARTS
        )
    )


def _one_line(subject: str) -> str:
    """Return the subject without invisible characters; refuse what could begin another header.

    Names come from other systems with tabs, no-break spaces and the like: those are harmless.
    """
    visible = [character for character in subject.replace("\t", " ") if category(character) != "Cf"]
    if any(category(character) in _UNFIT_FOR_A_LINE for character in visible):
        raise UnfitParametersError("the subject would hold a line break or control character")
    return "".join(visible)


def _day(value: str, locale: str) -> str:
    """Write an ISO 8601 date in words."""
    return format_date(date.fromisoformat(value), format="long", locale=locale)


def _last_day(value: str, locale: str) -> str:
    """Write the last day that is wholly before an ISO 8601 instant, or the date itself.

    What ends at 00:30 on the 4th is good "until the 3rd": no mail promises more than is true.
    """
    if "T" not in value and " " not in value:
        return _day(value, locale)
    ends_at = datetime.fromisoformat(value).astimezone(BERLIN)
    return _day((ends_at.date() - timedelta(days=1)).isoformat(), locale)


def _moment(value: str, locale: str) -> str:
    """Write an ISO 8601 instant as day and time of day in Berlin."""
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return format_datetime(instant, _MOMENTS[locale], tzinfo=BERLIN, locale=locale)


def _amount(minor_units: str, currency: str, locale: str) -> str:
    """Write an integer of minor units as an amount with its currency."""
    exact = Decimal(int(minor_units)).scaleb(-get_currency_precision(currency))
    return format_currency(exact, currency, locale=locale)
