"""What every way into billing-docs finds on `self`."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from billing_docs.domain.look import LookKind, ShownDocument
from billing_docs.resources import Resources
from billing_docs.settings import Settings
from billing_docs.store.shown_types import showing_only
from billing_docs.use_cases.post.look_at_document import Onlooker, look_at_document
from billing_docs.use_cases.publications.accept_event import Entrance
from chassis.service import Service, organisation_of, require_area
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal

POST_AREA = "post"


class BillingDocsCalls(Service[Settings, Resources]):
    """The base of each group of calls."""

    @property
    def entrance(self) -> Entrance:
        """What an event is checked with that comes by call."""
        return Entrance(
            database=self.database,
            archive=self.resources.archive,
            publishers=self.runtime.publishers,
            clock=self.clock,
        )

    @contextmanager
    def shown_to(self, caller: Principal, organisation_id: UUID) -> Iterator[Session]:
        """Yield a transaction with the organisation's documents of the types the caller is shown.

        The database leaves the others out of whatever is asked in it (docs/adr/0035).
        """
        with self.database.transaction(
            organisation_id=organisation_id, settings=showing_only(caller.shown_document_types)
        ) as session:
            yield session

    @contextmanager
    def asked_by(self, caller: Principal, organisation_id: UUID) -> Iterator[Connection]:
        """Yield a reading of the same documents."""
        with self.database.reading(
            organisation_id=organisation_id, settings=showing_only(caller.shown_document_types)
        ) as connection:
            yield connection

    def look_at(
        self,
        caller: Principal,
        document_id: UUID,
        organisation_id: UUID | None,
        look: LookKind | None,
        *,
        wants_bytes: bool = False,
    ) -> ShownDocument:
        """Return a document as it was before this look.

        Raises:
            NotFound, ArchiveDamaged: see `look_at_document`.
        """
        organisation = readable_organisation(caller, organisation_id)
        onlooker = Onlooker(
            organisation_id=organisation,
            reader=reader_of(caller, organisation),
            document_types=caller.shown_document_types,
        )
        return look_at_document(
            document_id,
            onlooker,
            look=look,
            database=self.database,
            clock=self.clock,
            wants_bytes=wants_bytes,
        )


def readable_organisation(caller: Principal, named: UUID | None) -> UUID:
    """Return whose documents the caller may read in this call.

    Raises:
        NoMembership: the caller belongs to no organisation yet (A10).
        AreaNotVisible: Post is not switched on for the caller (SE-44).
        NotFound: a foreign organisation was named.
    """
    require_area(caller, POST_AREA)
    organisation_id = organisation_of(caller, named)
    if organisation_id is None:
        raise NotFound("organisation")
    return organisation_id


def administered_organisation(caller: Principal, named: UUID | None) -> UUID:
    """Return whose affairs the caller decides in this call: staff name anybody's, admins theirs.

    Raises:
        NotFound: a foreign organisation was named, or none at all.
        NotPermitted: the caller administers nothing.
    """
    organisation_id = organisation_of(caller, named)
    if organisation_id is None:
        raise NotFound("organisation")
    if caller.is_staff or (caller.kind == "person" and caller.is_admin):
        return organisation_id
    raise NotPermitted("admin")


def require_administration(caller: Principal) -> None:
    """Return if the caller is of the vendor's administration: its people who administer.

    Raises:
        NotPermitted: he is not.
    """
    if not (caller.is_staff and caller.is_admin):
        raise NotPermitted("vendor_administration")


def reader_of(caller: Principal, organisation_id: UUID) -> UUID | None:
    """Return the person whose reading counts for the organisation, None if the caller's does not.

    Neither the vendor's people nor a support session read in the customer's place, and no system
    does.
    """
    is_own = caller.organisation_id == organisation_id and caller.support_session_id is None
    return caller.subject if is_own and caller.kind == "person" else None
