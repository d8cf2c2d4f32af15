"""What a mail says anew, whose it is about, and what nobody wrote."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from tests.tickets import mails
from tickets.domain.mail_html import text_of_html
from tickets.domain.mail_sorting import ignored_because
from tickets.domain.mail_text import new_words
from tickets.domain.request_mailbox import ForgedAddressError, RequestMailbox, Thread

MAILBOX = RequestMailbox(address="Anfragen@Kontor.example", keys=[b"k" * 32])
REQUEST, PERSON = new_id(), new_id()


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (
            mails.OUTLOOK_GERMAN,
            "Ja, mit Papier von A zieht er ein.\n\nMit freundlichen Grüßen\nErika Muster",
        ),
        (mails.GMAIL_GERMAN, "Danke, das war es!"),
        (mails.APPLE_ENGLISH, "It works now."),
        (mails.BELOW, "Nein, leider nicht."),
        (mails.BETWEEN, "> Zieht er ein?\n\nJa.\n\n> Bei jedem Format?\n\nNein, nur A4."),
        ("Ja.\r\n\r\nGesendet von meinem iPhone\r\n", "Ja."),
        ("Thanks,\nit works, but\n- it squeaks\n", "Thanks,\nit works, but\n- it squeaks"),
        ("Von: hier ging es nicht.\nWir fuhren.", "Von: hier ging es nicht.\nWir fuhren."),
        ("On Monday she wrote: it works.", "On Monday she wrote: it works."),
        ("> Guten Tag,\n> zieht er ein?\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_was_answered_is_told_from_what_was_quoted(mail: str, words: str) -> None:
    assert new_words(mail) == words


@given(st.text(alphabet="ab \n:>-", max_size=200))
def test_words_without_a_sign_of_quoting_are_kept(text: str) -> None:
    kept = new_words(text)

    wanted = [line.strip() for line in text.split("\n") if line.strip() not in {"", "--"}]
    if not any(line.startswith((">", "--")) for line in wanted):
        assert [
            line.strip() for line in kept.split("\n") if line.strip() not in {"", "--"}
        ] == wanted


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Guten Tag,</p><p>er <b>zieht</b> ein.</p>", "Guten Tag,\n\ner zieht ein."),
        ("<script>alert(1)</script><style>p{}</style>Ja<br>Nein", "Ja\nNein"),
        ('Ja<div class="gmail_quote">Am Mo. schrieb<blockquote>alt</blockquote></div>', "Ja"),
        ('Ja<div id="divRplyFwdMsg">Von: wem</div><div>alt</div>', "Ja"),
        ('<blockquote type="cite">nur dies</blockquote>', "nur dies"),
        ('<a href="https://boese.example/x">Ihre Bank</a>', "Ihre Bank (https://boese.example/x)"),
        ('<a href="https://a.example/">https://a.example</a>', "https://a.example"),
        ('<span style="display:none">ungesehen</span>gesehen', "gesehen"),
        ("<ul><li>eins<li>zwei</ul>", "- eins\n- zwei"),
        ("<img src=x onerror=alert(1)>&lt;script&gt;", "<script>"),
        ("<div><div><p>offen", "offen"),
        ("</div></p>zu", "zu"),
    ],
)
def test_an_html_mail_becomes_the_words_that_are_seen(html: str, text: str) -> None:
    assert text_of_html(html) == text


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (("Auto-Submitted", "auto-replied"), "automatic"),
        (("Auto-Submitted", "No"), None),
        (("Precedence", "bulk"), "automatic"),
        (("List-Id", "<x.example>"), "list"),
        (("Return-Path", "<>"), "from_nobody"),
        (("X-Autoreply", "yes"), "automatic"),
        (("Content-Type", "multipart/report; report-type=delivery-status"), "report"),
        (("Subject", "Abwesenheit"), None),
    ],
)
def test_what_nobody_wrote_is_not_answered(header: tuple[str, str], reason: str | None) -> None:
    name, value = header

    assert ignored_because({name.lower(): [value]}, is_from_nobody=False) == reason
    assert ignored_because({}, is_from_nobody=True) == "from_nobody"
    assert ignored_because({"received": ["x"] * 51}, is_from_nobody=False) == "loop"


@pytest.mark.req("C15")
def test_a_reply_address_is_good_for_the_one_person_who_was_told_it() -> None:
    address = MAILBOX.reply_address_of(REQUEST, PERSON)

    thread = MAILBOX.thread_of(["somebody@else.example", address.upper()], "")

    assert address.startswith("anfragen+")
    assert len(address.partition("@")[0]) <= 64
    assert thread.request_id == REQUEST
    assert MAILBOX.is_made_for(thread, PERSON)
    assert not MAILBOX.is_made_for(thread, new_id())


def test_an_old_key_is_believed_and_a_strange_one_is_not() -> None:
    renewed = RequestMailbox(address="anfragen@kontor.example", keys=[b"n" * 32, b"k" * 32])
    strange = RequestMailbox(address="anfragen@kontor.example", keys=[b"x" * 32])
    thread = MAILBOX.thread_of([MAILBOX.reply_address_of(REQUEST, PERSON)], "")

    assert renewed.is_made_for(thread, PERSON)
    assert not strange.is_made_for(thread, PERSON)


@pytest.mark.req("C15")
def test_a_thread_is_known_by_its_signed_id_wherever_it_stands() -> None:
    thread_id = MAILBOX.thread_id_of(REQUEST)
    made_up = thread_id[:40] + ("a" if thread_id[40] != "a" else "b") + thread_id[41:]

    found = MAILBOX.thread_of(["anfragen@kontor.example"], f"<x@y>\r\n {thread_id} <z@y>")
    unknown = MAILBOX.thread_of(["anfragen@kontor.example"], made_up)

    assert found == Thread(request_id=REQUEST)
    assert unknown == Thread(request_id=None)


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    "tail",
    ["x", "a" * 26 + "." + "b" * 23, "a" * 26 + "b" * 24, "!" * 26 + "." + "b" * 24,
     "a" * 25 + "b." + "b" * 24],
)  # fmt: skip
def test_what_only_looks_like_a_reply_address_is_forged(tail: str) -> None:
    with pytest.raises(ForgedAddressError):
        MAILBOX.thread_of([f"anfragen+{tail}@kontor.example"], "")


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_every_address_is_read_as_it_was_made(request: bytes, person: bytes) -> None:
    request_id, person_id = UUID(bytes=request), UUID(bytes=person)

    thread = MAILBOX.thread_of([MAILBOX.reply_address_of(request_id, person_id)], "")

    assert thread.request_id == request_id
    assert MAILBOX.is_made_for(thread, person_id)
