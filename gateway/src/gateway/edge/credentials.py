"""Where a request carries its token, and the cookies that browsers keep tokens in."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

_BEARER = "bearer "


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A token and how it came; what browsers attach by themselves needs a same-site check."""

    token: str
    source: Literal["header", "cookie", "support"]


class SupportSessionOver(Exception):
    """The browser looks into a customer's portal, and the session for that has ended.

    It is never taken for the person's own: a form of the customer's must not change his things.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionCookie:
    """The browser's session cookie, or with another `stem` one beside it.

    Over TLS it carries the `__Host-` prefix: no other host and no plain-text page can set it. It
    has no Max-Age: on a shared computer it ends with the browser; identity limits its life anyway.
    """

    secure: bool
    stem: str = "kontor_session"

    @property
    def name(self) -> str:
        """The cookie's name."""
        return f"__Host-{self.stem}" if self.secure else self.stem

    def set(self, response: Response, token: str) -> None:
        """Give the browser `token` to keep."""
        response.set_cookie(
            self.name, token, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget its token."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


def read_credential(
    request: Request, cookie: SessionCookie, support: SessionCookie | None = None
) -> Credential | None:
    """Return the request's token; a header wins over a cookie, whatever it holds.

    With a cookie of a `support` session the browser looks into a customer's portal, and its own
    session waits until that is over.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        if authorization[: len(_BEARER)].lower() != _BEARER:
            return Credential(token="", source="header")
        return Credential(token=authorization[len(_BEARER) :].strip(), source="header")
    looking_in = request.cookies.get(support.name) if support else None
    if looking_in:
        return Credential(token=looking_in, source="support")
    token = request.cookies.get(cookie.name)
    return Credential(token=token, source="cookie") if token else None
