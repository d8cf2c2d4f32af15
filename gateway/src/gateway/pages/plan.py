"""The plan at a glance: period, limits, other plans, and whom invoices are made out to."""

import asyncio

from msgspec import structs
from starlette.responses import Response

from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.ordering_errors import UsageExceedsPlan
from contracts.plans import BillingInfo, SetBillingInfo
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.plans import (
    PlanChoice,
    cancel_subscription,
    change_plan,
    get_billing_info,
    list_plans,
    resume_subscription,
    set_billing_info,
    summarise_subscription,
)
from gateway.call import Call
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PLAN = "/plan"
_OWN = OrganisationChoice()
_MENDABLE = (ChangedMeanwhile, InvalidFields, InvalidInput, NotFound, UsageExceedsPlan)
_ENDS = {"cancel": cancel_subscription, "resume": resume_subscription}
_DONE = frozenset({"changed", "billing", *_ENDS})


async def show(call: Call) -> Response:
    """Show the plan, what is used of it, and what else is on offer."""
    return await _shown(call, None, {})


async def change(call: Call) -> Response:
    """Change to another plan."""
    form = await read_form(call.request)
    try:
        await change_plan(call, _OWN, read_values({"plan_key": form.get("plan", "")}, PlanChoice))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{PLAN}?done=changed")


async def end(call: Call) -> Response:
    """Cancel the plan, or let it go on."""
    form = await read_form(call.request)
    decision = form.get("decision", "")
    act = _ENDS.get(decision)
    if act is None:
        raise InvalidFields((("decision", "not_offered"),))
    try:
        await act(call, _OWN)
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{PLAN}?done={decision}")


async def change_billing_info(call: Call) -> Response:
    """Change whom the next invoices are made out to."""
    form = await read_form(call.request)
    try:
        info = read_values({**form, "country": form.get("country", "").upper()}, BillingInfo)
        base = form.get("base_version", "")
        version = int(base) if base.isdecimal() else 0
        await set_billing_info(call, _OWN, SetBillingInfo(base_version=version, info=info))
    except _MENDABLE as error:
        return await _shown_with(call, error, form)
    return redirect(call, f"{PLAN}?done=billing")


async def _shown_with(call: Call, error: Exception, form: dict[str, str]) -> Response:
    return await page_again(call, error, lambda details: _shown(call, details, form))


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    # First, so that whoever may not see it learns nothing of the rest.
    history = await get_billing_info(call, _OWN)
    summary, plans = await asyncio.gather(summarise_subscription(call), list_plans(call))
    done = call.request.query_params.get("done", "")
    present = history.items[0] if history.items else None
    return page(
        call,
        "plan.html",
        status=problem.status if problem else 200,
        summary=summary,
        subscription=summary.subscription,
        plans=plans.items,
        limits_of={each.key: structs.asdict(each.limits) for each in plans.items},
        history=history.items,
        present=present.info if present else None,
        base_version=present.version if present else 0,
        fields=BillingInfo.__struct_fields__,
        form=form,
        done=done if done in _DONE and problem is None else None,
        problem=problem,
    )
