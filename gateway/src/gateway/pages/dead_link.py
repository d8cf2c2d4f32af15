"""What the holder of a link sees that leads nowhere any more, and where he gets a new one."""

from starlette.responses import Response

from gateway import problems
from gateway.call import Call
from gateway.pages.page import page


def dead_link(
    call: Call, error: Exception, ask_again: str, *, title: str | None = None
) -> Response:
    """Return the page under the error's status, with the way to `ask_again`.

    `title` names a sentence that fits better than the problem's own.
    """
    problem = problems.problem_of(error)
    if problem is None:
        raise error
    return page(
        call,
        "dead_link.html",
        status=problem.status,
        problem=problems.describe(problem, call.texts, call.context.correlation_id),
        title=call.texts(title) if title else None,
        ask_again=ask_again,
    )
