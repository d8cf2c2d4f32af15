"""Every error that leaves the gateway has a status, a stable code and words in both languages."""

import re
from pathlib import Path

import pytest

import gateway
from contracts import errors
from contracts.errors import (
    InvalidInput,
    InvitationNotUsable,
    NotFound,
    RetentionProtected,
    TooManyAttempts,
    WeakPassword,
    WireError,
    all_wire_errors,
)
from gateway.clients.failures import (
    AreaUnavailable,
    CallTimedOut,
    ConnectionLost,
    ServiceFault,
    UnknownService,
)
from gateway.clients.stored_streams import UploadEmpty, UploadTooLarge
from gateway.edge.language import Language
from gateway.edge.same_site import CrossSiteRefused
from gateway.problems import (
    _ANSWERS,
    InvalidFields,
    ProblemDetails,
    RequestFault,
    describe,
    problem_of,
)
from gateway.texts import texts_in

LANGUAGES: tuple[Language, ...] = ("de", "en")


def described(error: Exception, language: Language = "de") -> ProblemDetails:
    problem = problem_of(error)
    assert problem is not None
    return describe(problem, texts_in(language), "test-1")


@pytest.mark.parametrize("name", sorted(all_wire_errors()))
def test_every_error_of_the_services_has_a_status_of_its_own(name: str) -> None:
    cls = all_wire_errors()[name]

    assert cls in _ANSWERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(all_wire_errors()))
def test_every_error_of_the_services_has_words(name: str, language: Language) -> None:
    details = described(all_wire_errors()[name](), language)

    assert details.title
    assert 400 <= details.status < 600
    assert details.code == all_wire_errors()[name].code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "error",
    [
        UnknownService("requests", "x"),
        ConnectionLost("documents", "x"),
        AreaUnavailable("packages", "x"),
        CallTimedOut("accounts", "x"),
        InvalidFields((("email", "missing"),)),
        CrossSiteRefused(),
        UploadTooLarge(),
        UploadEmpty(),
    ],
)
def test_every_failure_of_the_gateway_has_words(error: Exception, language: Language) -> None:
    details = described(error, language)

    assert details.title
    assert "{" not in (details.detail or "")


def test_every_code_that_the_gateway_answers_has_words() -> None:
    sources = Path(gateway.__file__).parent.rglob("*.py")
    code = re.compile(r'RequestFault\("(\w+)"|code="(\w+)"')
    named = {
        first or second for path in sources for first, second in code.findall(path.read_text())
    }

    assert named >= {"json_required", "cross_site_refused"}
    for language in LANGUAGES:
        assert {name for name in named if not texts_in(language).has(f"problems.{name}.title")} == (
            set()
        )


def test_a_bug_is_no_problem_of_the_client() -> None:
    assert problem_of(ServiceFault("tickets.x: ValueError")) is None
    assert problem_of(ValueError("x")) is None


@pytest.mark.req("BR-03")
@pytest.mark.parametrize("failure", [UnknownService, ConnectionLost, AreaUnavailable])
def test_an_area_that_is_away_is_named_and_may_be_asked_again(failure: type[Exception]) -> None:
    problem = problem_of(failure("requests", "x"))

    assert problem is not None
    assert problem.status == 503
    assert problem.headers["Retry-After"] == "5"
    details = describe(problem, texts_in("de"), "test-1")
    assert details.area == "requests"
    assert "Anfragen" in (details.detail or "")


def test_a_passed_deadline_is_another_status_than_an_area_that_is_away() -> None:
    assert described(CallTimedOut("documents", "x")).status == 504


def test_a_protected_document_says_until_when_in_the_callers_form() -> None:
    german = described(RetentionProtected("2034-12-31"), "de")
    english = described(RetentionProtected("2034-12-31"), "en")

    assert german.status == 409
    assert german.protected_until is not None
    assert german.protected_until.isoformat() == "2034-12-31"
    assert "31.12.2034" in (german.detail or "")
    assert "31 Dec 2034" in (english.detail or "")


