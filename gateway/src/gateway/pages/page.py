"""How a page is rendered: its template, its words, its safety headers."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway import formats
from gateway.call import Call
from gateway.edge.appearance import THEMES, chosen_theme, named_theme, remember_theme
from gateway.edge.language import Language, chosen_language, remember_language
from gateway.edge.static import address_of
from gateway.pages.navigation import Entry, menu

# Where the number of one's open requests is put in, once it is known.
OPEN_REQUESTS_PLACE = "<!-- open requests -->"

PageHandler: TypeAlias = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRoute:
    """One page, or what one of its forms is sent to.

    With `by_token` alone nobody is greeted and no cookie counts; so a page of another site gains
    nothing by sending a browser here, and machines may ask. `is_part` is what a script of ours puts
    into a page that is there already; its header stays as it is.
    """

    method: str
    path: str
    handler: PageHandler
    public: bool = False
    by_token: bool = False
    is_part: bool = False


def page(
    call: Call, template: str, *, status: int = 200, asks_back: bool = False, **values: Any
) -> Response:
    """Return a rendered page in the caller's language; `asks_back` lets its script ask us.

    Where there is a search in the header, its suggestions ask us anyway.
    """
    nonce = secrets.token_urlsafe(16)
    places = _menu(call)
    body = (
        _environment()
        .get_template(template)
        .render(
            call=call,
            language=call.language,
            t=call.texts,
            nonce=nonce,
            signed_in=call.signed_in,
            menu=places,
            requests_place=OPEN_REQUESTS_PLACE,
            other_language=other_language(call.language),
            other_language_address=_with(call, lang=other_language(call.language)),
            theme=chosen_theme(call.request),
            themes=[(each, _with(call, theme=each)) for each in THEMES],
            static=address_of,
            brand=call.around.brand,
            brand_name=call.around.brand.name or call.texts("portal.name"),
            country=partial(_formatted, formats.country, call.language),
            day=partial(_formatted, formats.day, call.language),
            moment=partial(_formatted, formats.moment, call.language),
            amount=partial(_formatted, formats.amount, call.language),
            size=partial(_formatted, formats.size, call.language),
            number=partial(_formatted, formats.number, call.language),
            **values,
        )
    )
    response = HTMLResponse(
        body,
        status_code=status,
        headers={
            "Content-Security-Policy": _policy(nonce, asks_back=asks_back or bool(places)),
            "Content-Language": call.language,
        },
    )
    return with_choices(call, response)


def redirect(call: Call, address: str) -> Response:
    """Send the browser on to one of our own addresses, to be fetched with GET."""
    return with_choices(call, RedirectResponse(address, status_code=303))


def with_choices(call: Call, response: Response) -> Response:
    """Have the browser remember a language or a theme chosen in the address."""
    is_https = call.around.settings.is_https
    if "lang" in call.request.query_params:
        chosen = chosen_language(call.request)
        if chosen is not None:
            remember_language(response, chosen, secure=is_https)
    theme = named_theme(call.request.query_params.get("theme"))
    if theme is not None:
        remember_theme(response, theme, secure=is_https)
    return response


def other_language(language: Language) -> Language:
    """Return the language that this is not."""
    return "en" if language == "de" else "de"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("gateway"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _menu(call: Call) -> tuple[Entry, ...]:
    who = call.signed_in
    if who is None or who.authenticated.organisation is None:
        return ()
    return menu(who.principal, call.request.url.path)


def _formatted(write: Callable[[Any, Language], str], language: Language, value: Any) -> str:
    return write(value, language)


def _with(call: Call, **chosen: str) -> str:
    """Return the present address with a choice; what a form was sent to is shown anew."""
    kept = call.request.url.remove_query_params(["theme", "lang"])
    return "?" + str(kept.include_query_params(**chosen).query)


def _policy(nonce: str, *, asks_back: bool) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            *(("connect-src 'self'",) if asks_back else ()),
        )
    )
