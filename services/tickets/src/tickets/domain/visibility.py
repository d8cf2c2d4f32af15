"""Who sees a request, and what of it: the one place that decides, for every way out (FD-17).

Bodies, histories, counts, searches, previews, orders and mails all ask `audiences_of`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.conversations import Audience, ShareWith, Side
from contracts.principal import Principal, Role
from tickets.domain.attached import (
    SEES_EVERYTHING,
    SEES_NOTHING,
    AttachedSight,
    attached_sight_of,
)
from tickets.domain.requests import CustomerRequest

ViewerSide = Literal["customer", "vendor", "partner", "support"]

_READABLE: Mapping[ViewerSide, frozenset[Audience]] = {
    "customer": frozenset({"public", "customer"}),
    "vendor": frozenset({"public", "vendor", "partner"}),
    "partner": frozenset({"public", "partner"}),
    # The vendor's people in a support session: they look as the customer and are the vendor, so
    # that they get what both of them may read.
    "support": frozenset({"public"}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """Somebody who asks about a request of some organisation."""

    person_id: UUID
    organisation_id: UUID | None
    role: Role | None
    side: ViewerSide
    attached: AttachedSight = SEES_NOTHING
    """What he is told of that which was attached."""

    @property
    def audiences(self) -> frozenset[Audience]:
        """What he may read, and write for, of any request that he sees."""
        return audiences_of(self.side)

    @property
    def writes_as(self) -> Side:
        """On whose side he speaks."""
        return "vendor" if self.side == "support" else self.side


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedWith:
    """Who may see a request besides its requester, and until when."""

    request_id: UUID
    share_with: ShareWith
    may_edit: bool
    ends_at: datetime | None
    shared_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether it lets nobody in any more."""
        return self.ends_at is not None and self.ends_at <= now


def viewer_of(caller: Principal, organisation_id: UUID) -> Viewer:
    """Return the caller as he looks at a request of the organisation."""
    side = _side_of(caller, organisation_id)
    return Viewer(
        person_id=caller.subject,
        organisation_id=caller.organisation_id,
        role=caller.role,
        side=side,
        attached=_attached_sight(caller, side),
    )


def audiences_of(side: ViewerSide) -> frozenset[Audience]:
    """Return for whom the entries are meant that somebody of this side may read."""
    return _READABLE[side]


def sees(
    viewer: Viewer, request: CustomerRequest, shares: Iterable[SharedWith], now: datetime
) -> bool:
    """Whether the request is shown to him: his own, the vendor's business, or shared with him."""
    if viewer.side == "vendor":
        return True
    return is_own(viewer, request) or any(_lets_in(share, viewer, now) for share in shares)


def is_own(viewer: Viewer, request: CustomerRequest) -> bool:
    """Whether it is the viewer's own, which nobody needs to share with him."""
    return (
        viewer.side == "customer"
        and viewer.person_id == request.requester.person_id
        and viewer.organisation_id == request.requester.organisation_id
    )


def may_edit(
    viewer: Viewer, request: CustomerRequest, shares: Iterable[SharedWith], now: datetime
) -> bool:
    """Whether he may change its words: his own, or shared with him for that (FD-18)."""
    return is_own(viewer, request) or any(
        share.may_edit and _lets_in(share, viewer, now) for share in shares
    )


def may_share(viewer: Viewer, request: CustomerRequest, share_with: ShareWith) -> bool:
    """Whether he may say who else sees it: its requester, and of partners the vendor's people."""
    if share_with.kind == "partner":
        return viewer.side == "vendor"
    return is_own(viewer, request)


def grantees_of(viewer: Viewer) -> tuple[str, ...]:
    """Return what shares call the viewer, as they are stored."""
    if viewer.side == "partner":
        return (f"partner:{viewer.organisation_id}",)
    named = [f"person:{viewer.person_id}", "organisation"]
    return (*named, f"role:{viewer.role}") if viewer.role else tuple(named)


def grantee_in(share_with: ShareWith) -> str:
    """Return what a share calls whom it is for, as it is stored."""
    match share_with.kind:
        case "person":
            return f"person:{share_with.person_id}"
        case "role":
            return f"role:{share_with.role}"
        case "partner":
            return f"partner:{share_with.partner_id}"
        case "organisation":
            return "organisation"


def _lets_in(share: SharedWith, viewer: Viewer, now: datetime) -> bool:
    return not share.is_over(now) and grantee_in(share.share_with) in grantees_of(viewer)


def _attached_sight(caller: Principal, side: ViewerSide) -> AttachedSight:
    if side == "vendor":
        return SEES_EVERYTHING
    # What a partner sees of its customers' things, its areas say, and not who shares a request.
    return SEES_NOTHING if side == "partner" else attached_sight_of(caller)


def _side_of(caller: Principal, organisation_id: UUID) -> ViewerSide:
    if caller.support_session_id is not None:
        return "support"
    if caller.is_staff:
        return "vendor"
    if caller.organisation_id == organisation_id:
        return "customer"
    return "partner"
