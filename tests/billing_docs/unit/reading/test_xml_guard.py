"""The XML parser is given nothing it could be turned against us with."""

import codecs
from pathlib import Path

import pytest

from billing_docs.adapters.reading.xml_text import MAX_MARKS, MAX_XML_BYTES, parse_xml
from billing_docs.domain.faults import DocumentRefused

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
DOCTYPE = b'<!DOCTYPE a [<!ENTITY e "x">]>'


def refusal_of(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        parse_xml(content)
    return refused.value.code


def text_of(content: bytes) -> str | None:
    return parse_xml(content).root.text


def fault_codes(content: bytes) -> list[str]:
    return [fault.code for fault in parse_xml(content).faults]


@pytest.mark.parametrize(
    "content",
    [
        DOCTYPE + b"<a>&e;</a>",
        DECLARATION + DOCTYPE + b"<a>&e;</a>",
        DECLARATION + b"\r\n\t " + DOCTYPE + b"<a/>",
        b"<!-- first -->" + DOCTYPE + b"<a/>",
        b"<!---->" + DOCTYPE + b"<a/>",
        b"<!-- ?> --><?pi --> ?><!-- -->" + DOCTYPE + b"<a/>",
        b"\n\n" + DECLARATION + DOCTYPE + b"<a/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
        codecs.BOM_UTF8 + DOCTYPE + b"<a/>",
        codecs.BOM_UTF16_LE + (DOCTYPE + b"<a/>").decode().encode("utf-16-le"),
        codecs.BOM_UTF16_BE + (DOCTYPE + b"<a/>").decode().encode("utf-16-be"),
        (DOCTYPE + b"<a/>").decode().encode("utf-16-le"),
        (DOCTYPE + b"<a/>").decode().encode("utf-16-be"),
    ],
)
def test_a_doctype_is_refused_wherever_it_hides(content: bytes) -> None:
    assert refusal_of(content) == "doctype_refused"


@pytest.mark.parametrize("encoding", ["UTF-7", "UTF-32", "IBM037", "hex", "rot13", "idna"])
def test_a_doctype_in_an_exotic_encoding_reaches_no_parser(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE.decode()}<a>&e;</a>'

    assert refusal_of(text.encode()) == "doctype_refused"


def test_a_doctype_in_utf_7_is_text_and_not_a_doctype() -> None:
    content = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'

    assert refusal_of(content) == "broken_xml"


@pytest.mark.parametrize(
    "content",
    [b"<a><![CDATA[<!DOCTYPE html>]]></a>", b"<a><!-- <!DOCTYPE html> -->&lt;!DOCTYPE html></a>"],
)
def test_the_word_inside_the_document_is_harmless(content: bytes) -> None:
    assert text_of(content) == "<!DOCTYPE html>"


def test_an_entity_never_brings_in_a_local_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    content = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'.encode()

    with pytest.raises(DocumentRefused) as refused:
        parse_xml(content)

    assert "the secret" not in refused.value.explanation


@pytest.mark.parametrize(
    "content",
    [
        b"<a>&unknown;</a>",
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>" + b"<b/>" * MAX_MARKS + b"</a>",
        b"<a>" + b" " * MAX_XML_BYTES + b"</a>",
        b"<!-- never closed",
        b"<? never closed",
        b"<a>\x00</a>",
        b'<a b="1" b="2"/>',
        DECLARATION + DECLARATION + b"<a/>",
    ],
    ids=lambda content: content[:20].decode(),
)
def test_what_would_exhaust_or_confuse_a_parser_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "broken_xml"


@pytest.mark.parametrize(
    "content",
    [
        "<a>ä</a>".encode(),
        '<?xml version="1.0"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="utf-8"?><a>ä</a>'.encode(),
        "<?xml version='1.0' encoding='ISO-8859-1' standalone='yes' ?><a>ä</a>".encode("latin-1"),
        '<?xml version="1.0" encoding="windows-1252"?><a>ä</a>'.encode("cp1252"),
        codecs.BOM_UTF8 + '<?xml version="1.0" encoding="utf-8"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>'.encode("utf-16"),
    ],
)
def test_a_right_encoding_is_no_fault(content: bytes) -> None:
    assert text_of(content) == "ä"
    assert fault_codes(content) == []


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="UTF-8-W/O-BOM"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="us-ascii"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-8"?><a>ä</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding=""?><a>ä</a>'.encode(),
        '<?xml version="1.0" encoding="Ümlaut"?><a>ä</a>'.encode(),
        "<a>ä</a>".encode("latin-1"),
    ],
)
def test_a_wrong_encoding_is_mended_and_named(content: bytes) -> None:
    assert text_of(content) == "ä"
    assert fault_codes(content) == ["xml_encoding_wrong"]


def test_comments_cannot_split_a_value() -> None:
    assert text_of(b"<a>RE-<!-- 1 -->42</a>") == "RE-42"
