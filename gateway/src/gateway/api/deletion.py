"""Deletion runs and their certificates, for the vendor's administration."""

from uuid import UUID

from starlette.responses import Response

from contracts.deletion import (
    DeletionItemPage,
    DeletionItemQuery,
    DeletionRun,
    DeletionRunPage,
    DeletionRunQuery,
    ProposeDeletion,
    ReleaseDeletion,
)
from contracts.retention import GiveReason
from gateway.api.certificate_words import payload_of, text_of
from gateway.api.files import attached
from gateway.call import Call


async def propose_deletion(call: Call, body: ProposeDeletion) -> DeletionRun:
    """Propose to destroy what both clocks have left; nothing happens until somebody releases it."""
    return await call.around.billing_docs.propose_deletion(call.context, body)


async def list_deletion_runs(call: Call, query: DeletionRunQuery) -> DeletionRunPage:
    """Return deletion runs, the latest first."""
    return await call.around.billing_docs.list_deletion_runs(call.context, query)


async def get_deletion_run(call: Call, run_id: UUID) -> DeletionRun:
    """Return one run, and how much of it is whose."""
    return await call.around.billing_docs.get_deletion_run(call.context, run_id)


async def list_deletion_items(
    call: Call, run_id: UUID, query: DeletionItemQuery
) -> DeletionItemPage:
    """Return the documents of a run, as they were when its list was frozen."""
    return await call.around.billing_docs.list_deletion_items(call.context, run_id, query)


async def release_deletion(call: Call, run_id: UUID, body: ReleaseDeletion) -> DeletionRun:
    """Release a run as a second person, naming the list that was looked through."""
    return await call.around.billing_docs.release_deletion(call.context, run_id, body)


async def withdraw_deletion(call: Call, run_id: UUID, body: GiveReason) -> DeletionRun:
    """Take a proposed run back."""
    return await call.around.billing_docs.withdraw_deletion(call.context, run_id, body)


async def get_deletion_certificate(call: Call, run_id: UUID) -> Response:
    """Return the signed certificate of a finished run (JWS), for keeping."""
    file = await call.around.billing_docs.open_deletion_certificate(call.context, run_id)
    return await attached(call, file)


async def read_deletion_certificate(call: Call, run_id: UUID) -> Response:
    """Return what the certificate of a finished run says, in words of the caller's language."""
    file = await call.around.billing_docs.open_deletion_certificate(call.context, run_id)
    checked = await call.around.archive.open(file)
    signed = b"".join([chunk async for chunk in checked.chunks()])
    return Response(
        text_of(payload_of(signed), call.texts),
        media_type="text/plain",
        headers={"Cache-Control": "private, no-store", "Content-Language": call.language},
    )
