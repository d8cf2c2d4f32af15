"""What others write becomes no header and no recipient of what a mail server receives: S10."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events import NoticeRequested
from notifications.adapters.composition import Composer
from notifications.adapters.mail_server import MailServer
from notifications.adapters.server_address import ServerAddress
from notifications.adapters.templates import UnfitParametersError
from notifications.domain.message import InvalidRecipientError, Message, message_id_for
from tests.notifications.notices import DOCUMENT_SENT, EVERY_KIND, a_notice, an_attachment
from tests.notifications.scripted_mail_server import ScriptedMailServer

COMPOSER = Composer(mail_from="Kontor <kontor@kontor.example>", portal_url="https://portal.example")
HEADERS = sorted(
    [
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
    ]
)
OF_A_FILE = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}
FILE = b"%PDF-1.7"
SEED = 20261126
# Controls, line and paragraph separators, lone surrogates, and what turns words around.
UNFIT_FOR_A_LINE = {"Cc", "Zl", "Zp", "Cs", "Cf"}
# Whatever ends a line somewhere, and what is put behind it.
ENDS = ("\r\n", "\n", "\r", "\n\r", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "%0D%0A")
WISHES = (
    "Bcc: dieb@fremd.example",
    "To: dieb@fremd.example",
    "Subject: Gewinn",
    " Bcc: dieb@fremd.example",
    "\tBcc: dieb@fremd.example",
    ".",
    "\r\nBcc: dieb@fremd.example",
    ".\r\nMAIL FROM:<a@fremd.example>\r\nRCPT TO:<dieb@fremd.example>\r\nDATA",
    "--=_0\r\nContent-Type: text/html\r\n\r\n<script>",
)
ENCODED = (
    "=?utf-8?q?=0D=0ABcc:_dieb=40fremd.example?=",
    "=?utf-8?b?DQpCY2M6IGRpZWJAZnJlbWQuZXhhbXBsZQ==?=",
    "=?utf-8?q?a?= =?utf-8?q?=0Ab?=",
    "=?utf-7?q?+AA0-+AAo-Bcc:?=",
)
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(ENCODED),
    st.builds(
        lambda before, end, wish, after: before + end + wish + after,
        st.text(max_size=10),
        st.sampled_from(ENDS),
        st.sampled_from(WISHES),
        st.text(max_size=10),
    ),
    st.integers(min_value=900, max_value=5000).map(lambda length: "ä" * length),
    st.integers(min_value=900, max_value=5000).map(
        lambda length: "x" * length + " Bcc: a@b.example"
    ),
)
ADDRESSES = st.one_of(
    st.just("erika@muster.example"),
    st.builds(lambda words: f"erika@muster.example{words}", WORDS),
    st.builds(lambda words: f"{words}@muster.example", WORDS),
    st.builds(lambda words: f'"{words}"@muster.example', WORDS),
    st.builds(lambda words: f"{words} <erika@muster.example>", WORDS),
    st.just("erika@muster.example, dieb@fremd.example"),
    st.just("erika@muster.example>\r\nRCPT TO:<dieb@fremd.example"),
)


@st.composite
def hostile_notices(draw: st.DrawFn) -> NoticeRequested:
    """Return a notice of any kind in which some parameters and the recipient are hostile."""
    notice = draw(st.sampled_from(EVERY_KIND))
    names = sorted(notice.parameters)
    chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return a_notice(
        notice,
        recipient=draw(ADDRESSES),
        language=draw(st.sampled_from(["de", "en"])),
        parameters={name: draw(WORDS) for name in chosen},
        attachments=(an_attachment(FILE, file_name=draw(WORDS)),)
        if notice.kind == DOCUMENT_SENT.kind
        else (),
    )


@pytest.fixture(scope="module")
def sink() -> Iterator[ScriptedMailServer]:
    with ScriptedMailServer() as server:
        yield server


@pytest.fixture(scope="module")
def mail_server(sink: ScriptedMailServer) -> Iterator[MailServer]:
    server = MailServer(ServerAddress.parse(sink.url), hello_as="kontor.example")
    yield server
    server.disconnect()


@pytest.mark.req("S10")
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(notice=hostile_notices())
def test_a_mail_has_the_headers_we_gave_it_and_the_one_recipient(
    sink: ScriptedMailServer, mail_server: MailServer, notice: NoticeRequested
) -> None:
    require_harmless(sink, mail_server, notice)


@pytest.mark.long
@pytest.mark.req("S10")
@pytest.mark.timeout(1800)
@seed(SEED)
@settings(
    max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(notice=hostile_notices())
def test_five_thousand_mails_have_the_headers_we_gave_them(
    sink: ScriptedMailServer, mail_server: MailServer, notice: NoticeRequested
) -> None:
    require_harmless(sink, mail_server, notice)


def require_harmless(
    sink: ScriptedMailServer, mail_server: MailServer, notice: NoticeRequested
) -> None:
    """Send the notice if it can be sent, and fail unless one harmless mail arrives."""
    sink.accepted.clear()
    sink.recipients.clear()
    files = [FILE] * len(notice.attachments)
    try:
        envelope = COMPOSER.compose(a_message(notice), files)
    except (UnfitParametersError, InvalidRecipientError):
        return  # set aside, and nobody gets anything

    mail_server.hand_over(envelope, before_final_dot=lambda: None)

    (content,), (recipients,) = sink.accepted, sink.recipients
    mail: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    assert sorted(mail.keys()) == HEADERS
    assert recipients == [envelope.recipient] == [a.addr_spec for a in mail["To"].addresses]
    assert "dieb@fremd.example" not in recipients
    # Not `isprintable`: what no Unicode of this Python knows yet is a later one's emoji.
    assert not {category(each) for each in str(mail["Subject"])} & UNFIT_FOR_A_LINE
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        *["application/pdf"] * len(files),
    ]
    for attached in mail.iter_attachments():
        assert set(attached.keys()) <= OF_A_FILE
        assert str(attached.get_filename()).isprintable()


def a_message(notice: NoticeRequested) -> Message:
    return Message(
        id=new_id(),
        idempotency_key=notice.idempotency_key,
        request_sha256="0" * 64,
        requested_by="identity",
        organisation_id=notice.organisation_id,
        kind=notice.kind,
        recipient=notice.recipient,
        language=notice.language,
        parameters=notice.parameters,
        secrets=notice.secrets,
        attachments=notice.attachments,
        is_reported=notice.is_reported,
        message_id=message_id_for(notice.idempotency_key, COMPOSER.sender_domain),
        created_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    )
