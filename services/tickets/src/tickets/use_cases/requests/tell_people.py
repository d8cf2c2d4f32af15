"""Have people told by mail what becomes of a request."""

from collections.abc import Iterable

from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.request_types import RequestType
from tickets.domain.attachments import CheckedAttachment
from tickets.domain.entries import StoredEntry
from tickets.domain.people import Person
from tickets.domain.requests import CustomerRequest
from tickets.store.records import Records


def tell_opened(
    request: CustomerRequest,
    kind: RequestType,
    person: Person,
    records: Records,
    *,
    files: Iterable[CheckedAttachment] = (),
) -> None:
    """Confirm to whoever asked that his request has arrived, once (FD-12)."""
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"request-opened-{request.id}",
            kind="request_opened",
            recipient=person.email,
            language=person.language,
            organisation_id=request.requester.organisation_id,
            reply_to=_reply_to(request, records),
            thread_id=_thread_id(request, records),
            parameters={
                "number": str(request.number),
                "title": request.title,
                "kind": kind.label.de if person.language == "de" else kind.label.en,
                **_named(files),
            },
        ),
    )


def tell_answered(
    request: CustomerRequest,
    entry: StoredEntry,
    author: Person,
    records: Records,
    *,
    files: Iterable[CheckedAttachment] = (),
) -> None:
    """Tell the requester what the vendor's people have answered; notes are told to nobody.

    Files are named and not sent along: whoever fetches one shows that he still may.
    """
    if entry.audience != "public" or entry.side == "customer" or entry.body is None:
        return
    requester = records.participants.find(
        request.requester.organisation_id, request.requester.person_id
    )
    if requester is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"request-answered-{entry.id}",
            kind="request_answered",
            recipient=requester.email,
            language=requester.language,
            organisation_id=request.requester.organisation_id,
            reply_to=_reply_to(request, records),
            thread_id=_thread_id(request, records),
            parameters={
                "number": str(request.number),
                "title": request.title,
                "author": author.name,
                "comment": entry.body,
                **_named(files),
            },
        ),
    )


def tell_closed(request: CustomerRequest, records: Records) -> None:
    """Tell the requester that his request is closed, and that he may say what he thinks of it."""
    requester = records.participants.find(
        request.requester.organisation_id, request.requester.person_id
    )
    if requester is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"request-closed-{request.id}-{records.now.isoformat()}",
            kind="request_closed",
            recipient=requester.email,
            language=requester.language,
            organisation_id=request.requester.organisation_id,
            reply_to=_reply_to(request, records),
            thread_id=_thread_id(request, records),
            parameters={"number": str(request.number), "title": request.title},
        ),
    )


def _named(files: Iterable[CheckedAttachment]) -> dict[str, str]:
    names = "\n".join(file.file_name for file in files)
    return {"attachments": names} if names else {}


def _reply_to(request: CustomerRequest, records: Records) -> str | None:
    """Return where the requester answers by mail."""
    if records.mailbox is None:
        return None
    return records.mailbox.reply_address_of(request.id, request.requester.person_id)


def _thread_id(request: CustomerRequest, records: Records) -> str | None:
    """Return under which id his mail program keeps what belongs to the request."""
    return None if records.mailbox is None else records.mailbox.thread_id_of(request.id)
