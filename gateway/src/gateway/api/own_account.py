"""What a person does about his own sign-in: passwords, registration, sessions, organisations."""

from uuid import UUID

from contracts.accounts import (
    AskForLink,
    BeginSignIn,
    ChangePassword,
    CompleteRegistration,
    OpenSessions,
    Organisations,
    ResetPassword,
    SignInSteps,
)
from contracts.identity import Organisation, Session
from contracts.mailed_links import ConfirmEmailChange, LinkPreview, RequestEmailChange
from gateway.api.account_bodies import (
    Address,
    ChosenOrganisation,
    EndedSessions,
    NewPassword,
    NewSignInAddress,
    PasswordChange,
    Registration,
)
from gateway.call import Call


async def begin_sign_in(call: Call, body: Address) -> SignInSteps:
    """Say how to go on after the address; the same for every address."""
    return await call.around.identity.begin_sign_in(call.context, BeginSignIn(email=body.email))


async def request_password_reset(call: Call, body: Address) -> None:
    """Have a link sent for choosing a new password; the same answer for every address."""
    call.around.sign_in_limit.count(call.client_address)
    await call.around.identity.request_password_reset(call.context, _asked(call, body))


async def preview_password_reset(call: Call, token: str) -> LinkPreview:
    """Return for which address a password may be chosen; looking uses nothing up."""
    return await call.around.identity.preview_link(call.context, "password_reset", token)


async def reset_password(call: Call, token: str, body: NewPassword) -> None:
    """Choose a new password by the link from the mail; every session ends."""
    await call.around.identity.reset_password(
        call.context, ResetPassword(token=token, password=body.password)
    )


async def change_password(call: Call, body: PasswordChange) -> None:
    """Change one's own password; the other sessions end."""
    await call.around.identity.change_password(
        call.context,
        ChangePassword(current=body.current, new=body.new, client=call.client_address),
    )


async def request_email_change(call: Call, body: NewSignInAddress) -> None:
    """Have a link sent to the address to sign in with; the same answer for taken and free ones."""
    await call.around.identity.request_email_change(
        call.context,
        RequestEmailChange(email=body.email, password=body.password, client=call.client_address),
    )


async def preview_email_change(call: Call, token: str) -> LinkPreview:
    """Return which address is to be signed in with; looking uses nothing up."""
    return await call.around.identity.preview_link(call.context, "email_change", token)


async def confirm_email_change(call: Call, token: str) -> None:
    """Sign in with the new address from now on; the other sessions end."""
    await call.around.identity.confirm_email_change(call.context, ConfirmEmailChange(token=token))


async def request_registration(call: Call, body: Address) -> None:
    """Have a link sent for signing up; the same answer for every address."""
    call.around.sign_in_limit.count(call.client_address)
    await call.around.identity.request_registration(call.context, _asked(call, body))


async def preview_registration(call: Call, token: str) -> LinkPreview:
    """Return for which address one may sign up; looking uses nothing up."""
    return await call.around.identity.preview_link(call.context, "registration", token)


async def complete_registration(call: Call, token: str, body: Registration) -> Session:
    """Sign up by the link from the mail; its holder is signed in and belongs nowhere yet."""
    return await call.around.identity.complete_registration(
        call.context,
        CompleteRegistration(token=token, person_name=body.person_name, password=body.password),
    )


async def list_sessions(call: Call) -> OpenSessions:
    """Return one's own open sessions, the latest used first."""
    return await call.around.identity.list_sessions(call.context)


async def end_session(call: Call, session_id: UUID) -> None:
    """End one of one's own sessions."""
    await call.around.identity.end_session(call.context, session_id)
    if session_id == call.identified.authenticated.session_id:
        call.forget_who_asks()


async def end_other_sessions(call: Call) -> EndedSessions:
    """End all of one's own sessions but the one that asks."""
    return EndedSessions(ended=await call.around.identity.end_other_sessions(call.context))


async def list_own_organisations(call: Call) -> Organisations:
    """Return the organisations that one is a member of, the oldest membership first."""
    return await call.around.identity.list_own_organisations(call.context)


async def switch_organisation(call: Call, body: ChosenOrganisation) -> Organisation:
    """Act for another of one's organisations in the same session."""
    organisation = await call.around.identity.switch_organisation(
        call.context, body.organisation_id
    )
    call.forget_who_asks()
    return organisation


def _asked(call: Call, body: Address) -> AskForLink:
    return AskForLink(email=body.email, language=call.language, client=call.client_address)
