"""Whatever a file is called, its header says exactly that and nothing else (RFC 6266, RFC 8187)."""

from __future__ import annotations

import email.message
import re
from urllib.parse import unquote

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.api.file_headers import content_disposition, names_this_version

# RFC 9110: what may stand in a quoted string without an escape, printable ASCII alone.
QUOTED = re.compile(r"[ !#-\[\]-~]*")
HEADER = re.compile(
    r"(?P<kind>inline|attachment); filename=\"(?P<ascii>[^\"]*)\"; filename\*=UTF-8''(?P<full>.*)"
)
# RFC 8187: attr-char, and percent and two digits for all else.
EXTENDED = re.compile(r"(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*")

HOSTILE = [
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\boot.ini",
    "C:\\con.pdf",
    "nul",
    "a\0b.pdf",
    "a\r\nSet-Cookie: sid=1",
    "a\nContent-Type: text/html\n\n<script>",
    "invoice\u202efdp.exe",
    'a"; filename="evil.exe',
    "a'; filename*=UTF-8''evil.exe",
    "100%.pdf",
    "%2e%2e%2fpasswd",
    "Rechnung für Müller & Söhne.pdf",
    "請求書.pdf",
    "\U0001f4a9.pdf",
    "x" * 4096,
    "ä" * 4096,
    "",
    " ",
    ";",
    "\\",
    "\x7f\x80\x9f",
    "\u2028\u2029",
]


def parts_of(header: str) -> re.Match[str]:
    found = HEADER.fullmatch(header)
    assert found is not None, header
    return found


@pytest.mark.req("S11")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_back_whole_and_begins_nothing(name: str) -> None:
    check(name)


@pytest.mark.req("S11")
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
@example("a\r\n\r\nb")
def test_any_name_comes_back_whole_and_begins_nothing(name: str) -> None:
    check(name)


def check(name: str) -> None:
    header = content_disposition("attachment", name)

    assert header.isascii()
    assert header.isprintable()
    found = parts_of(header)
    assert QUOTED.fullmatch(found["ascii"])
    assert not set('"\\/:%*?<>|') & set(found["ascii"])
    assert EXTENDED.fullmatch(found["full"])
    assert unquote(found["full"], errors="strict") == name
    # As a client reads it: one header, one disposition, one name.
    h11.Response(status_code=200, headers=[("Content-Disposition", header)])
    message = email.message.Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"


@pytest.mark.req("S11")
@pytest.mark.parametrize("name", ["../../x.pdf", "..\\x.pdf", "/x.pdf", "C:\\x.pdf"])
def test_an_old_clients_name_leads_to_no_other_folder(name: str) -> None:
    fallback = parts_of(content_disposition("inline", name))["ascii"]

    assert "/" not in fallback
    assert "\\" not in fallback
    assert ":" not in fallback


@pytest.mark.parametrize(
    ("header", "known"),
    [("", False), (",", False), ('""', False), ('W/"abc", *', True), ("abc", True)],
)
def test_odd_versions_are_read_with_care(header: str, *, known: bool) -> None:
    assert names_this_version(header, "abc") is known
