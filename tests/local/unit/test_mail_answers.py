"""What comes back for a caught mail, as the product reads it."""

from __future__ import annotations

from dataclasses import replace

from kontor_local.mail_answers import is_answerable, is_returnable, reply_to, report_of
from kontor_local.mailbox_folder import CaughtMail
from notifications.adapters.returned_mail import read_returned_mail
from tickets.domain.mail_text import new_words

CAUGHT = CaughtMail(
    id="1",
    arrived_at=0,
    sender="bounce+abc@example.com",
    recipients=("erika@muster.example",),
    subject="Antwort auf Ihre Anfrage 1001",
    headers={
        "From": "Kontor <kontor@example.com>",
        "Reply-To": "anfragen+abc@example.com",
        "Message-ID": "<1@example.com>",
    },
    text="Welches Papier?",
    html="",
    attachments=(),
)


def test_a_mail_sent_back_says_that_the_mailbox_is_not_there() -> None:
    read = read_returned_mail(bytes(report_of(CAUGHT)), is_from_nobody=True)

    assert read.sort == "failed"
    assert read.bounce is not None
    assert (read.bounce.severity, read.bounce.status) == ("hard", "5.1.1")


def test_a_reply_names_the_mail_that_it_answers() -> None:
    earlier = {**CAUGHT.headers, "References": "<0@example.com>"}

    reply = reply_to(replace(CAUGHT, headers=earlier), "A4.")

    assert (reply["From"], reply["To"]) == (*CAUGHT.recipients, CAUGHT.headers["Reply-To"])
    assert reply["References"] == "<0@example.com> <1@example.com>"
    assert new_words(reply.get_content()) == "A4."


def test_only_what_says_where_to_is_answered_or_sent_back() -> None:
    bare = replace(CAUGHT, sender="kontor@example.com", headers={})

    assert (is_answerable(CAUGHT), is_returnable(CAUGHT)) == (True, True)
    assert (is_answerable(bare), is_returnable(bare)) == (False, False)
