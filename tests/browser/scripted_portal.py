"""A portal with scripted services: `python -m tests.browser.scripted_portal PORT`."""

import asyncio
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

import uvicorn

from contracts.accounts import SignInSteps
from contracts.billing_docs import ArchivedFile, Document, DocumentPage
from contracts.conversations import RequestSummary
from contracts.errors import (
    InvitationNotUsable,
    LinkNotUsable,
    NotFound,
    SignInRefused,
    WeakPassword,
    WireError,
)
from contracts.explain import Explanation, Verdict
from contracts.identity import InvitationPreview, Members, Membership, Session
from contracts.mailed_links import LinkPreview
from contracts.money import Money
from contracts.post import (
    DocumentCount,
    DocumentLink,
    DocumentLinks,
    DocumentReader,
    DocumentReaders,
    DocumentSummary,
    LinkedDocument,
    MovedDocument,
    MovedDocuments,
)
from gateway.app import application
from gateway.clients.archive import CheckedFile
from gateway.edge.client_address import AttemptLimit
from gateway.log import SERVER_LOGGING
from kontor_demo.documents import make_invoice_pdf
from tests.browser.scripted_requests import script_requests
from tests.demo_documents.sketches import an_invoice
from tests.gateway.samples import (
    PERSON_ID,
    a_document,
    a_principal,
    a_session,
    an_archived_file,
    an_authenticated,
    an_invitation_preview,
    an_organisation,
)
from tests.gateway.scripted_services import Asked, ScriptedServices, scripted_surroundings

PASSWORD = "richtig geheim hier"
INVITATION = "kt_demo"
LINK = "kp_demo"
NEWCOMER = "ks_newcomer"
PDF = make_invoice_pdf(an_invoice())

_KINDS: list[dict[str, Any]] = [
    {},
    {"document_type": "credit_note", "total": Money(minor_units=-4_250, currency="EUR")},
    {"document_type": "reminder", "seller_name": None},
    {
        "media_type": "application/xml",
        "format": "ubl",
        "file_name": "xrechnung.xml",
        "faults": ("xml_encoding_wrong", "totals_contradict"),
    },
    {"document_type": "contract", "total": None, "due_on": None, "title": "Wartung 2027 (Demo)"},
    {"number": "R-2026-0815-MIT-EINER-SEHR-LANGEN-BELEGNUMMER-AUS-DEM-ALTEN-SYSTEM-1"},
    {"total": Money(minor_units=123_456_789, currency="CHF")},
]
DOCUMENTS = [
    a_document(
        **{
            "id": UUID(int=number + 1, version=4),
            "number": f"R-2026-{1000 - number:04}",
            "issued_on": a_document().issued_on - timedelta(days=3 * number),
            "is_unread": number < 3,
            **_KINDS[number % len(_KINDS)],
        }
    )
    for number in range(20)
]


class OneFile:
    """An archive that holds one PDF."""

    async def open(self, _: ArchivedFile) -> CheckedFile:
        spool: SpooledTemporaryFile[bytes] = SpooledTemporaryFile()  # noqa: SIM115  (handed on)
        spool.write(PDF)
        return CheckedFile(spool, len(PDF))


def page_of(asked: Asked) -> DocumentPage:
    query = asked.arguments["query"]
    wanted = [
        document
        for document in DOCUMENTS
        if query.document_type in {None, document.document_type}
        and (query.number or "") in document.number
    ]
    start = int(query.cursor or 0)
    return DocumentPage(
        items=tuple(wanted[start : start + 8]),
        next_cursor=str(start + 8) if len(wanted) > start + 8 else None,
    )


MEMBER = Membership(
    person_id=PERSON_ID,
    person_name="Erika Muster",
    email="erika@example.com",
    role="admin",
    areas=("post",),
)


def summary_of(_: Asked) -> DocumentSummary:
    counts = [
        DocumentCount(folder="post", document_type=kind, documents=number, size_bytes=0)
        for kind, number in Counter(each.document_type for each in DOCUMENTS).items()
    ]
    return DocumentSummary(counts=tuple(counts), unread=3)


def moved(asked: Asked) -> MovedDocuments:
    ids = asked.arguments["request"].document_ids
    return MovedDocuments(
        items=tuple(MovedDocument(document_id=each, outcome="moved") for each in ids)
    )


def links_of(_: Asked) -> DocumentLinks:
    other = LinkedDocument(
        id=DOCUMENTS[1].id,
        document_type="credit_note",
        issued_on=DOCUMENTS[1].issued_on,
        total=DOCUMENTS[1].total,
    )
    return DocumentLinks(
        items=(
            DocumentLink(relation="refers_to", number="AB-2026-17", document=None),
            DocumentLink(relation="corrected_by", number=DOCUMENTS[1].number, document=other),
        )
    )


