"""Which of our two languages an answer is in."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

Language = Literal["de", "en"]

DEFAULT: Language = "de"
COOKIE = "kontor_language"
_A_YEAR_SECONDS = 365 * 24 * 3600


def chosen_language(request: Request) -> Language | None:
    """Return the language that the address or the browser's cookie names."""
    return _known(request.query_params.get("lang")) or _known(request.cookies.get(COOKIE))


def accepted_language(request: Request) -> Language:
    """Return the best of our languages by `Accept-Language` (RFC 9110), German if none fits."""
    best: Language = DEFAULT
    best_quality = 0.0
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, parameter = part.partition(";")
        language = _known(tag.strip().lower().partition("-")[0])
        quality = _quality_of(parameter)
        if language is not None and quality > best_quality:
            best, best_quality = language, quality
    return best


def remember_language(response: Response, language: Language, *, secure: bool) -> None:
    """Have the browser name `language` from now on."""
    response.set_cookie(
        COOKIE, language, max_age=_A_YEAR_SECONDS, path="/", secure=secure, samesite="lax"
    )


def _known(name: str | None) -> Language | None:
    if name == "de":
        return "de"
    if name == "en":
        return "en"
    return None


def _quality_of(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
