"""Mails are read in a process of their own, however they are made."""

from __future__ import annotations

import base64

import pytest

from tests.tickets.mails import a_bomb, a_mail, a_nest
from tickets.adapters.mail_reading import MailReader, UnreadableMailError
from tickets.domain.mails import LARGEST_MAIL_BYTES, ReadMail

READER = MailReader()


def read(content: bytes, *, is_from_nobody: bool = False) -> ReadMail:
    with READER.open(content, is_from_nobody=is_from_nobody) as opened:
        return opened.read


@pytest.mark.req("C15")
def test_words_files_and_whose_it_is_are_read() -> None:
    content = a_mail(
        "Ja, siehe Bild.\n\nGrüße\n",
        html="<p>anders</p>",
        files={"Größe.png": b"\x89PNG", "leer.txt": b""},
        in_reply_to="<a@b>",
        references="<c@d> <a@b>",
        cc="Jemand <jemand@else.example>",
    )

    with READER.open(content, is_from_nobody=False) as opened:
        said = opened.read
        files = {file.name: b"".join(opened.file_content(file.number)) for file in said.files}

    assert said.words == "Ja, siehe Bild.\n\nGrüße"
    assert (said.sender, said.message_id) == ("erika@muster.example", "<one@muster.example>")
    assert said.recipients == ("anfragen@kontor.example", "jemand@else.example")
    assert "<a@b>" in said.references
    assert files == {"Größe.png": b"\x89PNG", "leer.txt": b""}
    assert said.ignored is None


def test_a_mail_in_html_alone_and_in_an_old_encoding_is_read() -> None:
    html = "<p>Er zieht <b>wieder</b> ein. Grüße</p>"
    head = (
        "From: =?iso-8859-1?Q?J=FCrgen?= <J@Muster.example>\r\nSubject: =?utf-8?B?w5xiZXI=?=\r\n"
        "Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )

    said = read(head.encode() + base64.encodebytes(html.encode("cp1252")))

    assert said.words == "Er zieht wieder ein. Grüße"
    assert (said.sender, said.subject) == ("j@muster.example", "Über")


def test_a_small_picture_in_a_signature_is_no_file_and_a_screenshot_is() -> None:
    def picture(size: int) -> bytes:
        data = base64.b64encode(bytes(size))
        return (
            b"--b\r\nContent-Type: image/png; name=x.png\r\nContent-ID: <i>\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + data + b"\r\n"
        )

    head = b'From: a@b.example\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    words = b"--b\r\nContent-Type: text/html\r\n\r\n<p>Siehe Bild</p>\r\n"

    said = read(head + words + picture(500) + picture(20_000) + b"--b--\r\n")

    assert (said.words, len(said.files)) == ("Siehe Bild", 1)


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    "content",
    [a_bomb(5_000), a_nest(200), b"Content-Type: text/plain\r\n\r\n" * 5_000],
    ids=["parts", "layers", "headers"],
)
def test_a_mail_bomb_is_refused_at_once(content: bytes) -> None:
    with pytest.raises(UnreadableMailError) as refused:
        read(content)

    assert refused.value.reason == "too_many_parts"


@pytest.mark.req("C15")
def test_the_largest_mail_is_read_in_bounded_memory_and_its_files_counted() -> None:
    large = base64.encodebytes(bytes(9 * 1024 * 1024))
    head = b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    part = (
        b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=x.png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    content = head + (part + large) * 2 + part + large[: LARGEST_MAIL_BYTES - 2 * len(large) - 999]

    said = read(content)

    assert len(content) > 33 * 1024 * 1024
    assert len(said.files) == 2
    assert said.left_out == ("x.png",)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\xff" * 1000, b"From: \xff\r\n\r\nx", b"From: a@b.example\r\n" + b"x" * 2_000_000],
)
def test_what_is_hardly_a_mail_is_read_as_far_as_it_goes(content: bytes) -> None:
    said = read(content)

    assert said.files == ()


def test_who_nobody_is_the_envelope_says() -> None:
    assert read(a_mail(), is_from_nobody=True).ignored == "from_nobody"
    assert read(a_mail(auto_submitted="auto-replied")).ignored == "automatic"