def readers_of(_: Asked) -> DocumentReaders:
    seen = datetime(2026, 11, 3, 7, 12, tzinfo=UTC)
    return DocumentReaders(
        items=(
            DocumentReader(person_id=PERSON_ID, first_previewed_at=seen, first_downloaded_at=seen),
            DocumentReader(
                person_id=UUID(int=9), first_previewed_at=seen, first_downloaded_at=None
            ),
        )
    )


def document_of(asked: Asked) -> Document | WireError:
    found = [document for document in DOCUMENTS if document.id == asked.arguments["document_id"]]
    return found[0] if found else NotFound("document")


def file_of(_: Asked) -> ArchivedFile:
    return an_archived_file(size_bytes=len(PDF))


def explained(asked: Asked) -> Explanation:
    return Explanation(
        subject="document",
        asked=str(asked.arguments["query"].document),
        person_id=a_principal().subject,
        person_name="Erika Muster",
        is_allowed=False,
        decided_by="document_here",
        rules=(
            Verdict(rule="membership", passes=True),
            Verdict(rule="contract_running", passes=True),
            Verdict(rule="area_switched_on", passes=True),
            Verdict(rule="document_here", passes=False),
        ),
        ask=(),
        may_change_self=False,
    )


def sign_in(asked: Asked) -> Session | WireError:
    return a_session() if asked.arguments["request"].password == PASSWORD else SignInRefused()


def preview(asked: Asked) -> InvitationPreview | WireError:
    if asked.arguments["token"] != INVITATION:
        return InvitationNotUsable("expired")
    return an_invitation_preview(organisation_name=an_organisation().name)


def accept(asked: Asked) -> Session | WireError:
    return (
        WeakPassword("too_common") if len(asked.arguments["request"].password) < 12 else a_session()
    )


def link(asked: Asked) -> LinkPreview | WireError:
    if asked.arguments["token"] != LINK:
        return LinkNotUsable("link_expired")
    return LinkPreview(
        purpose=asked.arguments["purpose"],
        email="erika.mustermann-langername@buchhaltung.example.com",
        expires_at=datetime(2026, 12, 2, 11, 0, tzinfo=UTC),
    )


def chosen(asked: Asked) -> WireError | None:
    return WeakPassword("too_common") if len(asked.arguments["request"].password) < 12 else None


def signed_up(asked: Asked) -> Session | WireError:
    refused = chosen(asked)
    return refused or a_session(token=NEWCOMER, organisation=None)


def services() -> ScriptedServices:
    scripted = ScriptedServices()
    scripted.says("identity.begin_sign_in", SignInSteps(methods=("password",)))
    scripted.says("identity.open_session", sign_in)
    scripted.says("identity.close_session", None)
    scripted.says("identity.preview_invitation", preview)
    scripted.says("identity.accept_invitation", accept)
    scripted.says("identity.preview_link", link)
    scripted.says("identity.request_password_reset", None)
    scripted.says("identity.reset_password", chosen)
    scripted.says("identity.request_registration", None)
    scripted.says("identity.complete_registration", signed_up)
    scripted.says("identity.request_access", None)
    scripted.says("identity.explain", explained)
    nowhere = a_principal(organisation_id=None, organisation_kind=None, role=None, areas=())
    scripted.tokens[NEWCOMER] = an_authenticated(nowhere, organisation=None)
    scripted.says(
        "tickets.summarise_requests",
        RequestSummary(open_requests=3, waiting_for_you=1, unread_requests=2),
    )
    scripted.says("billing_docs.list_documents", page_of)
    scripted.says("billing_docs.get_document", document_of)
    scripted.says("billing_docs.summarise_documents", summary_of)
    scripted.says("billing_docs.move_documents", moved)
    scripted.says("billing_docs.mark_documents", None)
    scripted.says("billing_docs.list_links", links_of)
    scripted.says("billing_docs.list_readers", readers_of)
    scripted.says("identity.list_members", Members(items=(MEMBER,)))
    scripted.says("billing_docs.open_preview", file_of)
    scripted.says("billing_docs.open_download", file_of)
    return scripted


async def main(port: int) -> None:
    scripted = services()
    around = scripted_surroundings(scripted, public_url=f"http://127.0.0.1:{port}")
    script_requests(scripted, around.live)
    # All tests sign in from one address, oftener than people do.
    patient = replace(around, sign_in_limit=AttemptLimit("1000/minute"))
    app = application(replace(patient, archive=OneFile()))  # type: ignore[arg-type]  # stands in
    config = uvicorn.Config(
        app,
        port=port,
        lifespan="off",  # there is no broker to connect to
        log_config=SERVER_LOGGING,
        access_log=False,
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
