"""Who sees a request besides its requester, as its page shows it."""

import asyncio
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from contracts.colleagues import ColleagueQuery
from contracts.conversations import Share, Shares
from contracts.errors import WireError
from contracts.identity import Membership
from contracts.partners import ServingPartner
from contracts.principal import UNLOCK_AREAS
from contracts.tickets import RequestDetail
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.formats import BUSINESS_ZONE

_MOST_NAMES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareRow:
    """With whom a request is shared."""

    share: Share
    name: str | None
    """What a person or a partner is called; None if that is not known any more."""

    @property
    def last_day(self) -> date | None:
        """The last day of a share that ends as a day does in Berlin, else None."""
        if self.share.ends_at is None:
            return None
        ends_at = self.share.ends_at.astimezone(BUSINESS_ZONE)
        return (ends_at - timedelta(seconds=1)).date() if ends_at.time() == time() else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """Who sees a request, and whom its reader may let see it."""

    rows: tuple[ShareRow, ...]
    may_share: bool = False
    colleagues: tuple[Membership, ...] = ()
    """Of whom one chooses; others are named by their address."""
    partner: ServingPartner | None = None
    """The partner that serves the customer, for the vendor's people."""


async def sharing_of(call: Call, detail: RequestDetail, shares: Shares) -> Sharing | None:
    """Return who sees a request; None for whom that is no business.

    Where identity does not answer, the rows have no names, and the page stands.
    """
    principal = call.identified.principal
    if principal.is_staff:
        return await _with_partners(call, detail, shares)
    if detail.request.organisation_id != principal.organisation_id:
        return None
    if not detail.may_share:
        return Sharing(rows=_rows(shares, await _names(call, shares)))
    names, members = await asyncio.gather(_names(call, shares), _members(call))
    requester = detail.request.requester
    return Sharing(
        rows=_rows(shares, names),
        may_share=True,
        colleagues=tuple(
            each
            for each in members
            if each.role != "documents"
            and (requester is None or each.person_id != requester.person_id)
        ),
    )


def _rows(shares: Shares, names: dict[UUID | None, str]) -> tuple[ShareRow, ...]:
    return tuple(
        ShareRow(
            share=each, name=names.get(each.share_with.person_id or each.share_with.partner_id)
        )
        for each in shares.items
    )


async def _names(call: Call, shares: Shares) -> dict[UUID | None, str]:
    ids = [each.share_with.person_id for each in shares.items]
    named = tuple(person_id for person_id in ids if person_id is not None)[:_MOST_NAMES]
    if not named:
        return {}
    try:
        query = ColleagueQuery(person_ids=named)
        found = await call.around.identity.find_colleagues(call.context, query)
    except (AreaFailure, ServiceFault, WireError):
        return {}
    return {each.person_id: each.name for each in found.items}


async def _members(call: Call) -> tuple[Membership, ...]:
    """Return the people to choose from, to those who are shown them anyway (KM-05)."""
    principal = call.identified.principal
    if not (principal.is_admin or UNLOCK_AREAS in principal.grants):
        return ()
    try:
        return (await call.around.identity.list_members(call.context, None)).items
    except (AreaFailure, ServiceFault, WireError):
        return ()


async def _with_partners(call: Call, detail: RequestDetail, shares: Shares) -> Sharing:
    """Return with which partners the vendor shares the request, and with which it may besides."""
    partner = await _serving_partner(call, detail)
    shared_with = {each.share_with.partner_id for each in shares.items}
    return Sharing(
        rows=_rows(shares, {partner.id: partner.name} if partner else {}),
        may_share=True,
        partner=None if partner is None or partner.id in shared_with else partner,
    )


async def _serving_partner(call: Call, detail: RequestDetail) -> ServingPartner | None:
    if detail.request.organisation_id is None:
        return None
    try:
        customer = await call.around.identity.get_customer(
            call.context, detail.request.organisation_id
        )
    except (AreaFailure, ServiceFault, WireError):
        return None
    return customer.partner
