"""Every invitation state, every kind of organisation, everybody who may try, every operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.errors import WireError
from contracts.identity import (
    AcceptInvitation,
    InvitationChoice,
    InvitePerson,
    SetAreas,
    TypedCode,
)
from contracts.members import SetGrants
from contracts.principal import AREAS, UNLOCK_AREAS, Principal
from tests.identity.integration.world import GOOD_PASSWORD, World

STATES = ("pending", "expired", "accepted", "revoked")
REASON = "Anruf"
# As many as there are operations, times those who try them.
OPEN_ONES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """One invitation, and what its mail said."""

    id: UUID
    email: str
    token: str
    code: str


@dataclass(kw_only=True)
class Matrix:
    """One organisation with everybody around it."""

    world: World
    organisation_id: UUID
    own_admin: Principal
    foreign_admin: Principal
    stock: dict[str, list[Invited]] = field(init=False)
    accepted: Invited = field(init=False)
    revoked: Invited = field(init=False)
    member: Principal = field(init=False)
    documents: Principal = field(init=False)
    key_user: Principal = field(init=False)

    def __post_init__(self) -> None:
        """Bring in the colleagues, and make the invitations that no operation changes."""
        self.member = self._come_in(role="member")
        self.documents = self._come_in(role="documents")
        self.key_user = self._come_in(role="member")
        grant = SetGrants(person_id=self.key_user.subject, grants=(UNLOCK_AREAS,))
        self.world.service.set_grants(self.own_admin, grant)
        every = SetAreas(person_id=self.key_user.subject, areas=AREAS)
        self.world.service.set_areas(self.own_admin, every)
        self.accepted = self.invite()
        self._accept(self.accepted)
        self.revoked = self.invite()
        self.world.service.revoke_invitation(
            self.own_admin, InvitationChoice(invitation_id=self.revoked.id)
        )
        self._stock_up()

    def callers(self) -> dict[str, tuple[Principal, dict[str, Any]]]:
        """Return who tries, and what he says about whose it is and why."""
        staff = self.world.staff(role="member")
        named: dict[str, Any] = {"organisation_id": self.organisation_id}
        return {
            "own admin": (self.own_admin, {}),
            "foreign admin": (self.foreign_admin, {}),
            "foreign admin who names it": (self.foreign_admin, named),
            "member": (self.member, {}),
            "documents account": (self.documents, {}),
            "key user": (self.key_user, {}),
            "staff": (staff, named),
            "staff with a reason": (staff, {**named, "reason": REASON}),
        }

    def in_state(self, state: str) -> Invited:
        """Return an invitation in this state; each open one is handed out once."""
        if state == "accepted":
            return self.accepted
        if state == "revoked":
            return self.revoked
        return self.stock[state].pop()

    def _stock_up(self) -> None:
        self.stock = {state: [self.invite() for _ in range(OPEN_ONES)] for state in STATES[:2]}
        ids = ", ".join(f"'{each.id}'" for each in self.stock["expired"])
        self.world.run_sql_as_operator(
            "UPDATE invitation SET"  # noqa: S608 - ids that we made ourselves
            " expires_at = created_at - interval '1 second'"
            f" WHERE id IN ({ids})"
        )

    def invite(self, **preset: Any) -> Invited:
        """Invite somebody of whom nobody has heard before."""
        email = f"{new_id().hex}@neu.example"
        invited = self.world.service.invite_person(
            self.own_admin, InvitePerson(email=email, **preset)
        )
        notice = [each for each in self.world.invitations_mailed() if each.recipient == email][-1]
        return Invited(
            id=invited.id,
            email=email,
            token=notice.secrets["link"].rpartition("/")[2],
            code=notice.secrets["code"],
        )

    def managing(self) -> dict[str, Callable[[Principal, InvitationChoice], object]]:
        """Return what is done to an invitation by its id."""
        service = self.world.service
        return {"resend": service.resend_invitation, "revoke": service.revoke_invitation}

    def holding(self) -> dict[str, Callable[[Invited], object]]:
        """Return what the holder of a mail does, who needs to be nobody."""
        service = self.world.service
        return {
            "preview by link": lambda held: service.preview_invitation(held.token),
            "preview by code": lambda held: service.preview_typed_code(_typed(held)),
            "accept by link": self._accept,
            "accept by code": lambda held: service.accept_invitation(
                AcceptInvitation(
                    typed=_typed(held), person_name="Erika Muster", password=GOOD_PASSWORD
                )
            ),
        }

    def _accept(self, held: Invited) -> object:
        return self.world.service.accept_invitation(
            AcceptInvitation(token=held.token, person_name="Erika Muster", password=GOOD_PASSWORD)
        )

    def _come_in(self, **preset: Any) -> Principal:
        held = self.invite(**preset)
        return self.world.principal_of(
            self.world.service.accept_invitation(
                AcceptInvitation(
                    token=held.token, person_name="Karl Kollege", password=GOOD_PASSWORD
                )
            )
        )


def answer_of(attempt: Callable[[], object]) -> str:
    """Return `ok`, or the code of the refusal with its arguments: all that a caller is told."""
    try:
        attempt()
    except WireError as refused:
        return ":".join((refused.code, *refused.arguments))
    return "ok"


def _typed(held: Invited) -> TypedCode:
    return TypedCode(email=held.email, code=held.code)
