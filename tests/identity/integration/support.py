"""A customer that may agree to support access, and one of the vendor's people who asks for it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.errors import NotFound, ServiceUnavailable
from contracts.events import SUPPORT_CALL_MADE, SupportCallMade
from contracts.identity import Session
from contracts.principal import Principal
from contracts.support import (
    OpenedSupportSession,
    OpenSupportSession,
    SetSupportConsent,
    SupportConsent,
    SupportSession,
)
from contracts.support_changes import ProposedRequest, ProposeSupportChange
from contracts.tickets import FoundRequest
from tests.identity.integration.world import World


def a_call_in(session: SupportSession, **changes: Any) -> Incoming[SupportCallMade]:
    """Return what tickets tells of a call in the session."""
    values: dict[str, Any] = {
        "support_session_id": session.id,
        "organisation_id": session.organisation_id,
        "person_id": session.opened_by,
        "service": "tickets",
        "method": "list_requests",
        "arguments": {},
        "outcome": "ok",
        "shown": (),
        "at": session.opened_at,
    }
    return Incoming(
        id=str(new_id()),
        source=changes.pop("source", "tickets"),
        type=SUPPORT_CALL_MADE,
        time=None,
        body_sha256="",
        data=SupportCallMade(**{**values, **changes}),
    )


def a_proposal(**changes: Any) -> ProposeSupportChange:
    """Return a request to change a member's areas, with `changes`."""
    values: dict[str, Any] = {
        "operation": "set_areas",
        "method": "PUT",
        "path": "/v1/members/{person_id}/areas",
        "path_parameters": {"person_id": "0193a0b0-0000-7000-8000-000000000030"},
        "query": {},
        "body": {"areas": ["requests", "post"]},
        **changes,
    }
    return ProposeSupportChange(
        request=ProposedRequest(**values),
        summary={"de": "Die Bereiche eines Mitglieds ändern", "en": "Change a member's areas"},
    )


@dataclass(kw_only=True)
class TicketsStandIn:
    """The tickets service as far as identity asks it."""

    requests: list[FoundRequest] = field(default_factory=list)
    is_away: bool = False

    def call(self, method: str, _result: object, /, **asked: Any) -> Any:
        """Answer `find_request` as tickets does."""
        assert method == "find_request"
        if self.is_away:
            raise ServiceUnavailable("tickets")
        for each in self.requests:
            if (each.organisation_id, each.id) == (asked["organisation_id"], asked["request_id"]):
                return each
        raise NotFound("request")

    def take_down(self, organisation_id: UUID, **changes: Any) -> UUID:
        """Return the id of a new request of the customer."""
        values = {"id": new_id(), "organisation_id": organisation_id, "state": "waiting_for_vendor"}
        self.requests.append(FoundRequest(**{**values, **changes}))
        return self.requests[-1].id


class Support:
    """One customer and one of the vendor's people, each signed in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tickets = TicketsStandIn()
        service: Any = world.service
        service.tickets = self.tickets
        link = world.bootstrap("chefin@vendor.example")
        assert link is not None
        self.chief_session = world.accept_link(link)
        self.chief = world.principal_of(self.chief_session)
        self.staff_session = self.hire("stefan@vendor.example")
        self.staff = world.principal_of(self.staff_session)
        self.admin = world.admin()

    @property
    def organisation_id(self) -> UUID:
        """Return the customer's organisation."""
        assert self.admin.organisation_id is not None
        return self.admin.organisation_id

    def hire(self, address: str) -> Session:
        """Return the session of a new colleague at the vendor, who administers nothing."""
        return self.world.accept_invited(self.chief, address, role="member")

    def agree(self, admin: Principal | None = None, **changes: Any) -> SupportConsent:
        """Let the customer's administrator say yes."""
        said = SetSupportConsent(**{"is_given": True, **changes})
        return self.world.service.set_support_consent(admin or self.admin, said)

    def withdraw(self) -> SupportConsent:
        """Let the customer's administrator say no."""
        return self.agree(is_given=False)

    def open(self, caller: Principal | None = None, **changes: Any) -> OpenedSupportSession:
        """Open a session because of a request of the customer."""
        organisation_id = changes.get("organisation_id", self.organisation_id)
        values: dict[str, Any] = {"organisation_id": organisation_id, "reason": "Kein Einblick"}
        if "request_id" not in changes:
            values["request_id"] = self.tickets.take_down(organisation_id)
        wanted = OpenSupportSession(**{**values, **changes})
        return self.world.service.open_support_session(caller or self.staff, wanted)

    def opened(self, **changes: Any) -> OpenedSupportSession:
        """Agree, and open a session."""
        self.agree()
        return self.open(**changes)

    def looking(self, opened: OpenedSupportSession) -> Principal:
        """Return who looks in the session, as every service sees him."""
        return self.world.verify(self.world.service.authenticate(opened.token))

    def session(self, opened: OpenedSupportSession) -> SupportSession:
        """Return the session as the customer's administrator sees it."""
        return self.world.service.get_support_session(self.admin, opened.session.id)

    def trail(self) -> list[str]:
        """Return what the customer's trail says about support, newest first."""
        entries = self.world.service.list_audit(self.admin).items
        return [each.action for each in entries if each.action.startswith("support")]
