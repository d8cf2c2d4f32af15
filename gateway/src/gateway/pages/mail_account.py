"""The page about an organisation's own mail account."""

from typing import Annotated

import msgspec
from starlette.responses import Response

from contracts.errors import InvalidInput, NotFound, TooManyAttempts
from contracts.mail_accounts import (
    Host,
    MailSecurity,
    NewMailServerEntry,
    Password,
    Port,
    SetMailAccount,
    UserName,
)
from gateway.api.decoding import read_values
from gateway.api.mail_accounts import (
    connect_mail_account,
    disconnect_mail_account,
    get_mail_sending,
    remove_mail_account,
    set_mail_account,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

MAIL_ACCOUNT = "/account/mail"
_MENDABLE = (InvalidFields, InvalidInput, NotFound, TooManyAttempts)
_DONE = frozenset({"entered", "connected", "disconnected", "removed"})
_SECRETS = ("outgoing_password", "incoming_password")


class _Form(msgspec.Struct, frozen=True, kw_only=True):
    """The account as its form sends it."""

    sender_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    sender_address: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    outgoing_host: Host
    outgoing_port: Port
    outgoing_security: MailSecurity
    outgoing_user: UserName
    outgoing_password: Password | None = None
    incoming_host: Host
    incoming_port: Port
    incoming_security: MailSecurity
    incoming_user: UserName
    incoming_password: Password | None = None

    def account(self) -> SetMailAccount:
        """Return it as the service takes it."""
        return SetMailAccount(
            sender_name=self.sender_name,
            sender_address=self.sender_address,
            outgoing=NewMailServerEntry(
                host=self.outgoing_host,
                port=self.outgoing_port,
                security=self.outgoing_security,
                user=self.outgoing_user,
                password=self.outgoing_password,
            ),
            incoming=NewMailServerEntry(
                host=self.incoming_host,
                port=self.incoming_port,
                security=self.incoming_security,
                user=self.incoming_user,
                password=self.incoming_password,
            ),
        )


async def show(call: Call) -> Response:
    """Show how mails go out, and the account."""
    return await _shown(call, None, {})


async def enter(call: Call) -> Response:
    """Enter both servers."""
    form = await read_form(call.request)
    try:
        wanted = read_values({name: value for name, value in form.items() if value}, _Form)
        await set_mail_account(call, wanted.account())
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return _done("entered", call)


async def connect(call: Call) -> Response:
    """Try both servers."""
    try:
        sending = await connect_mail_account(call)
    except _MENDABLE as error:
        return await _shown_with(call, error, {})
    is_connected = sending.account is not None and sending.account.state == "in_use"
    return _done("connected", call) if is_connected else redirect(call, MAIL_ACCOUNT)


async def disconnect(call: Call) -> Response:
    """Let the platform send again."""
    try:
        await disconnect_mail_account(call)
    except _MENDABLE as error:
        return await _shown_with(call, error, {})
    return _done("disconnected", call)


async def remove(call: Call) -> Response:
    """Forget the account."""
    try:
        await remove_mail_account(call)
    except _MENDABLE as error:
        return await _shown_with(call, error, {})
    return _done("removed", call)


def _done(what: str, call: Call) -> Response:
    return redirect(call, f"{MAIL_ACCOUNT}?done={what}")


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    sending = await get_mail_sending(call)
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "mail_account.html",
        status=problem.status if problem else 200,
        sending=sending,
        # What is typed anew is not lost by a mistake beside it; a password is typed again.
        form={name: value for name, value in form.items() if name not in _SECRETS},
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
