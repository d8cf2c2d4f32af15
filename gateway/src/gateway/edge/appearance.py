"""How pages look: light or dark as the reader chose, in the vendor's colour, with his name."""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

Theme = Literal["light", "dark", "system"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark", "system")

COOKIE = "kontor_theme"
_A_YEAR_SECONDS = 365 * 24 * 3600

Colour: TypeAlias = tuple[int, int, int]
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE: Colour = (255, 255, 255)
_DARK_SURFACE: Colour = (0x1A, 0x23, 0x28)
READABLE = 4.5
"""Contrast of text with its ground (WCAG 2.2, 1.4.3, level AA)."""
_STEPS = 20
# Where the curve of sRGB begins (IEC 61966-2-1).
_STRAIGHT_UNTIL = 0.04045


def chosen_theme(request: Request) -> Theme:
    """Return what the address or the browser's cookie asks for; otherwise what the system is."""
    return (
        named_theme(request.query_params.get("theme"))
        or named_theme(request.cookies.get(COOKIE))
        or "system"
    )


def named_theme(name: str | None) -> Theme | None:
    """Return the theme of that name, or None."""
    return next((theme for theme in THEMES if theme == name), None)


def remember_theme(response: Response, theme: Theme, *, secure: bool) -> None:
    """Have the browser ask for `theme` from now on."""
    response.set_cookie(
        COOKIE, theme, max_age=_A_YEAR_SECONDS, path="/", secure=secure, samesite="lax"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """The vendor's name, colour and logo on every page; what is None stays as it comes with us."""

    name: str | None = None
    colour: str | None = None
    logo: bytes | None = None
    logo_type: str = "image/svg+xml"

    @property
    def sheet(self) -> str:
        """Return the style sheet that gives pages the vendor's colour, in both themes."""
        if self.colour is None:
            return ""
        light = colour_of(self.colour)
        dark = _lightened(light)
        deeper, paler = _mixed(light, (0, 0, 0), 0.25), _mixed(dark, _WHITE, 0.35)
        pairs = (
            ("--kontor-brand-light", _hex(light)),
            ("--kontor-brand-light-hover", _hex(deeper)),
            ("--kontor-brand-dark", _hex(dark)),
            ("--kontor-brand-dark-hover", _hex(paler)),
            ("--kontor-brand-dark-ground", _hex(light)),
            ("--kontor-brand-dark-ground-hover", _hex(_mixed(light, _WHITE, 0.12))),
        )
        return ":root { " + " ".join(f"{name}: {value};" for name, value in pairs) + " }\n"


def colour_of(text: str) -> Colour:
    """Return a colour written as #rrggbb.

    Raises:
        ValueError: it is none, or white text on it and it on white could not be read.
    """
    if not _HEX.fullmatch(text):
        raise ValueError("no colour like #1f5a70")
    colour = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
    # Links lie on the page's ground too, which is a little darker than white.
    if contrast(colour, (0xF6, 0xF7, 0xF8)) < READABLE:
        raise ValueError(f"too light to be read on white: needs a contrast of {READABLE}")
    return colour


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _lightened(colour: Colour) -> Colour:
    """Return the colour as light as it must be to be read on a dark ground."""
    shades = (_mixed(colour, _WHITE, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, _DARK_SURFACE) >= READABLE + 1)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(one + (another - one) * share) for one, another in zip(colour, other, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    if part <= _STRAIGHT_UNTIL:
        return part / 12.92
    return float(((part + 0.055) / 1.055) ** 2.4)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
