"""Open notices about customers' systems, as a part of other pages."""

from contracts.errors import WireError
from contracts.system_notices import SystemNoticeQuery, SystemNotices
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault

_NONE = SystemNotices(items=(), total=0, is_more=False)


async def open_notices(call: Call, query: SystemNoticeQuery) -> SystemNotices:
    """Return the notices; none where they cannot be asked for, so that the page is shown."""
    try:
        return await call.around.catalog.list_notices(call.context, query)
    except (WireError, AreaFailure, ServiceFault):
        return _NONE
