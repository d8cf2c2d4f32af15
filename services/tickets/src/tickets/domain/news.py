"""Who hears that something about a request is new: whoever sees it and may read what is new."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from contracts.conversations import Audience
from contracts.principal import Principal
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith, audiences_of, grantee_in, grantees_of, viewer_of

_VENDOR = "vendor"
_PARTNER = "partner"


def hearers_of(
    request: CustomerRequest, shares: Iterable[SharedWith], audience: Audience, now: datetime
) -> tuple[str, ...]:
    """Return the names of those who see the request and may read entries for this audience.

    It says the same as `visibility.sees`, the other way round: not whether somebody sees the
    request, but who does. Roles and membership are looked at when somebody begins to listen.
    """
    running = [share for share in shares if not share.is_over(now)]
    owner = request.requester.organisation_id
    heard: list[str] = []
    if audience in audiences_of("vendor"):
        heard.append(_VENDOR)
    if audience in audiences_of("customer"):
        heard.append(_name("customer", owner, f"person:{request.requester.person_id}"))
    for share in running:
        heard += names_of_share(share, owner, audience)
    return tuple(dict.fromkeys(heard))


def names_of_share(share: SharedWith, owner: UUID, audience: Audience) -> tuple[str, ...]:
    """Return what those are called whom a share lets in, as far as they may read the audience."""
    grantee = grantee_in(share.share_with)
    if share.share_with.kind == "partner":
        return (f"{_PARTNER}|{grantee}",) if audience in audiences_of("partner") else ()
    return tuple(
        _name(side, owner, grantee)
        for side in ("customer", "support")
        if audience in audiences_of(side)
    )


def names_of(caller: Principal) -> tuple[str, ...]:
    """Return all that the caller is called in `hearers_of`; he belongs to an organisation."""
    own = caller.organisation_id
    if own is None:
        return ()
    viewer = viewer_of(caller, own)
    if viewer.side == "vendor":
        return (_VENDOR,)
    names = [_name(viewer.side, own, grantee) for grantee in grantees_of(viewer)]
    if caller.is_of_partner and viewer.side == "customer":
        names.append(f"{_PARTNER}|partner:{own}")
    return tuple(names)


def _name(side: str, organisation_id: UUID, grantee: str) -> str:
    return f"{side}|{organisation_id}|{grantee}"
