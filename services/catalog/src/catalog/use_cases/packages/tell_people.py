"""Have people told by mail what becomes of a request for a package, and of a trial."""

from catalog.domain.package_requests import StoredRequest, WantedPackage, spoken
from catalog.domain.people import Person
from catalog.store.bookings import EndingTrial
from catalog.store.records import Records
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.packages import (
    PACKAGE_OFFERED,
    PACKAGE_REQUEST_SETTLED,
    PACKAGE_REQUESTED,
    Asker,
    PackageOffered,
    PackageRequested,
    PackageRequestSettled,
    PackageRequestState,
)


def tell_requested(
    request: StoredRequest, package: WantedPackage, person: Person, records: Records
) -> None:
    """Tell the other services, and the one who is responsible for the package (SE-20)."""
    records.outbox.announce(
        PACKAGE_REQUESTED,
        PackageRequested(
            request_id=request.id,
            organisation_id=request.organisation_id,
            person_id=person.id,
            package_key=request.package_key,
            package_name=request.package_name,
            intent=request.intent,
            due_at=request.due_at,
            person=Asker(name=person.name, email=person.email, language=person.language),
        ),
    )
    if package.responsible_email is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"package-requested-{request.id}",
            kind="package_requested",
            recipient=package.responsible_email,
            language="de",
            organisation_id=request.organisation_id,
            parameters={
                "package": request.package_name.de,
                "intent": request.intent,
                "person_name": person.name,
                "due_at": request.due_at.isoformat(),
            },
        ),
    )


def tell_settled(request: StoredRequest, state: PackageRequestState, records: Records) -> None:
    """Tell tickets what came of it, so that nobody goes on answering."""
    records.outbox.announce(
        PACKAGE_REQUEST_SETTLED,
        PackageRequestSettled(
            request_id=request.id,
            organisation_id=request.organisation_id,
            person_id=request.requester.id,
            state=state,
            at=records.now,
        ),
    )


def tell_offered(request: StoredRequest, records: Records) -> None:
    """Tell whoever asked that there is an offer; its words are read in the portal (SE-17).

    Tickets is told too, so that the request there waits for him.
    """
    if request.offer is None:
        return
    records.outbox.announce(
        PACKAGE_OFFERED,
        PackageOffered(
            request_id=request.id,
            organisation_id=request.organisation_id,
            person_id=request.requester.id,
            valid_through=request.offer.valid_through,
            at=request.offer.offered_at,
        ),
    )
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"package-offered-{request.id}-{request.offer.offered_at.isoformat()}",
            kind="package_offered",
            recipient=request.requester.email,
            language=request.requester.language,
            organisation_id=request.organisation_id,
            parameters={
                "package": spoken(request.package_name, request.requester.language),
                "valid_through": request.offer.valid_through.isoformat(),
            },
        ),
    )


def tell_trial_ends(trial: EndingTrial, records: Records) -> None:
    """Tell whoever tries a package that its last day is near."""
    if trial.email is None:
        return
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"trial-ends-{trial.booking_id}-{trial.until.isoformat()}",
            kind="trial_ends",
            recipient=trial.email,
            language=trial.language,
            organisation_id=trial.organisation_id,
            parameters={
                "package": spoken(trial.package_name, trial.language),
                "until": trial.until.isoformat(),
            },
        ),
    )
