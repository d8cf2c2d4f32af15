"""Turns bytes into an XML tree that cannot reach for anything outside itself."""

import codecs
import re
from dataclasses import dataclass

from lxml import etree

from billing_docs.domain.faults import DocumentRefused, Fault, FaultCode, RefusalCode

MAX_XML_BYTES = 20 * 1024 * 1024
# A tree takes 110 bytes for each tag and 330 for each attribute (measured), so this many marks
# bound it to some 160 MB. An invoice has about 40 for each of its lines.
MAX_MARKS = 1_000_000

# In place of the document's own: a second one is then an error and can announce nothing.
_OUR_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
_BLANKS = re.compile(r"\s*")
_DECLARATION = re.compile(r"<\?xml\s.*?\?>", re.DOTALL)
_DECLARED_ENCODING = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'>]{0,40})""")
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What European invoice programs write. Others (EBCDIC, UTF-7, UTF-32) are only ever met in attacks.
_DECLARABLE = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedXml:
    """The root of a harmless tree, and what was wrong with its encoding, if anything."""

    root: "etree._Element"
    faults: tuple[Fault, ...]


def parse_xml(content: bytes) -> ParsedXml:
    """Return the tree of `content`, which holds no DOCTYPE and no entity of its own.

    We decode the bytes ourselves, look for a DOCTYPE in the text, and give the parser that very
    text. So parser and guard cannot disagree about the encoding, which is how a DOCTYPE is
    smuggled past a search in the bytes. A wrong encoding declaration is mended and named.

    Raises:
        DocumentRefused: `doctype_refused`, or `broken_xml` if it is not well-formed, too large
            (20 MiB; a single text node: 10 MB) or nested deeper than 256 elements.
    """
    if len(content) > MAX_XML_BYTES:
        raise DocumentRefused(RefusalCode.BROKEN_XML, "The XML is larger than 20 MiB.")

    text, faults = _decode(content)
    body = text[_end_of_declaration(text) :]
    if _has_doctype(body):
        raise DocumentRefused(
            RefusalCode.DOCTYPE_REFUSED,
            "The XML has a DOCTYPE. No e-invoice format allows one; remove it.",
        )
    if body.count("<") + body.count("=") > MAX_MARKS:
        raise DocumentRefused(RefusalCode.BROKEN_XML, "The XML has too many elements.")
    return ParsedXml(root=_parse(body), faults=faults)


def _decode(content: bytes) -> tuple[str, tuple[Fault, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decode_strictly(content[len(mark) :], encoding), ()
    if content.startswith((b"<\0", b"\0<")):
        return _decode_strictly(content, f"utf-16-{'le' if content[0] else 'be'}"), ()

    declared = _declared_encoding(content)
    # Windows-1252 comes last because nearly every byte sequence is valid in it.
    for encoding in (_more_likely(declared, content), "utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, () if encoding == declared else (_encoding_fault(),)
    raise DocumentRefused(RefusalCode.BROKEN_XML, "The XML is text in no encoding we know.")


def _declared_encoding(content: bytes) -> str | None:
    """Return the codec an XML declares, UTF-8 if it is silent, None if it names nonsense."""
    found = _DECLARED_ENCODING.match(content[:1024].lstrip())
    if found is None:
        return "utf-8"
    try:
        codec = codecs.lookup(found[1].decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    return codec if codec in _DECLARABLE else None


def _more_likely(declared: str | None, content: bytes) -> str:
    """Return UTF-8 for text that declares a one-byte encoding but can hardly be it.

    Umlauts in Latin-1 practically never form valid UTF-8, so valid UTF-8 with umlauts is UTF-8
    whatever the declaration says.
    """
    if declared is None or content.isascii():
        return declared or "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return declared
    return "utf-8"


def _decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise DocumentRefused(
            RefusalCode.BROKEN_XML, "The XML is not in the encoding its first bytes announce."
        ) from None


def _encoding_fault() -> Fault:
    return Fault(
        code=FaultCode.XML_ENCODING_WRONG,
        explanation="The XML declares an encoding that does not exist or is not the one it has. "
        "It was read all the same; declare UTF-8 and write UTF-8.",
    )


def _end_of_declaration(text: str) -> int:
    # Some programs put a blank line before the declaration. XML forbids it; we need not.
    start = _after_blanks(text, 0)
    declaration = _DECLARATION.match(text, start)
    return declaration.end() if declaration else start


def _has_doctype(body: str) -> bool:
    """Tell whether a DOCTYPE stands where alone it can: before the root, after comments."""
    position = 0
    while True:
        position = _after_blanks(body, position)
        if body.startswith("<!--", position):
            closing, end = "-->", body.find("-->", position + 4)
        elif body.startswith("<?", position):
            closing, end = "?>", body.find("?>", position + 2)
        else:
            return body.startswith("<!DOCTYPE", position)
        if end < 0:
            return False
        position = end + len(closing)


def _after_blanks(text: str, position: int) -> int:
    blanks = _BLANKS.match(text, position)
    return blanks.end() if blanks else position


def _parse(body: str) -> "etree._Element":
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_OUR_DECLARATION + body.encode(), parser)
    except etree.XMLSyntaxError as error:
        # The parser's own words may quote the document; its place does not.
        line, column = error.position
        raise DocumentRefused(
            RefusalCode.BROKEN_XML,
            f"The XML is not well-formed (line {line}, column {column}).",
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        # Cannot happen while the guard above is right; that is what a second lock is for.
        raise DocumentRefused(RefusalCode.DOCTYPE_REFUSED, "The XML has a DOCTYPE.")
    return root
