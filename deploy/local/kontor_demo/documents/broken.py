"""Spoils documents the ways they come in spoiled, so that tests can see what becomes of them."""

import re
import zlib
from collections.abc import Mapping
from io import BytesIO

import pikepdf

_DECLARATION = re.compile(rb"\A(?:<\?xml.*?\?>)?\s*", re.DOTALL)


def truncated(content: bytes) -> bytes:
    """Return the first two thirds, as a transfer that broke off leaves them."""
    return content[: len(content) * 2 // 3]


def encrypted(pdf: bytes, *, user_password: str = "") -> bytes:
    """Return the PDF encrypted; without a password to open it, yet with one to change it."""
    saved = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(
            saved,
            encryption=pikepdf.Encryption(user=user_password, owner="demo-owner-password"),
        )
    return saved.getvalue()


def with_wrong_cross_references(pdf: bytes) -> bytes:
    """Return the PDF as a transfer in text mode leaves it: longer, so that no offset is right."""
    header, _, rest = pdf.partition(b"\n")
    return header + b"\n%" + b"x" * 100 + b"\n" + rest


def with_doctype(xml: bytes, *, entity: str = "file:///etc/hostname") -> bytes:
    """Return the XML with a DOCTYPE whose entity points at a local file (XXE)."""
    doctype = f'<!DOCTYPE invoice [<!ENTITY demo SYSTEM "{entity}">]>\n'
    return _with_declaration(xml, b'<?xml version="1.0" encoding="UTF-8"?>\n' + doctype.encode())


def with_encoding_declared(xml: bytes, encoding: str) -> bytes:
    """Return the XML, its bytes unchanged, declaring another encoding."""
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    return _with_declaration(xml, declaration.encode())


def with_attachments(pdf: bytes, files: Mapping[str, bytes]) -> bytes:
    """Return the PDF with exactly these files attached."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for name in list(opened.attachments):
            del opened.attachments[name]
        if "/AF" in opened.Root:
            del opened.Root.AF
        for name, content in files.items():
            opened.attachments[name] = pikepdf.AttachedFileSpec(
                opened,
                content,
                filename=name,
                description="",
                mime_type="text/xml",
                creation_date="",
                mod_date="",
            )
        return _bytes_of(opened)


def with_bomb(pdf: bytes, *, name: str = "factur-x.xml", unpacked_bytes: int) -> bytes:
    """Return the PDF with one attached file that unpacks from a thousandth of its size."""
    with pikepdf.open(BytesIO(with_attachments(pdf, {name: b"<a/>"}))) as opened:
        packed = opened.attachments[name].obj.EF.F
        packed.write(zlib.compress(b" " * unpacked_bytes), filter=pikepdf.Name.FlateDecode)
        return _bytes_of(opened)


def _with_declaration(xml: bytes, declaration: bytes) -> bytes:
    return _DECLARATION.sub(lambda _: declaration, xml, count=1)


def _bytes_of(opened: pikepdf.Pdf) -> bytes:
    saved = BytesIO()
    # Streams stay as packed as they are: else saving would unpack the bomb.
    opened.save(
        saved,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        # An id made of the time would make another file of the same document, a second later.
        deterministic_id=True,
    )
    return saved.getvalue()
