"""The process that reads one mail: `python -m tickets.adapters.mail_reading_process FOLDER`.

The mail comes on standard input. `mail.json`, and each file under its number, are written into the
folder; or `refused`, with a reason. Time, memory and the size of what it writes are bounded by the
system, the number of parts is counted before anything is taken apart.
"""

import re
import resource
import sys
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import getaddresses, parseaddr
from pathlib import Path

import msgspec

from contracts.attachments import LARGEST_TOGETHER_BYTES, MOST_ATTACHMENTS
from tickets.domain.mail_html import text_of_html
from tickets.domain.mail_sorting import ignored_because
from tickets.domain.mail_text import new_words
from tickets.domain.mails import MailFile, ReadMail

_MEMORY_BYTES = 768 * 1024 * 1024
_SECONDS = 20
_LARGEST_FILE_BYTES = 64 * 1024 * 1024
_MOST_PARTS = 200
_MOST_LAYERS = 12
_LONGEST_WORDS = 500_000
_SMALLEST_PICTURE_BYTES = 8 * 1024
_BOUNDARY = re.compile(
    rb"""boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE
)
_CONTENT_TYPE = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")


class _Refused(Exception):
    """The mail is not taken apart; the text says why."""


def main() -> None:
    """Read the mail; whatever it does to this process, it does to no other."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE_BYTES, _LARGEST_FILE_BYTES))
    folder = Path(sys.argv[1])
    try:
        read = read_mail(
            sys.stdin.buffer.read(), folder, is_from_nobody=sys.argv[2:] == ["from-nobody"]
        )
    except _Refused as refused:
        (folder / "refused").write_text(str(refused))
        return
    except (MessageError, MemoryError, RecursionError, LookupError, ValueError):
        (folder / "refused").write_text("unreadable")
        return
    (folder / "mail.json").write_bytes(msgspec.json.encode(read))


def read_mail(content: bytes, folder: Path, *, is_from_nobody: bool) -> ReadMail:
    """Return what the mail says; its files are written into `folder`."""
    _count_parts(content)
    mail = BytesParser(EmailMessage, policy=SMTP.clone(raise_on_defect=False)).parsebytes(content)
    headers = _headers_of(mail)
    ignored = ignored_because(headers, is_from_nobody=is_from_nobody)
    words, html = "", ""
    files: list[MailFile] = []
    left_out: list[str] = []
    total = 0
    for part in _leaves(mail):
        kind, name = part.get_content_type(), _file_name(part)
        if name is None and kind == "text/plain" and not words:
            words = _text_of(part)
        elif name is None and kind == "text/html" and not html:
            html = _text_of(part)
        elif kind != "text/html" or name is not None:
            data = _bytes_of(part)
            if _is_ornament(part, data):
                continue
            label = name or f"{kind.replace('/', '-')}-{len(files) + 1}"
            total += len(data)
            if len(files) == MOST_ATTACHMENTS or total > LARGEST_TOGETHER_BYTES:
                left_out.append(label[:200])
                continue
            number = len(files) + 1
            (folder / str(number)).write_bytes(data)
            files.append(MailFile(number=number, name=label[:200]))
    text = words if words.strip() else text_of_html(html[:_LONGEST_WORDS])
    return ReadMail(
        message_id=_first(headers, "message-id")[:300],
        sender=_address(_first(headers, "from")),
        subject=_clean(_first(headers, "subject"))[:200],
        recipients=_recipients(headers),
        references=" ".join(headers.get("in-reply-to", []) + headers.get("references", []))[
            :20_000
        ],
        words=new_words(_clean(text[:_LONGEST_WORDS], keeps_lines=True)),
        files=tuple(files),
        left_out=tuple(left_out[:50]),
        ignored=ignored,
    )


def _count_parts(content: bytes) -> None:
    """Return if the mail has no more parts than people send.

    Raises:
        _Refused: taking it apart could take for ever.
    """
    boundaries = {one or other for one, other in _BOUNDARY.findall(content)}
    if len(boundaries) > _MOST_LAYERS:
        raise _Refused("too_many_parts")
    parts = sum(content.count(b"\n--" + boundary) for boundary in boundaries)
    if max(parts, len(_CONTENT_TYPE.findall(content))) > _MOST_PARTS:
        raise _Refused("too_many_parts")


def _leaves(mail: EmailMessage) -> list[EmailMessage]:
    """Return the parts that hold something; a mail within the mail is one file."""
    found: list[EmailMessage] = []
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [each for each in part.iter_parts() if isinstance(each, EmailMessage)]
        else:
            found.append(part)
    return found


def _file_name(part: EmailMessage) -> str | None:
    if part.get_content_type() == "message/rfc822":
        return "mail.txt"
    name = part.get_filename()
    if name is None and part.get_content_disposition() == "attachment":
        name = "unnamed"
    return None if name is None else _clean(name) or "unnamed"


def _bytes_of(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"".join(
            inner.as_bytes() for inner in part.iter_parts() if isinstance(inner, EmailMessage)
        )
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text_of(part: EmailMessage) -> str:
    data = _bytes_of(part)
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _is_ornament(part: EmailMessage, data: bytes) -> bool:
    """Whether it is a small picture that the words show, such as a logo below a signature."""
    return (
        part.get_content_maintype() == "image"
        and part.get("content-id") is not None
        and part.get_content_disposition() != "attachment"
        and len(data) < _SMALLEST_PICTURE_BYTES
    )


def _headers_of(mail: EmailMessage) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in mail.items():
        headers.setdefault(name.lower(), []).append(str(value))
    return headers


def _first(headers: dict[str, list[str]], name: str) -> str:
    return headers.get(name, [""])[0].strip()


def _address(text: str) -> str:
    address = parseaddr(text)[1].strip().lower()
    return address if "@" in address and len(address) <= 254 else ""  # noqa: PLR2004  (RFC 5321)


def _recipients(headers: dict[str, list[str]]) -> tuple[str, ...]:
    told = [value for name in _ADDRESSED for value in headers.get(name, [])]
    return tuple(address.lower() for _, address in getaddresses(told) if "@" in address)[:100]


def _clean(text: str, *, keeps_lines: bool = False) -> str:
    """Return the text without what no database stores and nobody sees."""
    kept = "\n\t" if keeps_lines else ""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n" if keeps_lines else " ")
    return "".join(
        letter if letter >= " " and letter != "\x7f" else (letter if letter in kept else " ")
        for letter in text
    ).strip()


if __name__ == "__main__":
    main()
