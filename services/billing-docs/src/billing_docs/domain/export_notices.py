"""Mails about exports: one is ready, or has failed; documents are about to leave the portal."""

from datetime import date
from urllib.parse import urlencode

from billing_docs.domain.document import Customer
from billing_docs.domain.export import ExportJob
from contracts.events import NoticeRequested

READY, FAILED, LEAVING = "export_ready", "export_failed", "documents_leaving"


def ready_notice(
    job: ExportJob, *, organisation_name: str, expires_on: date, portal_url: str
) -> NoticeRequested:
    """Return the one mail to the person who asked for the export."""
    return NoticeRequested(
        idempotency_key=f"{READY}:{job.id}",
        kind=READY,
        recipient=job.notify_email or "",
        language=job.language,
        organisation_id=job.organisation_id,
        parameters={
            "organisation_name": organisation_name,
            "document_count": str(job.document_count),
            "expires_on": expires_on.isoformat(),
            "link": f"{portal_url.rstrip('/')}/exports",
        },
    )


def failed_notice(job: ExportJob, *, organisation_name: str, portal_url: str) -> NoticeRequested:
    """Return the one mail that says that nothing comes of the export; its link asks anew."""
    selection = job.selection
    dates = {"issued_from": selection.issued_from, "issued_until": selection.issued_until}
    chosen = urlencode({name: day.isoformat() for name, day in dates.items() if day is not None})
    return NoticeRequested(
        idempotency_key=f"{FAILED}:{job.id}",
        kind=FAILED,
        recipient=job.notify_email or "",
        language=job.language,
        organisation_id=job.organisation_id,
        parameters={
            "organisation_name": organisation_name,
            "document_count": str(job.document_count),
            "link": f"{portal_url.rstrip('/')}/exports{'?' if chosen else ''}{chosen}",
        },
    )


def leaving_notice(
    customer: Customer,
    *,
    recipient: str,
    month: date,
    leaving: tuple[int, date, date],
    issued: tuple[date, date],
    portal_url: str,
) -> NoticeRequested:
    """Return the one mail of a month: how many documents leave, first and last on which day.

    Its link opens the export's form with their dates of issue filled in.
    """
    count, first, last = leaving
    chosen = f"issued_from={issued[0].isoformat()}&issued_until={issued[1].isoformat()}"
    return NoticeRequested(
        idempotency_key=f"{LEAVING}:{customer.organisation_id}:{month.isoformat()}",
        kind=LEAVING,
        recipient=recipient,
        language=customer.language,
        organisation_id=customer.organisation_id,
        parameters={
            "organisation_name": customer.name,
            "document_count": str(count),
            "first_day": first.isoformat(),
            "last_day": last.isoformat(),
            "link": f"{portal_url.rstrip('/')}/exports?{chosen}",
        },
    )
