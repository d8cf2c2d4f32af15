"""What comes back is read as what it is, however it is written."""

from __future__ import annotations

import random

import pytest

from contracts.bounces import BounceReason, BounceSeverity
from contracts.notifications import ReturnedSort
from notifications.adapters.returned_mail import LARGEST_READ_BYTES, read_returned_mail
from notifications.domain.bounces import bounce_in_words
from tests.notifications.returned_mails import QMAIL, RETURNED_TO, a_mail, a_report


@pytest.mark.parametrize(
    ("status", "severity", "reason"),
    [
        ("5.1.1", "hard", "address_unknown"),
        ("5.1.10", "hard", "address_unknown"),
        ("5.2.2", "hard", "mailbox_full"),
        ("5.2.1", "hard", "mailbox_closed"),
        ("5.3.4", "hard", "too_large"),
        ("5.7.26", "hard", "refused"),
        ("4.4.7", "soft", "expired"),
        ("4.2.2 (mailbox full)", "soft", "mailbox_full"),
        ("5.6.7", "hard", "other"),
    ],
)
def test_a_report_of_failure_says_hard_or_soft_and_why(
    status: str, severity: BounceSeverity, reason: BounceReason
) -> None:
    mail = read_returned_mail(a_report(status=status, diagnostic="smtp; no"))

    assert mail.sort == "failed"
    assert mail.bounce is not None
    assert (mail.bounce.severity, mail.bounce.reason) == (severity, reason)
    assert mail.bounce.status == status.split(maxsplit=1)[0]
    assert mail.bounce.came_back
    assert mail.addressed_to == (RETURNED_TO,)


@pytest.mark.parametrize(
    ("action", "sort"),
    [
        ("delayed", "delayed"),
        ("relayed", "delivered"),
        ("delivered", "delivered"),
        ("expanded", "delivered"),
        ("Failed", "failed"),
        ("failed; really", "failed"),
        ("exploded", "unclear"),
    ],
)
def test_only_failed_counts_whatever_the_status_says(action: str, sort: ReturnedSort) -> None:
    assert read_returned_mail(a_report(action=action, status="5.1.1")).sort == sort


@pytest.mark.parametrize("status", ["", "nonsense", "9.9.9", "2.0.0"])
def test_a_failure_without_a_usable_status_is_known_by_the_servers_words(status: str) -> None:
    known = read_returned_mail(a_report(status=status)).bounce
    unknown = read_returned_mail(a_report(status=status, diagnostic="smtp; no")).bounce

    assert known is not None
    assert (known.status, known.reason) == ("5.1.1", "address_unknown")
    assert unknown is not None
    assert (unknown.status, unknown.severity, unknown.reason) == (None, "hard", "other")


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        (a_mail(QMAIL), "failed"),
        (a_mail("User unknown", subject="Undeliverable: Rechnung"), "failed"),
        (a_mail("Die Nachricht ist unzustellbar."), "failed"),
        (a_mail("Your message is delayed and will be retried. 4.4.1"), "delayed"),
        (a_mail("4.2.2 Mailbox full", subject="Warning"), "unclear"),
        (a_mail("5.1.1", return_path="<a@b.example>", **{"from": "A <a@b.example>"}), "unclear"),
        (a_mail("Ich bin bis 5.1.1 im Urlaub", auto_submitted="auto-replied"), "auto_reply"),
        (a_mail("Danke", precedence="auto_reply"), "auto_reply"),
        (a_mail("Danke", x_autoreply="yes"), "auto_reply"),
        (
            a_mail("550 no", x_failed_recipients="a@b.example", auto_submitted="auto-replied"),
            "failed",
        ),
    ],
)
def test_a_mail_without_a_report_counts_only_where_a_server_gives_up(
    content: bytes, sort: ReturnedSort
) -> None:
    assert read_returned_mail(content).sort == sort


def test_a_receipt_and_a_complaint_are_no_bounces() -> None:
    for kind in ("disposition-notification", "feedback-report"):
        content = a_report().replace(b"report-type=delivery-status", f"report-type={kind}".encode())
        content = content.replace(b"message/delivery-status", b"message/disposition-notification")
        assert read_returned_mail(content).sort == "auto_reply"


def test_a_report_inside_the_returned_mail_says_nothing() -> None:
    inner = a_report().decode().replace("demo", "inner")
    content = a_mail("Hallo", subject="Re: Rechnung", auto_submitted="no")
    outer = content.replace(b"text/plain", b"message/rfc822") + b"\r\n" + inner.encode()

    assert read_returned_mail(outer, is_from_nobody=False).sort == "unclear"


def test_a_mail_that_has_gone_in_circles_is_looped() -> None:
    hops = "".join(f"Received: from a by b; hop {number}\n" for number in range(101))

    assert read_returned_mail(a_report(headers=hops)).sort == "looped"


def test_of_a_long_mail_the_beginning_is_enough() -> None:
    long = a_report().replace(b"--demo--", b"x" * 5 * LARGEST_READ_BYTES + b"\r\n--demo--")

    mail = read_returned_mail(long)

    assert (mail.sort, mail.words) == (
        "failed",
        "550 5.1.1 <rechnung@muster.example>: User unknown",
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 1000,
        b"To: " + b"<" * 10_000,
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno boundary",
        b"Content-Type: message/delivery-status\r\n\r\nAction\r\n\r\nAction: \xff\r\n",
        b"Subject: =?utf-8?B?" + b"=" * 5000 + b"?=\r\n\r\n" + b"\xff" * 100,
        b"".join(
            f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n'.encode()
            for n in range(20_000)
        ),
        a_mail("").replace(b'charset="utf-8"', b"charset=nope").replace(b"7bit", b"base64") + b"!!",
        a_report(status="5." + "1" * 5000),
    ],
)
def test_what_nobody_should_have_written_is_survived(content: bytes) -> None:
    mail = read_returned_mail(content)

    assert mail.sort in {"unclear", "failed"}
    assert mail.words.isprintable()


def test_a_report_with_bytes_changed_anywhere_is_survived() -> None:
    numbers, content = random.Random(7), a_report()  # noqa: S311 - the same changes each time
    for _ in range(300):
        changed = bytearray(content)
        for _ in range(5):
            changed[numbers.randrange(len(changed))] = numbers.randrange(256)
        read_returned_mail(bytes(changed))


def test_the_same_mail_is_known_by_its_id_and_another_is_not() -> None:
    one, again = a_report(), a_report(headers="Received: from elsewhere\n")
    other = a_report(message_id="<report-2@relay.example>")

    digests = [read_returned_mail(content).digest for content in (one, again, other)]

    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("words", "status", "severity"),
    [
        ("550 5.1.1 No such mailbox", "5.1.1", "hard"),
        ("452 4.2.2 Mailbox full", "4.2.2", "soft"),
        ("550 No such mailbox", None, "hard"),
        ("421-closing", None, "soft"),
        ("host 10.5.1.1[10.5.1.1] said: 550-5.7.1 no", "5.7.1", "hard"),
        ("sent 2.0.0, then 5.2.2.", "5.2.2", "hard"),
    ],
)
def test_a_servers_words_are_read_by_their_code(
    words: str, status: str | None, severity: BounceSeverity
) -> None:
    bounce = bounce_in_words(words, came_back=False)

    assert bounce is not None
    assert (bounce.status, bounce.severity, bounce.came_back) == (status, severity, False)


@pytest.mark.parametrize("words", ["", "not composed: gone", "2.0.0 OK", "build 5.1", "10.5.1.1"])
def test_words_without_a_code_say_nothing(words: str) -> None:
    assert bounce_in_words(words, came_back=True) is None
