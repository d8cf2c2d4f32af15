"""A certificate of deletion in words, for people; what proves itself is the signed one."""

import base64
from collections.abc import Iterator

import msgspec

from contracts.deletion import DeletionCertificate, DeletionItem
from gateway import formats
from gateway.texts import Texts


def payload_of(jws: bytes) -> DeletionCertificate:
    """Return what a certificate of ours says; its digest has been checked, its signature has not.

    Raises:
        ValueError: it is no certificate.
    """
    payload = jws.split(b".")[1]
    content = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    return msgspec.json.decode(content, type=DeletionCertificate)


def text_of(certificate: DeletionCertificate, texts: Texts) -> str:
    """Return the certificate as lines in one language."""
    return "\n".join(_lines(certificate, texts)) + "\n"


def _lines(certificate: DeletionCertificate, texts: Texts) -> Iterator[str]:
    language = texts.language
    yield texts("certificate.title")
    yield texts("certificate.run", run=certificate.run_id)
    yield ""
    yield texts("certificate.reason", reason=certificate.reason)
    yield texts("certificate.rule", day=formats.day(certificate.retained_before, language))
    yield texts(
        "certificate.proposed",
        moment=formats.moment(certificate.proposed_at, language),
        actor=certificate.proposed_by,
    )
    yield texts(
        "certificate.released",
        moment=formats.moment(certificate.released_at, language),
        actor=certificate.released_by,
    )
    yield texts("certificate.finished", moment=formats.moment(certificate.finished_at, language))
    yield ""
    yield texts(
        "certificate.deleted",
        count=len(certificate.deleted),
        size=formats.size(certificate.deleted_size_bytes, language),
    )
    for item in certificate.deleted:
        yield from _item(item, texts)
    if certificate.kept:
        yield ""
        yield texts("certificate.kept", count=len(certificate.kept))
        for item in certificate.kept:
            yield from _item(item, texts)
            yield "    " + texts.word("certificate.kept_because", item.kept_because or "")
    yield ""
    yield texts("certificate.list", digest=certificate.items_sha256)
    yield texts("certificate.proof")


def _item(item: DeletionItem, texts: Texts) -> Iterator[str]:
    language = texts.language
    yield ""
    yield "  " + texts(
        "certificate.document",
        kind=texts.word("document_types", item.document_type),
        number=item.number,
        day=formats.day(item.issued_on, language),
        customer=item.customer_number or "-",
    )
    yield "    " + texts(
        "certificate.clocks",
        window=formats.day(item.available_until, language),
        law=formats.day(item.retained_through, language),
    )
    yield f"    SHA-256 {item.sha256}"
