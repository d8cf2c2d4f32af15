"""The service on a database of its own, and what a test needs to look behind it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Engine, event, select, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.entrypoints import Incoming
from chassis.ids import new_id
from chassis.principal import PrincipalVerifier
from chassis.runtime import Runtime
from chassis.tables import OUTBOX, infrastructure
from chassis.testing import TestKeys
from contracts.events import (
    ACCESS_WISHED,
    LINK_WISHED,
    NOTICE_REQUESTED,
    AccessWished,
    LinkWished,
    NoticeRequested,
    OrganisationChanged,
)
from contracts.identity import (
    AcceptInvitation,
    Authenticated,
    ImportCustomers,
    InvitePerson,
    Organisation,
    RegisterOrganisation,
    Session,
    SignIn,
)
from contracts.plans import LimitUse
from contracts.principal import AREAS, Principal
from identity.adapters.password_hasher import Argon2Hasher, PasswordHasher
from identity.domain.addresses import GENERIC_LOCAL_PARTS
from identity.service import Identity, make_tools
from identity.store.records import RecordRoom
from identity.store.schema import metadata
from identity.use_cases.organisations.bootstrap_vendor import bootstrap_vendor
from kontor_local.keys import sealing_keys

W = TypeVar("W", AccessWished, LinkWished)
# What an administrator of a customer sees: all but what certified partners alone have.
CUSTOMER_AREAS = tuple(area for area in AREAS if area != "business")
GOOD_PASSWORD = "drei blaue Esel tanzen Walzer"


@dataclass(frozen=True, kw_only=True, slots=True)
class StubSettings:
    """What the service reads from its settings besides what the chassis needs."""

    principal_signing_key: Any
    sealing_keys: Any
    portal_name: str = "Kontor"
    environment: str = "test"
    account_provider: str = "Kundencenter"
    account_manage_url: str = "https://kundencenter.example.com/profil"
    portal_url: str = "https://portal.example.com"
    invitation_days: int = 30
    generic_mailboxes: tuple[str, ...] = GENERIC_LOCAL_PARTS


class SeatsForAll:
    """catalog, for organisations whose plan limits nothing."""

    def call(self, method: str, _result: object, /, **_: Any) -> LimitUse:
        """Say that there is a seat left."""
        assert method == "claim_seat"
        return LimitUse(limit="users", used=1, allowed=None)


@dataclass(kw_only=True)
class World:
    """The service on its own database, and what a test needs to look behind it."""

    service: Identity
    database: Database
    clock: FixedClock
    keys: TestKeys

    @property
    def room(self) -> RecordRoom:
        """Return what opens the service's transactions."""
        return RecordRoom(self.database, self.clock)

    def announced(self, event_type: str) -> list[dict[str, Any]]:
        """Return the payloads announced so far, the oldest first.

        What identity tells itself for a link by mail is taken up before, as it soon is.
        """
        if event_type == NOTICE_REQUESTED:
            self.deliver_link_wishes()
        query = (
            select(OUTBOX.c.body).where(OUTBOX.c.routing_key == event_type).order_by(OUTBOX.c.id)
        )
        with self.database.transaction() as session:
            return [msgspec.json.decode(body) for body in session.scalars(query)]

    def invitations_mailed(self) -> list[NoticeRequested]:
        """Return the notices that carry invitation links."""
        return [msgspec.convert(each, NoticeRequested) for each in self.announced(NOTICE_REQUESTED)]

    def organisations_announced(self) -> list[OrganisationChanged]:
        """Return what the other services were told about organisations."""
        return [
            msgspec.convert(each, OrganisationChanged)
            for each in self.announced("organisation_changed")
        ]

    def token_mailed_to(self, address: str) -> str:
        """Return the token in the newest link that was mailed to the address."""
        links = [
            notice.secrets["link"]
            for notice in self.invitations_mailed()
            if notice.recipient == address and "link" in notice.secrets
        ]
        return links[-1].rpartition("/")[2]

    def authenticate(self, session: Session) -> Authenticated:
        """Return whom the session stands for."""
        return self.service.authenticate(session.token)

    def principal_of(self, session: Session) -> Principal:
        """Return the verified principal of a session."""
        return self.verify(self.authenticate(session))

    def verify(self, authenticated: Authenticated) -> Principal:
        """Return the principal inside the answer, verified as another service does."""
        verifier = PrincipalVerifier(self.keys.public)
        return verifier.verify(authenticated.principal, self.clock.now())

    def accept(self, address: str, *, name: str = "Erika Muster", **changes: Any) -> Session:
        """Accept the invitation that was mailed to the address."""
        request = {"token": self.token_mailed_to(address), "password": GOOD_PASSWORD, **changes}
        return self.service.accept_invitation(AcceptInvitation(person_name=name, **request))

    def accept_link(self, link: str, *, name: str = "Vera Vendor") -> Session:
        """Accept the invitation behind a link."""
        token = link.rpartition("/")[2]
        request = AcceptInvitation(token=token, person_name=name, password=GOOD_PASSWORD)
        return self.service.accept_invitation(request)

    def accept_invited(self, admin: Principal, address: str, **preset: Any) -> Session:
        """Return the session of a further member whom `admin` has invited."""
        self.service.invite_person(admin, InvitePerson(email=address, **preset))
        return self.accept(address)

    def bootstrap(self, email: str) -> str | None:
        """Run the bootstrap command's use case."""
        with self.room.of_everybody() as records:
            return bootstrap_vendor(email, "Vendor (Demo)", records, self.service.resources.rules)

    def staff(self, **changes: Any) -> Principal:
        """Return an administrator of the vendor."""
        values: dict[str, Any] = {
            "subject": new_id(),
            "kind": "person",
            "organisation_id": new_id(),
            "organisation_kind": "vendor",
            "role": "admin",
            "session_id": new_id(),
            "expires_at": self.clock.now(),
        }
        return Principal(**{**values, **changes})

    def register(self, **changes: Any) -> Organisation:
        """Register a customer whose contact is kontakt-person@muster.example."""
        values: dict[str, Any] = {
            "kind": "customer",
            "name": "Musterfabrik GmbH (Demo)",
            "customer_number": "10001",
            "contact_email": "erika@muster.example",
            **changes,
        }
        return self.service.register_organisation(self.staff(), RegisterOrganisation(**values))

    def import_csv(self, csv: str) -> None:
        """Register the customers of a list."""
        self.service.import_customers(self.staff(), ImportCustomers(csv=csv))

    def a_partner(self, **changes: Any) -> RegisterOrganisation:
        """Return a partner to register, without a contact."""
        return RegisterOrganisation(**{"kind": "partner", "name": "Partner (Demo)", **changes})

    def sign_in(self, address: str) -> SignIn:
        """Return the sign-in of somebody whom `accept` made a member."""
        return SignIn(email=address, password=GOOD_PASSWORD)

    def admin(self) -> Principal:
        """Register the customer and return its first administrator, signed in."""
        self.register()
        return self.principal_of(self.accept("erika@muster.example"))

    def admin_of(self, customer_number: str) -> Principal:
        """Return the first administrator of a further new customer, signed in."""
        address = f"chef@kunde-{customer_number}.example"
        self.register(customer_number=customer_number, contact_email=address)
        return self.principal_of(self.accept(address))

    def member(self, admin: Principal, address: str, **preset: Any) -> Principal:
        """Return a further member whom `admin` has invited, signed in."""
        return self.principal_of(self.accept_invited(admin, address, **preset))

    def organisations_seen(self, table: str, *, organisation_id: UUID | None) -> set[UUID]:
        """Return whose rows a transaction of `organisation_id` sees without any condition."""
        with self.database.transaction(organisation_id=organisation_id) as session:
            query = text(f"SELECT organisation_id FROM {table}")  # noqa: S608 - our own names
            return set(session.scalars(query))

    def run_sql_as_operator(self, statements: str) -> None:
        """Run statements as the service's own role, across organisations."""
        with self.database.transaction(every_organisation=True) as session:
            for statement in statements.split(";"):
                session.execute(text(statement))

    def deliver_access_wishes(self) -> None:
        """Deliver every wish for access that was ever announced, as the broker may do."""
        for wish in self._wishes(ACCESS_WISHED, AccessWished):
            self.service.take_up_access_wish(wish)

    def deliver_link_wishes(self) -> None:
        """Deliver every wish for a link by mail that was ever announced, as the broker may do."""
        for wish in self._wishes(LINK_WISHED, LinkWished):
            self.service.take_up_link_wish(wish)

    def _wishes(self, event_type: str, wished: type[W]) -> list[Incoming[W]]:
        query = select(OUTBOX.c.id, OUTBOX.c.body).where(OUTBOX.c.routing_key == event_type)
        with self.database.transaction() as session:
            told = session.execute(query.order_by(OUTBOX.c.id)).all()
        return [
            Incoming(
                id=str(row.id),
                source="identity",
                type=event_type,
                time=None,
                body_sha256=hashlib.sha256(row.body).hexdigest(),
                data=msgspec.json.decode(row.body, type=wished),
            )
            for row in told
        ]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Yield the list of statements that run meanwhile, without their values."""
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            seen.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        yield seen
        event.remove(Engine, "before_cursor_execute", note)

    def fingerprint(self) -> dict[str, str]:
        """Return a digest of every row of every table, outbox and trail included."""
        tables = [*metadata.tables, *infrastructure.tables]
        digests = (
            f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"  # noqa: S608 - our own names
            for table in tables
        )
        return {table: digest or "" for table, digest in self.run_sql(" UNION ALL ".join(digests))}

    def run_sql(self, statement: str) -> list[Any]:
        """Return the rows of a statement that sees every organisation."""
        with self.database.transaction(every_organisation=True) as session:
            return list(session.execute(text(statement)).all())


@cache
def quick_hasher() -> PasswordHasher:
    """Return a hasher that costs nothing; `test_sign_in` shows what production's costs."""
    return Argon2Hasher(memory_kib=8, time_cost=1)


def make_world(
    database: Database,
    clock: FixedClock,
    keys: TestKeys,
    hasher: PasswordHasher | None = None,
) -> World:
    """Return the service as a running process has it, without the broker."""
    settings: Any = StubSettings(
        principal_signing_key=keys.private, sealing_keys=sealing_keys(keys.private.parent)
    )
    service = Identity()
    catalog: Any = SeatsForAll()
    service.catalog = catalog
    unused: Any = None
    service.runtime = Runtime(
        settings=settings,
        clock=clock,
        database=database,
        verifier=unused,
        publishers=unused,
        resources=make_tools(settings, hasher or quick_hasher()),
    )
    return World(service=service, database=database, clock=clock, keys=keys)
