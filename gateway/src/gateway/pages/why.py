"""Why somebody does not see something, or was not told: the explanation as a page."""

from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response

from contracts.errors import AreaNotVisible, EntitlementMissing, NotFound
from gateway.api.decoding import read_values
from gateway.api.explain import Question
from gateway.call import Call
from gateway.pages.area_wish import explain_with_wish
from gateway.pages.page import page
from gateway.problems import Problem

_ABOUT_AN_AREA = frozenset({AreaNotVisible.code, EntitlementMissing.code})
_DOCUMENT_PAGES = "/post/"


async def show(call: Call) -> Response:
    """Show which rule decides about what the address asks, and who can change it."""
    question = read_values(call.request.query_params, Question)
    explanation, wish = await explain_with_wish(call, question)
    return page(
        call, "why.html", explanation=explanation, title=None, ask=None, wish=wish, problem=None
    )


def why_address(call: Call, problem: Problem) -> str | None:
    """Return where the problem is explained to whoever is signed in; None where nothing more is."""
    if call.signed_in is None:
        return None
    if problem.code in _ABOUT_AN_AREA and "area" in problem.members:
        return "/why?" + urlencode({"area": problem.members["area"]})
    if problem.code == NotFound.code and call.request.url.path.startswith(_DOCUMENT_PAGES):
        return _about_document(call)
    return None


def _about_document(call: Call) -> str | None:
    try:
        document_id = UUID(call.request.path_params.get("document_id", ""))
    except ValueError:
        return None
    return "/why?" + urlencode({"document": str(document_id)})
