"""Tell catalog how requests for packages stand; never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.outbox import Outbox
from contracts.packages import PACKAGE_REQUEST_WORKED_ON, PackageRequestWorkedOn
from tickets.domain.entries import NewEntry
from tickets.domain.requests import CustomerRequest
from tickets.store.requests import requests_with_names
from tickets.store.tables import REQUEST

_TOLD = frozenset({"opened", "assigned", "moved", "state_changed"})


class PackageNewsStore:
    """News of the caller's transaction for catalog: told when it commits."""

    def __init__(self, session: Session, outbox: Outbox, now: datetime) -> None:
        self._session = session
        self._outbox = outbox
        self._now = now

    def tell(self, request: CustomerRequest, entry: NewEntry, *, number: int) -> None:
        """Tell how the request stands after what the entry says, if a package was wished for in it.

        `number` is the entry's: the caller has locked the request, so it grows with every change.
        """
        if request.package_request_id is None or entry.change not in _TOLD:
            return
        owner = request.requester.organisation_id
        row = self._session.execute(
            requests_with_names().where(
                REQUEST.c.organisation_id == owner, REQUEST.c.id == request.id
            )
        ).one()
        self._outbox.announce(
            PACKAGE_REQUEST_WORKED_ON,
            PackageRequestWorkedOn(
                package_request_id=request.package_request_id,
                organisation_id=owner,
                request_id=request.id,
                number=row.number,
                state=row.state,
                assignee=row.assignee_name,
                version=number,
                at=self._now,
            ),
        )
