"""An invitation's link: looking at it uses nothing up, only accepting does."""

from starlette.responses import Response

from contracts.errors import InvalidInput, SignInRefused, TooManyAttempts, WeakPassword
from contracts.identity import AcceptInvitation
from gateway.api.bodies import Acceptance
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.account import HOME
from gateway.pages.forms import page_again, read_form
from gateway.pages.letting_in import let_in
from gateway.pages.page import page
from gateway.problems import InvalidFields, ProblemDetails


async def show(call: Call) -> Response:
    """Show who invites whom, and the form to accept."""
    return await _form(call, person_name="", problem=None)


async def accept(call: Call) -> Response:
    """Accept with a name and a password of one's own, sign in, and lead on to Post."""
    form = await read_form(call.request)
    try:
        call.around.sign_in_limit.count(call.client_address)
        acceptance = read_values(form, Acceptance)
        session = await call.around.identity.accept_invitation(
            call.context,
            AcceptInvitation(
                token=call.request.path_params["token"],
                person_name=acceptance.person_name,
                password=acceptance.password,
                client=call.client_address,
            ),
        )
    except (WeakPassword, InvalidInput, SignInRefused, TooManyAttempts, InvalidFields) as error:
        return await page_again(
            call,
            error,
            lambda details: _form(call, person_name=form.get("person_name", ""), problem=details),
        )
    return let_in(call, session, HOME)


async def _form(call: Call, *, person_name: str, problem: ProblemDetails | None) -> Response:
    invitation = await call.around.identity.preview_invitation(
        call.context, call.request.path_params["token"]
    )
    return page(
        call,
        "invitation.html",
        status=problem.status if problem else 200,
        invitation=invitation,
        person_name=person_name,
        problem=problem,
    )
