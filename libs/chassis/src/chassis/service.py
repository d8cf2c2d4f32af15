"""The base of a service class: what every entrypoint method finds on `self`."""

from collections.abc import Mapping
from typing import ClassVar, Generic
from uuid import UUID

from sqlalchemy.orm import Session
from typing_extensions import TypeVar

from chassis.audit import AuditTrail
from chassis.clock import Clock
from chassis.database import Database
from chassis.entrypoints.calls import rpc
from chassis.health import Health
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.parking import Parking
from chassis.relay import Relay
from chassis.runtime import Runtime, runtime_dependency
from chassis.service_state import describe_state
from chassis.settings import ServiceSettings
from contracts.errors import AreaNotVisible, EntitlementMissing, NoMembership, NotPermitted
from contracts.principal import Principal
from contracts.service_state import ServiceState

S = TypeVar("S", bound=ServiceSettings, default=ServiceSettings)
R = TypeVar("R", default=None)


class Service(Generic[S, R]):
    """A service: its name, its settings, and its ways in as decorated methods.

    `S` is the settings class; `R` is whatever the service opens once per process and shares
    (an object store client, a key), made by `open_resources`.
    """

    name: ClassVar[str]
    settings_class: ClassVar[type[ServiceSettings]] = ServiceSettings
    runtime: Runtime = runtime_dependency()
    relay = Relay()
    health = Health()

    @classmethod
    def open_resources(cls, settings: S) -> R:
        """Return what every call shares besides the database; called once per process."""
        del settings
        return None  # type: ignore[return-value]  # the default of R

    @property
    def settings(self) -> S:
        """Return the settings the process was started with."""
        return self.runtime.settings  # type: ignore[return-value]  # settings_class made them

    @property
    def resources(self) -> R:
        """Return what `open_resources` made."""
        return self.runtime.resources  # type: ignore[no-any-return]  # open_resources made them

    @property
    def database(self) -> Database:
        """Return the service's own database."""
        return self.runtime.database

    @property
    def clock(self) -> Clock:
        """Return the clock; tests move it."""
        return self.runtime.clock

    def outbox(self, session: Session) -> Outbox:
        """Return the outbox of this transaction."""
        return Outbox(session, self.name, self.clock.now())

    def inbox(self, session: Session) -> Inbox:
        """Return the inbox of this transaction."""
        return Inbox(session, self.clock.now())

    def audit(self, session: Session) -> AuditTrail:
        """Return the audit trail of this transaction."""
        return AuditTrail(session, self.clock.now())

    def parking(self, session: Session) -> Parking:
        """Return the parked messages of this transaction."""
        return Parking(session, self.clock.now())

    def to_look_at(self, session: Session) -> Mapping[str, int]:
        """Return how much of what a person is to look at, by a name that stays; mostly nothing."""
        del session
        return {}

    @rpc(reads=True)
    def get_service_state(self, caller: Principal) -> ServiceState:
        """Say what waits in queues, in the outbox and for a person. Raises NotPermitted."""
        if not (caller.is_staff and caller.is_admin):
            raise NotPermitted("vendor_administration")
        with self.database.transaction(every_organisation=True) as session:
            return describe_state(type(self), self.runtime, session, self.to_look_at(session))


def actor_of(caller: Principal) -> str:
    """Return the audit trail's name for whoever calls: `person:<id>` or `system:<id>`."""
    return f"{caller.kind}:{caller.subject}"


def organisation_of(caller: Principal, named: UUID | None = None) -> UUID | None:
    """Return the organisation a call is about: the caller's, or the named one for staff only.

    Anybody else who names a foreign organisation gets None, which opens no rows: the answer looks
    the same as for one that does not exist (docs/adr/0017).
    """
    if named is None or named == caller.organisation_id:
        return caller.organisation_id
    return named if caller.is_staff else None


def require_area(caller: Principal, area: str) -> UUID:
    """Return the organisation for which the caller enters the area.

    What the organisation would have to book comes before what the person would have to be given:
    nothing that is unlocked for him helps before.

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        EntitlementMissing: the organisation has not booked the area.
        AreaNotVisible: the area is not switched on for the caller.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.lacks_entitlement(area):
        raise EntitlementMissing(area)
    if not caller.may_enter(area):
        raise AreaNotVisible(area)
    return caller.organisation_id