@pytest.mark.req("H10")
@pytest.mark.parametrize("reason", ["used_for_another_request", "used_for_another_comment"])
def test_a_key_that_was_sent_before_with_another_body_is_a_conflict(reason: str) -> None:
    details = described(InvalidInput("idempotency_key", reason))

    assert (details.status, details.code) == (409, "invalid_input")
    assert [(fault.field, fault.reason) for fault in details.errors] == [
        ("idempotency_key", reason)
    ]
    assert described(InvalidInput("idempotency_key", "too_long")).status == 422
    assert described(InvalidInput("title", reason)).status == 422


@pytest.mark.req("H10")
def test_slow_down_says_for_how_long() -> None:
    problem = problem_of(TooManyAttempts("17"))

    assert problem is not None
    assert problem.status == 429
    assert problem.headers["Retry-After"] == "17"
    assert "17" in (describe(problem, texts_in("en"), "test-1").detail or "")


def test_reasons_are_put_into_words() -> None:
    assert "zu leicht zu erraten" in (described(WeakPassword("too_common")).detail or "")
    assert "expired" in (described(InvitationNotUsable("expired"), "en").detail or "")
    [fault] = described(InvalidInput("areas", "not_offered")).errors
    assert fault.field == "areas"
    assert fault.message == "Dieser Wert steht nicht zur Auswahl."


def test_a_services_field_is_named_as_the_client_sent_it() -> None:
    [fault] = described(InvalidInput("request.email", "not_one_mail_address")).errors
    [cursor] = described(InvalidInput("query.cursor", "Expected `str`, got `int`")).errors

    assert (fault.field, fault.reason) == ("email", "not_one_mail_address")
    assert (cursor.field, cursor.reason) == ("cursor", "invalid")


def test_a_reason_without_words_yet_stands_for_itself() -> None:
    [fault] = described(InvalidInput("areas", "brand_new")).errors

    assert fault.message == "brand_new"


@pytest.mark.parametrize("name", sorted(all_wire_errors()))
def test_arguments_beyond_or_short_of_what_is_documented_do_no_harm(name: str) -> None:
    cls = all_wire_errors()[name]

    few, many, odd = described(cls()), described(cls("2034-12-31", "b", "c")), described(cls("?"))

    assert {few.code, many.code, odd.code} == {cls.code}


def test_the_kind_of_what_is_not_found_stays_inside() -> None:
    assert described(NotFound("document")) == described(NotFound("organisation"))


def test_a_new_error_of_a_service_is_answered_like_its_nearest_ancestor() -> None:
    class Rare(errors.NotPermitted):
        code = "not_permitted"

    assert described(Rare()).status == 403
    assert issubclass(Rare, WireError)


def test_a_request_fault_keeps_its_status() -> None:
    assert described(RequestFault("content_too_large", status=413)).status == 413


@pytest.mark.req("FD-10", "C1")
def test_each_of_a_services_faults_points_to_its_place_in_the_body() -> None:
    details = described(
        InvalidInput(
            "request.title", "empty", "fields.device", "missing", "fields[2].choices", "used_twice"
        )
    )

    assert [(fault.field, fault.reason, fault.pointer) for fault in details.errors] == [
        ("title", "empty", "#/title"),
        ("fields.device", "missing", "#/fields/device"),
        ("fields[2].choices", "used_twice", "#/fields/2/choices"),
    ]
    assert all(fault.message for fault in details.errors)


@pytest.mark.parametrize(
    "error",
    [
        InvalidInput("query.cursor", "malformed"),
        InvalidInput("idempotency_key", "used_for_another_request"),
        InvalidFields((("limit", "too_large"),), are_in_body=False),
    ],
)
def test_what_is_not_in_the_body_is_not_pointed_at(error: Exception) -> None:
    assert [fault.pointer for fault in described(error).errors] == [None]
