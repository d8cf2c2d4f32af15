"""Notices about customers' systems: what needs the attention of a partner."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.system_notices import NoticeKind, SystemNoticeQuery, SystemNotices
from gateway.api.site_ids import site_ids
from gateway.call import Call


class NoticeListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which open notices: of one or several of one's own sites, of one customer, of one kind."""

    partner: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    customer: UUID | None = None
    kind: NoticeKind | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


async def list_notices(call: Call, query: NoticeListQuery) -> SystemNotices:
    """Return open notices about customers that the caller sees, the newest first."""
    wanted = SystemNoticeQuery(
        partners=site_ids(query.partner),
        customer_id=query.customer,
        kind=query.kind,
        limit=query.limit,
    )
    return await call.around.catalog.list_notices(call.context, wanted)
