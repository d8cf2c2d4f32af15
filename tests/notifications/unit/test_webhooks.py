"""Addresses of webhooks, their signatures, and when a failure is tried again."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.errors import InvalidInput
from notifications.domain.webhooks import (
    DISABLED_AFTER,
    FEWEST_FAILURES,
    Answer,
    after_answer,
    answer_of,
    host_of,
    new_secret,
    next_try_at,
    plain_url,
    rests_until,
    signed_headers,
    why_disabled,
)
from tests.notifications.feed import a_webhook
from tests.notifications.webhook_receiver import TakenEvent

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WEBHOOK = a_webhook(new_id(), new_id(), NOW)


@pytest.mark.parametrize(
    "url",
    [
        "https://dms.example",
        "https://dms.example/events?token=1",
        "https://dms.example:8443/events",
        "https://[2606:4700::1111]/events",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert plain_url(url, allows_loopback=False) == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://dms.example/events", "https_only"),
        ("http://127.0.0.1/events", "https_only"),
        ("ftp://dms.example/events", "https_only"),
        ("dms.example/events", "not_a_host"),
        ("https://", "not_a_host"),
        ("https:///events", "not_a_host"),
        ("https://a b.example/", "not_an_address"),
        ("https://dms.example/\r\nHost: x", "not_an_address"),
        ("https://dms.example\\@inside/", "not_an_address"),
        ("https://user:secret@dms.example/", "not_an_address"),
        ("https://dms.example/#part", "not_an_address"),
        ("https://dms.example:99999/", "not_an_address"),
        ("https://dms.example:25/", "port_not_allowed"),
        ("https://müller.example/", "not_an_address"),
    ],
)
def test_what_is_no_address_for_events_is_refused(url: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plain_url(url, allows_loopback=False)

    assert refused.value.arguments == ("url", reason)


def test_in_development_this_machine_alone_is_taken_without_encryption() -> None:
    assert plain_url("http://localhost:4711/x", allows_loopback=True) == "http://localhost:4711/x"
    with pytest.raises(InvalidInput):
        plain_url("http://dms.example/x", allows_loopback=True)


def test_of_an_address_the_path_may_be_a_secret() -> None:
    assert host_of("https://hooks.example/T000/B000/secret") == "hooks.example"


def test_the_signature_is_that_of_the_specification() -> None:
    # The example of https://github.com/standard-webhooks/standard-webhooks (spec, "Signature").
    headers = signed_headers(
        UUID("00000000-0000-4000-8000-000000000000"),
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        datetime.fromtimestamp(1614265330, UTC),
    )

    assert headers["webhook-timestamp"] == "1614265330"
    taken = TakenEvent("/", headers, b'{"test": 2432232314}')
    assert taken.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def test_every_secret_in_use_signs_and_no_other() -> None:
    first, second, third = new_secret(), new_secret(), new_secret()

    headers = signed_headers(new_id(), b"{}", [first, second], NOW)

    taken = TakenEvent("/", headers, b"{}")
    assert [taken.is_signed_with(each) for each in (first, second, third)] == [True, True, False]
    forged = TakenEvent("/", headers, b'{"more": 1}')
    assert not forged.is_signed_with(first)
    assert len(base64.b64decode(first.removeprefix("whsec_"))) == 32


def test_the_example_for_customers_believes_us_and_nobody_else() -> None:
    guide = Path(__file__).parents[3] / "docs" / "events-for-customers.md"
    examples = re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    (example,) = (each for each in examples if "def is_from_kontor" in each)
    defined: dict[str, Any] = {}
    exec(example, defined)  # noqa: S102 - the guide's own example
    is_from_kontor, secret = defined["is_from_kontor"], new_secret()
    headers = signed_headers(new_id(), b"{}", [new_secret(), secret], datetime.now(UTC))

    assert is_from_kontor(secret, headers, b"{}")
    assert not is_from_kontor(secret, headers, b"[]")
    assert not is_from_kontor(new_secret(), headers, b"{}")
    old = signed_headers(new_id(), b"{}", [secret], datetime.now(UTC) - timedelta(minutes=6))
    assert not is_from_kontor(secret, old, b"{}")


@pytest.mark.parametrize(
    ("status", "fault", "is_of_the_address"),
    [
        (200, None, False),
        (204, None, False),
        (301, "redirected", True),
        (400, "status", False),
        (404, "status", False),
        (410, "status", False),
        (429, "status", True),
        (500, "status", True),
        (503, "status", True),
    ],
)
def test_only_2xx_is_a_success_and_some_faults_are_the_addresses_own(
    status: int, fault: str | None, *, is_of_the_address: bool
) -> None:
    answer = answer_of(status, None)

    assert (answer.fault, answer.is_of_the_address) == (fault, is_of_the_address)


def test_an_event_is_tried_for_five_days_with_growing_pauses() -> None:
    at, tries, pauses = NOW, 1, []
    while (again := next_try_at(tries, at, luck=0.5)) is not None:
        pauses.append(again - at)
        at, tries = again, tries + 1

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=10)
    assert timedelta(days=4.5) < at - NOW < timedelta(days=5.5)
    spread = {next_try_at(1, NOW, luck=luck) for luck in (0.0, 0.25, 1.0)}
    assert spread == {NOW + timedelta(seconds=each) for each in (8, 9, 12)}


def test_a_receiver_may_ask_for_a_longer_rest_within_reason() -> None:
    def rest(answer: Answer) -> timedelta:
        return rests_until(1, answer, NOW, luck=0.5) - NOW

    assert rest(answer_of(503, None)) == timedelta(seconds=10)
    assert rest(answer_of(429, "120")) == timedelta(seconds=120)
    assert rest(answer_of(503, "999999999")) == timedelta(hours=1)
    assert rest(answer_of(503, "Wed, 21 Oct 2015 07:28:00 GMT")) == timedelta(seconds=10)


def test_an_address_is_given_up_after_days_and_many_failures_or_when_it_says_so() -> None:
    def because(
        failures: int, since: timedelta, *, is_given_up: bool = False, **changes: Any
    ) -> str | None:
        noted = after_answer(WEBHOOK, Answer(fault="unreachable"), NOW - since, luck=0)
        for _ in range(failures - 1):
            noted = after_answer(noted, Answer(fault="unreachable"), NOW, luck=0)
        answer = Answer(**{"fault": "unreachable", **changes})
        return why_disabled(noted, answer, NOW, is_given_up=is_given_up)

    assert because(FEWEST_FAILURES, DISABLED_AFTER) == "long_failure"
    assert because(FEWEST_FAILURES - 1, DISABLED_AFTER) is None
    assert because(FEWEST_FAILURES * 5, DISABLED_AFTER - timedelta(seconds=1)) is None
    assert because(FEWEST_FAILURES, timedelta(days=3), is_given_up=True) == "long_failure"
    assert because(FEWEST_FAILURES - 1, timedelta(days=3), is_given_up=True) is None
    assert because(1, timedelta(0), fault="status", status=410) == "gone"


def test_one_success_makes_good_for_all_failures() -> None:
    failed = after_answer(WEBHOOK, Answer(fault="no_answer"), NOW, luck=0)
    well = after_answer(failed, Answer(status=204), NOW, luck=0)

    assert (failed.failures, failed.failing_since) == (1, NOW)
    assert failed.rests_until is not None
    assert (well.failures, well.failing_since, well.rests_until) == (0, None, None)
    assert well.last_delivered_at == NOW
