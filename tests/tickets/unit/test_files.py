"""What strangers' files really are, and what they are called afterwards."""

import io
import struct
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.integration.files import PDF, PNG, package
from tickets.adapters.attachment_store import FileTooLarge, HeldFile
from tickets.adapters.file_contents import look_at
from tickets.domain.file_names import LONGEST_NAME, safe_file_name
from tickets.domain.file_types import RefusedType

_OPEN = "application/vnd.oasis.opendocument.text"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD = package("[Content_Types].xml", "word/document.xml")

TAKEN = [
    (PDF, "application/pdf"),
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0" + bytes(40), "image/jpeg"),
    (b"RIFF\x00\x01\x00\x00WEBPVP8 ", "image/webp"),
    (b"\x00\x00\x00\x18ftypheic" + bytes(10), "image/heic"),
    (b"\x00\x00\x00\x18ftypmp42" + bytes(10), "video/mp4"),
    (WORD, _WORD),
    (package("content.xml", mimetype=_OPEN), _OPEN),
    ("Fehler E-12: Papierstau, Größe A4 \N{GRINNING FACE}\n".encode(), "text/plain"),
    ("Druckkopf überhitzt\r\n".encode("cp1252"), "text/plain"),
    ("Zeile;Wert\r\n".encode("utf-16"), "text/plain"),
    (b"<html><script>alert(1)</script>", "text/plain"),
]
REFUSED = [
    (b"MZ\x90\x00\x03" + bytes(60), "type_not_taken"),
    (b"\x7fELF" + bytes(60), "type_not_taken"),
    (bytes(100), "type_not_taken"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "type_not_taken"),
    (package("notes.txt"), "type_not_taken"),
    (b"PK\x03\x04" + bytes(300), "type_not_taken"),
    (WORD[:-30], "type_not_taken"),
    (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "contains_macros"),
    (package("Basic/Standard/Module1.xml", mimetype=_OPEN), "contains_macros"),
]


def held(content: bytes, largest_bytes: int = 10_000_000) -> HeldFile:
    return HeldFile(iter([content]), largest_bytes=largest_bytes)


@pytest.mark.req("C8")
@pytest.mark.parametrize(("content", "media_type"), TAKEN)
def test_a_file_is_what_its_content_shows(content: bytes, media_type: str) -> None:
    with held(content) as file:
        assert look_at(file).media_type == media_type


@pytest.mark.req("C8")
@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_programs_archives_and_macros_are_not_taken(content: bytes, reason: str) -> None:
    with held(content) as file, pytest.raises(RefusedType) as refused:
        look_at(file)

    assert refused.value.reason == reason


def test_a_package_that_lies_about_its_list_is_not_read() -> None:
    content = bytearray(WORD)
    struct.pack_into("<I", content, len(content) - 10, 600_000_000)

    with held(bytes(content)) as file, pytest.raises(RefusedType):
        look_at(file)


def test_a_package_of_twelve_thousand_members_is_not_read() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"word/{number}", "")

    with held(content.getvalue()) as file, pytest.raises(RefusedType):
        look_at(file)


def test_text_with_a_letter_cut_by_a_piece_is_text_still() -> None:
    content = b"x" * (64 * 1024 - 1) + "ü".encode() * 200_000

    with held(content) as file:
        assert look_at(file).media_type == "text/plain"


def test_a_file_that_is_too_large_is_read_no_further() -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(1000)
        yield bytes(1000)
        raise AssertionError("read on")

    with pytest.raises(FileTooLarge):
        HeldFile(pieces(), largest_bytes=1500)


@pytest.mark.req("C8")
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Foto vom Drucker.PNG", "Foto vom Drucker.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\erika\\Foto.png", "Foto.png"),
        ("rechnung.pdf.exe", "rechnung.pdf.exe.png"),
        ("rechnung\u202egnp.exe", "rechnunggnp.exe.png"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie_ b.png"),
        ('<img src=x onerror="x">.png', "_img src=x onerror=_x__.png"),
        ("CON", "_CON.png"),
        ("nul.png", "_nul.png"),
        (".htaccess", "htaccess.png"),
        ("  . ", "unnamed.png"),
        ("\x00\x01", "unnamed.png"),
        ("u\u0308ber.png", "über.png"),
        ("a" * 400 + ".png", "a" * (LONGEST_NAME - 4) + ".png"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(given: str, name: str) -> None:
    assert safe_file_name(given, (".png",)) == name


@given(st.text(max_size=300))
def test_whatever_it_is_called_a_name_is_usable(given: str) -> None:
    name = safe_file_name(given, (".jpg", ".jpeg"))

    assert 0 < len(name) <= LONGEST_NAME
    assert name.lower().endswith((".jpg", ".jpeg"))
    assert name == safe_file_name(name, (".jpg", ".jpeg"))
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
