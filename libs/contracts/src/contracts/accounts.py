"""What identity is asked about one's own sign-in, and about being let in."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.identity import Email, Name, Organisation, Password, Reason, Token
from contracts.principal import Role

LinkPurpose = Literal["password_reset", "registration", "email_change"]
AccessRequestState = Literal["pending", "approved", "declined"]


class BeginSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """The first step of signing in: an address alone (FD-19)."""

    email: Email


class SignInSteps(msgspec.Struct, frozen=True, kw_only=True):
    """How to go on, the better way first; the same whether the address has an account or not."""

    methods: tuple[Literal["password", "identity_provider"], ...]


class AskForLink(msgspec.Struct, frozen=True, kw_only=True):
    """An address that wants a link; `client` is the network address, for rate limits.

    `language` is that of the page, for people whom we do not know yet.
    """

    email: Email
    language: Language = "de"
    client: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ResetPassword(msgspec.Struct, frozen=True, kw_only=True):
    """The link from the mail and a new password (FD-21)."""

    token: Token
    password: Password


class ChangePassword(msgspec.Struct, frozen=True, kw_only=True):
    """One's own password and the next one; `client` is the network address, for rate limits."""

    current: Password
    new: Password
    client: Annotated[str, msgspec.Meta(max_length=200)] = ""


class CompleteRegistration(msgspec.Struct, frozen=True, kw_only=True):
    """The link from the mail, a name and a password (FD-07)."""

    token: Token
    person_name: Name
    password: Password


class OpenSessionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's open sessions."""

    session_id: UUID
    opened_at: datetime
    last_used_at: datetime
    organisation_name: str | None
    is_current: bool


class OpenSessions(msgspec.Struct, frozen=True, kw_only=True):
    """A person's open sessions, the latest used first."""

    items: tuple[OpenSessionLine, ...]


class Organisations(msgspec.Struct, frozen=True, kw_only=True):
    """The organisations a person is a member of, the oldest membership first."""

    items: tuple[Organisation, ...]


class RequestAccess(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person asks a customer's administrators to be let in (SE-32)."""

    customer_number: Annotated[str, msgspec.Meta(max_length=20)]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class RequestAreas(msgspec.Struct, frozen=True, kw_only=True):
    """A member asks his own administrators for areas that he does not have (SE-26)."""

    areas: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=20)]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class AccessRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request for access as the organisation's administrators see it."""

    id: UUID
    person_id: UUID
    person_name: str
    email: str
    language: Language
    note: str
    state: AccessRequestState
    created_at: datetime
    areas: tuple[str, ...] | None = None
    """Which areas a member asks for; None: to become one."""


class AccessRequests(msgspec.Struct, frozen=True, kw_only=True):
    """The requests of one organisation, newest first."""

    items: tuple[AccessRequest, ...]


class DecideAccess(msgspec.Struct, frozen=True, kw_only=True):
    """An administrator's answer; who is approved becomes what is given here.

    A member who asked for areas gets those, or the ones given here, and stays what he is.
    """

    access_request_id: UUID
    approve: bool
    role: Role = "member"
    areas: tuple[str, ...] | None = None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class SignInTimes(msgspec.Struct, frozen=True, kw_only=True):
    """When the caller signed in, and when the time before (SE-50).

    `previous_at` is None at the first time, and where the time before is longer ago than ended
    sessions are remembered.
    """

    signed_in_at: datetime
    previous_at: datetime | None
