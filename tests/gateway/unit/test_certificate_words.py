"""A certificate of deletion as people read it, in both languages."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest

from contracts.deletion import DeletionCertificate, DeletionItem
from gateway.api.certificate_words import payload_of, text_of
from gateway.edge.language import Language
from gateway.texts import texts_in
from tests.gateway.samples import DOCUMENT_ID, ORGANISATION_ID

RUN_ID = UUID("01930000-0000-7000-8000-000000000032")
NOON = datetime(2035, 3, 2, 11, 0, tzinfo=UTC)


def an_item(number: str, **changes: object) -> DeletionItem:
    item = DeletionItem(
        document_id=DOCUMENT_ID,
        organisation_id=ORGANISATION_ID,
        customer_number="10001",
        document_type="invoice",
        number=number,
        sha256="ab" * 32,
        size_bytes=84_211,
        issued_on=date(2026, 3, 2),
        received_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        available_until=date(2027, 3, 2),
        retained_through=date(2034, 12, 31),
        state="deleted",
        settled_at=NOON,
    )
    return msgspec.structs.replace(item, **changes)


def a_certificate() -> DeletionCertificate:
    return DeletionCertificate(
        run_id=RUN_ID,
        reason="Fristablauf (Demo)",
        organisation_id=None,
        document_type=None,
        retained_before=date(2035, 3, 2),
        items_sha256="cd" * 32,
        proposed_at=NOON,
        proposed_by="person:first",
        released_at=NOON,
        released_by="person:second",
        finished_at=NOON,
        deleted_size_bytes=84_211,
        deleted=(an_item("RE-1"),),
        kept=(an_item("RE-2", state="kept", kept_because="held"),),
    )


@pytest.mark.req("B12")
@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "de",
            [
                "Löschnachweis",
                "Freigegeben: 02.03.2035, 12:00 von person:second",
                "Endgültig gelöschte Dokumente: 1 (82 KB)",
                "Rechnung RE-1 vom 02.03.2026, Kundennummer 10001",
                "im Portal bis 02.03.2027, aufzubewahren bis 31.12.2034",
                "Es wird für einen laufenden Vorgang gebraucht.",
            ],
        ),
        (
            "en",
            [
                "Certificate of deletion",
                "Released: 2 Mar 2035, 12:00 by person:second",
                "Documents destroyed: 1 (82 KB)",
                "It is needed for a matter that is still open.",
            ],
        ),
    ],
)
def test_it_says_what_was_destroyed_by_whom_and_what_was_kept_why(
    language: Language, sentences: list[str]
) -> None:
    text = text_of(a_certificate(), texts_in(language))

    assert [sentence for sentence in sentences if sentence not in text] == []
    assert "ab" * 32 in text
    assert "cd" * 32 in text


def test_it_is_read_out_of_the_signed_form() -> None:
    payload = base64.urlsafe_b64encode(msgspec.json.encode(a_certificate())).rstrip(b"=")

    assert payload_of(b"header." + payload + b".signature") == a_certificate()


def test_every_reason_has_words_in_both_languages() -> None:
    reasons = ("retained", "held", "restricted", "locked_in_store", "other_file")

    languages: tuple[Language, ...] = ("de", "en")
    for texts in map(texts_in, languages):
        assert all(texts.has(f"certificate.kept_because.{reason}") for reason in reasons)
