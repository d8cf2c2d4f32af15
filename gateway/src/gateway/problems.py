"""Every error that leaves the gateway: its status, its stable code and its words (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from contracts.errors import (
    AlreadyExists,
    ArchiveDamaged,
    AreaNotVisible,
    ChangedMeanwhile,
    ContractEnded,
    CustomerMustAgree,
    DeadlinePassed,
    DocumentHeld,
    EntitlementMissing,
    EventConflict,
    EventRefused,
    ExportInWork,
    IdentityProviderRequired,
    IdentityProviderUnavailable,
    InitialAddressProtected,
    InternalError,
    InvalidInput,
    InvitationNotUsable,
    LastAdministrator,
    LinkNotUsable,
    ManagedExternally,
    MasterDataChangeWaiting,
    NoMembership,
    NotFound,
    NotPermitted,
    NotSignedIn,
    PasskeyRefused,
    ProviderSignInRefused,
    RetentionProtected,
    RunDecided,
    SecondFactorRefused,
    SecondFactorRequired,
    ServiceUnavailable,
    SetupRequired,
    SignInRefused,
    SupportConsentMissing,
    SupportSessionRunning,
    TooLargeToMail,
    TooManyAttempts,
    UnknownMessage,
    WeakPassword,
    WireError,
)
from contracts.machine_accounts import MachineAccountRevoked
from contracts.metering_errors import BelowLast
from contracts.ordering_errors import LimitReached, TrialUsed, UsageExceedsPlan
from contracts.trainings import FullyBooked, NotBookable
from gateway.clients.failures import AreaFailure, CallTimedOut
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.edge.credentials import SupportSessionOver
from gateway.edge.same_site import CrossSiteRefused
from gateway.field_faults import FieldFault, faults_in, pointer_to
from gateway.problem_members import in_words, is_usable
from gateway.texts import Texts

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error as RFC 9457 writes it; `code` is stable, the words are in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    correlation_id: str
    detail: str | None = None
    area: str | None = None
    reason: str | None = None
    explanation: str | None = None
    """What is wrong with an event, in English, for the developer of the system that sent it."""
    field: str | None = None
    protected_until: date | None = None
    megabytes: int | None = None
    last_value: int | None = None
    last_on: date | None = None
    limit: str | None = None
    manage_url: str | None = None
    """Where to change what is kept elsewhere."""
    present: str | None = None
    """What it is now, where somebody else has changed it meanwhile."""
    retry_after_seconds: int | None = None
    errors: tuple[FieldFault, ...] = ()


class RequestFault(Exception):
    """The request itself cannot be understood; `code` says why."""

    status = 400

    def __init__(self, code: str, *, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class InvalidFields(Exception):
    """Some values cannot be accepted; each is named with a stable reason."""

    def __init__(self, faults: tuple[tuple[str, str], ...], *, are_in_body: bool = True) -> None:
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in faults))
        self.faults = faults
        self.are_in_body = are_in_body


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """An error on its way out, before it is put into words."""

    status: int
    code: str
    members: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()
    faults_are_in_body: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    """The HTTP status of an error class, and what its arguments are called outside."""

    status: int
    arguments: tuple[str, ...] = ()


_SIGN_IN = {"WWW-Authenticate": 'Bearer realm="kontor"'}

# What is asked for contradicts what is there under the key, however right it is in itself.
_KEY_TAKEN = 409
_ANSWERS: Mapping[type[WireError], _Answer] = {
    WireError: _Answer(500),
    InternalError: _Answer(500),
    NotSignedIn: _Answer(401),
    SignInRefused: _Answer(401),
    IdentityProviderRequired: _Answer(401),
    ProviderSignInRefused: _Answer(401, ("reason",)),
    SecondFactorRefused: _Answer(401),
    PasskeyRefused: _Answer(401),
    NotPermitted: _Answer(403, ("reason",)),
    NoMembership: _Answer(403),
    AreaNotVisible: _Answer(403, ("area",)),
    EntitlementMissing: _Answer(403, ("area",)),
    ContractEnded: _Answer(403),
    SecondFactorRequired: _Answer(403),
    CustomerMustAgree: _Answer(403),
    SupportConsentMissing: _Answer(403),
    NotFound: _Answer(404),
    AlreadyExists: _Answer(409, ("field",)),
    ChangedMeanwhile: _Answer(409, ("field", "present")),
    ManagedExternally: _Answer(409, ("field", "manage_url")),
    InitialAddressProtected: _Answer(409),
    MasterDataChangeWaiting: _Answer(409),
    TrialUsed: _Answer(409),
    FullyBooked: _Answer(409),
    NotBookable: _Answer(409),
    LimitReached: _Answer(409, ("limit",)),
    UsageExceedsPlan: _Answer(409),
    LastAdministrator: _Answer(409),
    SupportSessionRunning: _Answer(409),
    SetupRequired: _Answer(409),
    BelowLast: _Answer(422, ("last_value", "last_on")),
    TooLargeToMail: _Answer(422, ("megabytes",)),
    RetentionProtected: _Answer(409, ("protected_until",)),
    ExportInWork: _Answer(409),
    EventConflict: _Answer(409, ("reason", "explanation")),
    DocumentHeld: _Answer(409),
    RunDecided: _Answer(409),
    InvitationNotUsable: _Answer(410, ("reason",)),
    LinkNotUsable: _Answer(410, ("reason",)),
    MachineAccountRevoked: _Answer(410),
    EventRefused: _Answer(422, ("reason", "explanation")),
    InvalidInput: _Answer(422),
    WeakPassword: _Answer(422, ("reason",)),
    UnknownMessage: _Answer(422),
    TooManyAttempts: _Answer(429, ("retry_after_seconds",)),
    ArchiveDamaged: _Answer(502),
    ServiceUnavailable: _Answer(503),
    IdentityProviderUnavailable: _Answer(503),
    DeadlinePassed: _Answer(504),
}


def problem_of(error: Exception) -> Problem | None:
    """Return the problem to answer for `error`, None if it is a bug of ours."""
    match error:
        case WireError():
            problem = _of_wire_error(error)
        case CallTimedOut():
            problem = Problem(status=504, code=DeadlinePassed.code, members={"area": error.area})
        case AreaFailure():
            problem = Problem(
                status=503,
                code=ServiceUnavailable.code,
                members={"area": error.area},
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        case InvalidFields():
            problem = Problem(
                status=422,
                code=InvalidInput.code,
                faults=error.faults,
                faults_are_in_body=error.are_in_body,
            )
        case RequestFault():
            problem = Problem(status=error.status, code=error.code)
        case SupportSessionOver():
            problem = Problem(status=401, code="support_session_over")
        case CrossSiteRefused():
            problem = Problem(status=403, code="cross_site_refused")
        case UploadTooLarge():
            problem = Problem(status=413, code="content_too_large")
        case UploadEmpty():
            problem = Problem(status=422, code="upload_empty")
        case _:
            return None
    return problem


def describe(problem: Problem, texts: Texts, correlation_id: str) -> ProblemDetails:
    """Put `problem` into words."""
    shown = in_words(problem.members, texts)
    detail_key = f"problems.{problem.code}.detail"
    try:
        detail = texts(detail_key, **shown) if texts.has(detail_key) else None
    except KeyError:  # the service named fewer arguments than the sentence has places
        detail = None
    return msgspec.convert(
        {
            "type": f"urn:kontor:problem:{problem.code}",
            "title": texts(f"problems.{problem.code}.title"),
            "status": problem.status,
            "code": problem.code,
            "correlation_id": correlation_id,
            "detail": detail,
            **problem.members,
            "errors": tuple(
                FieldFault(
                    field=name,
                    reason=reason,
                    message=texts.word("reasons", reason),
                    pointer=pointer_to(name) if problem.faults_are_in_body else None,
                )
                for name, reason in problem.faults
            ),
        },
        ProblemDetails,
        strict=False,
    )


def _of_wire_error(error: WireError) -> Problem:
    answer = _answer_of(type(error))
    members = {
        name: value
        for name, value in zip(answer.arguments, error.arguments, strict=False)
        if is_usable(name, value)
    }
    headers: dict[str, str] = {}
    faults: tuple[tuple[str, str], ...] = ()
    if isinstance(error, (InvalidInput, UsageExceedsPlan)):
        faults = faults_in(error.arguments)
    if isinstance(error, TooManyAttempts):
        members.setdefault("retry_after_seconds", str(RETRY_AFTER_SECONDS))
        headers["Retry-After"] = members["retry_after_seconds"]
    if isinstance(error, (ServiceUnavailable, IdentityProviderUnavailable)):
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(error, NotSignedIn):
        headers |= _SIGN_IN
    return Problem(
        status=_KEY_TAKEN if _is_about_a_used_key(error) else answer.status,
        code=error.code,
        members=members,
        faults=faults,
        faults_are_in_body=not error.arguments
        or not error.arguments[0].startswith(("query.", "limits.")),
        headers=headers,
    )


def _is_about_a_used_key(error: WireError) -> bool:
    """Return whether an idempotency key was sent before, with another body (H10)."""
    match error.arguments:
        case ("idempotency_key", str(reason), *_):
            return isinstance(error, InvalidInput) and reason.startswith("used_for_another")
    return False


def _answer_of(cls: type[WireError]) -> _Answer:
    return next(_ANSWERS[ancestor] for ancestor in cls.__mro__ if ancestor in _ANSWERS)
