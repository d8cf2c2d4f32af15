"""What waits for an administrator: people who ask, what support proposes, and what is fragile."""

import asyncio
from dataclasses import dataclass

from contracts.risks import RiskQuery
from gateway.api.risks import RiskLine, list_risks
from gateway.call import Call
from gateway.pages.cards import card
from gateway.pages.document_visibility import says_who_sees

_SHOWN_RISKS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class AdminTasks:
    """How many wait for an answer, and what should be mended, the most severe first."""

    asking: int
    proposals: int
    risks: tuple[RiskLine, ...]


async def admin_tasks(call: Call) -> AdminTasks | None:
    """Return what waits; None for whoever administers nothing, and where nothing waits."""
    if not says_who_sees(call):
        return None
    asked, proposed, fragile = await asyncio.gather(
        card(call.around.identity.list_access_requests(call.context, None)),
        card(call.around.identity.list_support_changes(call.context, None, None)),
        card(list_risks(call, RiskQuery(limit=_SHOWN_RISKS))),
    )
    tasks = AdminTasks(
        asking=sum(each.state == "pending" for each in asked.found.items) if asked.found else 0,
        proposals=sum(each.state == "pending_customer_ok" for each in proposed.found.items)
        if proposed.found
        else 0,
        risks=fragile.found.items if fragile.found else (),
    )
    return tasks if tasks.asking or tasks.proposals or tasks.risks else None
