"""What a page's form was filled in with."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from contracts.errors import InvalidInput, SignInRefused, TooManyAttempts, WeakPassword
from gateway import problems
from gateway.api.decoding import read_body
from gateway.call import Call
from gateway.problems import InvalidFields, Problem, ProblemDetails, RequestFault

# What the person who fills a form in can mend by himself.
MENDABLE = (InvalidFields, InvalidInput, SignInRefused, TooManyAttempts, WeakPassword)

_MEDIA_TYPE = "application/x-www-form-urlencoded"
_LARGEST_FORM_BYTES = 64 * 1024
# A page of fifty documents, each chosen, and what is to become of them.
_MOST_FIELDS = 60


async def read_form(
    request: Request,
    *,
    limit_bytes: int = _LARGEST_FORM_BYTES,
    most_fields: int = _MOST_FIELDS,
) -> dict[str, str]:
    """Return the form's fields; of a repeated one the last.

    Raises:
        RequestFault: it is no form, or too large.
    """
    return dict(await read_fields(request, limit_bytes=limit_bytes, most_fields=most_fields))


async def read_fields(
    request: Request,
    *,
    limit_bytes: int = _LARGEST_FORM_BYTES,
    most_fields: int = _MOST_FIELDS,
) -> list[tuple[str, str]]:
    """Return the form's fields with their values, repeated ones too.

    Raises:
        RequestFault: it is no form, too large, or holds a NUL, which no browser lets anybody type.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _MEDIA_TYPE:
        raise RequestFault("form_required", status=415)
    body = await read_body(request, limit_bytes)
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError as error:
        raise RequestFault("form_required") from error
    if any("\0" in value for _, value in fields):
        raise RequestFault("form_required")
    return fields


def problem_in(call: Call, error: Exception) -> ProblemDetails:
    """Return what the reader is told of the error; what is no problem of his rises."""
    return problems.describe(_problem_of(error), call.texts, call.context.correlation_id)


def shown_again(
    call: Call, error: Exception, form: Callable[[ProblemDetails], Response]
) -> Response:
    """Return the form once more, with what is wrong in it; what is no problem of its own rises."""
    response = form(problem_in(call, error))
    response.headers.update(_problem_of(error).headers)
    return response


async def page_again(
    call: Call, error: Exception, page: Callable[[ProblemDetails], Awaitable[Response]]
) -> Response:
    """Do as `shown_again` does, with a page for which others must be asked."""
    response = await page(problem_in(call, error))
    response.headers.update(_problem_of(error).headers)
    return response


def _problem_of(error: Exception) -> Problem:
    problem = problems.problem_of(error)
    if problem is None:
        raise error
    return problem


def own_address(given: str | None) -> str | None:
    """Return `given` if it is an address of this portal, else None.

    Browsers read an address that begins with two slashes, of either kind, as another host's.
    """
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")):
        return None
    return given if given.isprintable() and "\\" not in given else None
