import email
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events import NoticeRequested
from notifications.adapters.composition import Composer
from notifications.adapters.templates import UnfitParametersError, UnknownKindError
from notifications.domain.message import (
    FROM_NAME,
    REPLY_TO,
    THREAD_ID,
    InvalidRecipientError,
    Message,
    message_id_for,
)
from tests.notifications.notices import (
    DOCUMENT,
    DOCUMENT_SENT,
    INVITATION,
    a_notice,
    an_attachment,
)

COMPOSER = Composer(
    mail_from="Muster Software <kontor@kontor.example>", portal_url="https://portal.example"
)
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}


@pytest.mark.req("FD-06")
def test_a_mail_has_a_text_and_an_html_part_in_the_customers_language() -> None:
    mail = parsed(a_message(DOCUMENT))

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Content-Language"] == "de"
    assert "Guten Tag" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert "Guten Tag" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has one


@pytest.mark.req("SE-36")
def test_the_configured_sender_is_the_only_one() -> None:
    notice = a_notice(INVITATION, parameters={"sender_name": "Somebody else", "From": "x"})

    mail = parsed(a_message(notice))

    assert mail["From"] == "Muster Software <kontor@kontor.example>"
    assert "Sender" not in mail


def test_a_mail_says_that_a_machine_wrote_it() -> None:
    mail = parsed(a_message(DOCUMENT))

    assert mail["Auto-Submitted"] == "auto-generated"
    assert sorted(mail.keys()) == sorted(HEADERS)


def test_the_same_message_is_the_same_bytes_every_time() -> None:
    message = a_message(DOCUMENT)

    assert COMPOSER.compose(message) == COMPOSER.compose(message)


def test_the_domain_of_the_message_id_is_the_senders() -> None:
    assert COMPOSER.sender_domain == "kontor.example"


@settings(max_examples=1000, deadline=None)
@given(
    number=st.text(min_size=1, max_size=60),
    name=st.text(min_size=1, max_size=60),
    recipient=st.one_of(st.just("rechnung@muster.example"), st.text(max_size=40)),
)
@pytest.mark.req("S10")
def test_nothing_that_others_write_becomes_a_header(number: str, name: str, recipient: str) -> None:
    notice = a_notice(recipient=recipient, parameters={"number": number, "organisation_name": name})
    try:
        envelope = COMPOSER.compose(a_message(notice))
    except (UnfitParametersError, InvalidRecipientError):
        return

    mail: EmailMessage = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert len(mail["To"].addresses) == 1
    assert envelope.content.isascii()
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))


_WORDS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet='a ö=?\r\n\x0b\x85\u2028\ud800\0@<>,"', max_size=12),
    st.sampled_from(["<a@b.example>", "antwort@kontor.example", "Muster GmbH"]),
)


@settings(max_examples=300, deadline=None)
@given(
    parameters=st.fixed_dictionaries(
        {"number": _WORDS, "title": _WORDS, "kind": _WORDS},
        optional={FROM_NAME: _WORDS, REPLY_TO: _WORDS, THREAD_ID: _WORDS},
    ),
    kind=st.sampled_from(["request_opened", "request_opened", "unheard_of"]),
    recipient=st.one_of(st.just("erika@muster.example"), _WORDS),
)
@pytest.mark.req("SE-36")
def test_whatever_is_taken_for_a_mail_becomes_one(
    parameters: dict[str, str], kind: str, recipient: str
) -> None:
    notice = a_notice(kind=kind, recipient=recipient, parameters=parameters)

    verdicts = [_fault(COMPOSER.require_fit, notice), _fault(COMPOSER.compose, notice)]

    assert verdicts[0] == verdicts[1]


def test_what_cannot_be_attached_is_no_mail() -> None:
    unfit = an_attachment(b"", media_type="application/pdf\r\nBcc: x")

    fault = _fault(COMPOSER.require_fit, a_notice(DOCUMENT_SENT, attachments=(unfit,)))

    assert fault is UnfitParametersError


def _fault(judge: Callable[[Message], object], notice: NoticeRequested) -> type[Exception] | None:
    try:
        judge(a_message(notice))
    except (UnknownKindError, UnfitParametersError, InvalidRecipientError) as error:
        return type(error)
    except UnicodeEncodeError:
        # No event brings such characters; who judges them calls them unfit.
        return UnfitParametersError
    return None


@pytest.mark.req("SE-47")
@pytest.mark.parametrize(
    "file_name",
    [
        "RE-1.pdf",
        "../../etc/passwd",
        "C:\\Rechnungen\\RE-1.pdf",
        "RE\r\nBcc: x@y.example",
        "Rechnung für Öl.pdf",
    ],
)
def test_an_attachment_travels_as_it_is_under_a_harmless_name(file_name: str) -> None:
    content = bytes(range(256)) * 40 + b"\r\n.\r\n\n\r"
    notice = a_notice(DOCUMENT_SENT, attachments=(an_attachment(content, file_name=file_name),))
    message = a_message(notice)

    envelope = COMPOSER.compose(message, [content])

    mail: EmailMessage = email.message_from_bytes(envelope.content, policy=email.policy.default)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == content
    assert attached.get_content_type() == "application/pdf"
    name = attached.get_filename()
    assert name
    assert not set(name) & set("/\\\r\n")
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert envelope == COMPOSER.compose(message, [content])
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))


@pytest.mark.req("S10")
@pytest.mark.parametrize(
    "title",
    [
        "=?utf-8?q?=0D=0ABcc:_dieb=40fremd.example?=",
        "=?utf-8?b?DQpCY2M6IGRpZWJAZnJlbWQuZXhhbXBsZQ==?=",
        "=?us-ascii?q?a?= =?us-ascii?q?=0Ab?=",
    ],
)
def test_an_encoded_word_that_somebody_writes_stays_the_text_it_is(title: str) -> None:
    notice = a_notice(parameters={"organisation_name": title, "number": title})

    envelope = COMPOSER.compose(a_message(notice))

    mail: EmailMessage = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert title.replace("=?", "= ?") in str(mail["Subject"])


@pytest.mark.parametrize("mail_from", ["", "kontor", "Kontor <>", "Kontor <a b@c.example>"])
def test_a_sender_that_is_no_address_stops_the_service_at_its_start(mail_from: str) -> None:
    with pytest.raises(InvalidRecipientError):
        Composer(mail_from=mail_from)


def a_message(notice: NoticeRequested, **changes: Any) -> Message:
    values: dict[str, Any] = {
        "id": new_id(),
        "idempotency_key": notice.idempotency_key,
        "request_sha256": "0" * 64,
        "requested_by": "billing_docs",
        "organisation_id": notice.organisation_id,
        "kind": notice.kind,
        "recipient": notice.recipient,
        "language": notice.language,
        "parameters": notice.parameters,
        "secrets": notice.secrets,
        "attachments": notice.attachments,
        "is_reported": notice.is_reported,
        "message_id": message_id_for(notice.idempotency_key, COMPOSER.sender_domain),
        "created_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    }
    return Message(**{**values, **changes})


def parsed(message: Message) -> EmailMessage:
    content = COMPOSER.compose(message).content
    mail: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return mail
