"""Plans as the vendor's people write them: words, price, period, limits."""

import re

from starlette.responses import Response

from contracts.errors import AlreadyExists, ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.plans import LIMITS, Limits, PlanDefinition
from contracts.request_types import Label
from gateway.api.plans import NextPlan, list_plan_definitions, put_plan
from gateway.call import Call
from gateway.pages.euros import as_typed, euros_in
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

PLANS = "/desk/plans"
_MENDABLE = (AlreadyExists, ChangedMeanwhile, InvalidFields, InvalidInput)
_NEEDED = ("key", "name_de", "name_en", "description_de", "description_en", "price")
_LONGEST_PERIOD = 60
_COUNT = re.compile(r"\d{1,9}")
_MEBIBYTE = 1024**2


async def show(call: Call) -> Response:
    """Show every plan, and the one that was chosen to be edited."""
    return await _shown(call, call.request.query_params.get("key", ""), None, {})


async def save(call: Call) -> Response:
    """Save a plan as its next version, or as a new one."""
    _require_staff(call)
    form = await read_form(call.request)
    key = form.get("key", "").strip()
    try:
        await put_plan(call, key, _wanted(form))
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, key, details, form))
    return redirect(call, f"{PLANS}?key={key}&done=yes")


def _wanted(form: dict[str, str]) -> NextPlan:
    """Return the plan that the form describes.

    Raises:
        InvalidFields: something is missing, or is no number.
    """
    faults = [(name, "missing") for name in _NEEDED if not form.get(name, "").strip()]
    if faults:
        raise InvalidFields(tuple(faults))
    months = _count("period_months", form.get("period_months", "1")) or 0
    if not 1 <= months <= _LONGEST_PERIOD:
        raise InvalidFields((("period_months", "invalid"),))
    allowed = {name: _count(name, form.get(name, "")) for name in LIMITS}
    mebibytes = allowed["storage_bytes"]
    limits = Limits(
        **allowed | {"storage_bytes": None if mebibytes is None else mebibytes * _MEBIBYTE}
    )
    return NextPlan(
        base_version=_count("base_version", form.get("base_version", "0")) or 0,
        name=_label(form, "name"),
        description=_label(form, "description"),
        price=euros_in("price", form["price"]),
        period_months=months,
        limits=limits,
        is_current=form.get("is_current") == "true",
    )


def _label(form: dict[str, str], name: str) -> Label:
    return Label(de=form[f"{name}_de"].strip(), en=form[f"{name}_en"].strip())


def _count(field: str, typed: str) -> int | None:
    """Return a number that was typed, None for no limit."""
    if not typed.strip():
        return None
    if not _COUNT.fullmatch(typed.strip()):
        raise InvalidFields(((field, "wrong_format"),))
    return int(typed)


async def _shown(
    call: Call, key: str, problem: ProblemDetails | None, form: dict[str, str]
) -> Response:
    _require_staff(call)
    plans = (await list_plan_definitions(call)).items
    chosen = next((each for each in plans if each.key == key), None)
    return page(
        call,
        "plan_editing.html",
        status=problem.status if problem else 200,
        plans=plans,
        chosen=chosen,
        form=form or _as_form(chosen),
        limits=LIMITS,
        problem=problem,
        is_done="done" in call.request.query_params and problem is None,
    )


def _as_form(plan: PlanDefinition | None) -> dict[str, str]:
    if plan is None:
        return {"base_version": "0", "period_months": "1", "is_current": "true"}
    storage = plan.limits.storage_bytes
    counts = {
        name: "" if getattr(plan.limits, name) is None else str(getattr(plan.limits, name))
        for name in LIMITS
    }
    return counts | {
        "key": plan.key,
        "base_version": str(plan.version),
        "name_de": plan.name.de,
        "name_en": plan.name.en,
        "description_de": plan.description.de,
        "description_en": plan.description.en,
        "price": as_typed(plan.price),
        "period_months": str(plan.period_months),
        "storage_bytes": "" if storage is None else str(storage // _MEBIBYTE),
        "is_current": "true" if plan.is_current else "",
    }


def _require_staff(call: Call) -> None:
    if not call.identified.principal.is_staff:
        raise NotPermitted("vendor_staff")
