"""Customers at the vendor's desk: found, and what they have booked, tried and use."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from contracts.directory import OrganisationSearch
from contracts.errors import (
    AlreadyExists,
    ChangedMeanwhile,
    InvalidInput,
    NotFound,
)
from contracts.identity import Organisation
from contracts.ordering_errors import TrialUsed, UsageExceedsPlan
from contracts.organisation_names import OrganisationName
from contracts.packages import Booking, PackageDefinition
from contracts.plans import PlanDefinition, Subscription
from gateway.api.bodies import OrganisationChoice
from gateway.api.decoding import read_values
from gateway.api.directory import find_organisations
from gateway.api.packages import (
    LastDay,
    NewBooking,
    NewTrial,
    end_booking,
    grant_package,
    grant_trial,
    list_bookings,
    list_package_definitions,
)
from gateway.api.plans import (
    NewSubscription,
    PlanChoice,
    cancel_subscription,
    change_plan,
    get_subscription,
    list_plan_definitions,
    resume_subscription,
    start_subscription,
)
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.customer_place import address_of, organisation_id_in, require_staff
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

_MENDABLE = (
    AlreadyExists,
    ChangedMeanwhile,
    InvalidFields,
    InvalidInput,
    TrialUsed,
    UsageExceedsPlan,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Customer:
    organisation: Organisation
    bookings: tuple[Booking, ...]
    packages: tuple[PackageDefinition, ...]
    subscription: Subscription | None
    plans: tuple[PlanDefinition, ...]
    users: int | None
    """Members who may sign in; None where identity does not say."""


async def show_search(call: Call) -> Response:
    """Show the form, and whom it has found."""
    require_staff(call)
    search = call.request.query_params.get("search", "").strip()[:200]
    found: tuple[OrganisationName, ...] = ()
    if search.isprintable() and search:
        found = (await find_organisations(call, OrganisationSearch(search=search))).items
    return page(call, "customer_search.html", search=search, found=found)


async def show(call: Call) -> Response:
    """Show what one customer has."""
    return await _shown(call, None, {})


async def change(call: Call) -> Response:
    """Grant or end something, or see to the plan."""
    require_staff(call)
    form = await read_form(call.request)
    organisation_id = organisation_id_in(call)
    action = form.get("action", "")
    if action not in _ACTIONS:
        raise InvalidFields((("action", "not_offered"),))
    try:
        await _ACTIONS[action](call, organisation_id, form)
    except _MENDABLE as error:
        return await page_again(call, error, lambda details: _shown(call, details, form))
    return redirect(call, address_of(organisation_id, done=action))


async def _book(call: Call, organisation_id: UUID, form: dict[str, str]) -> None:
    fields = ("package_key", "source", "since", "until")
    wanted = read_values({name: form.get(name, "") for name in fields}, NewBooking)
    await grant_package(call, organisation_id, wanted)


async def _try(call: Call, organisation_id: UUID, form: dict[str, str]) -> None:
    fields = ("package_key", "days")
    wanted = read_values({name: form.get(name, "") for name in fields}, NewTrial)
    await grant_trial(call, organisation_id, wanted)


async def _end(call: Call, organisation_id: UUID, form: dict[str, str]) -> None:
    try:
        booking_id = UUID(form.get("booking_id", ""))
    except ValueError:
        raise NotFound("booking") from None
    last_day = read_values({"until": form.get("until", "")}, LastDay)
    await end_booking(call, organisation_id, booking_id, last_day)


async def _start_plan(call: Call, organisation_id: UUID, form: dict[str, str]) -> None:
    fields = ("plan_key", "starts_on")
    wanted = read_values({name: form.get(name, "") for name in fields}, NewSubscription)
    await start_subscription(call, organisation_id, wanted)


async def _change_plan(call: Call, organisation_id: UUID, form: dict[str, str]) -> None:
    wanted = read_values({"plan_key": form.get("plan_key", "")}, PlanChoice)
    await change_plan(call, OrganisationChoice(organisation_id=organisation_id), wanted)


async def _cancel_plan(call: Call, organisation_id: UUID, _: dict[str, str]) -> None:
    await cancel_subscription(call, OrganisationChoice(organisation_id=organisation_id))


async def _resume_plan(call: Call, organisation_id: UUID, _: dict[str, str]) -> None:
    await resume_subscription(call, OrganisationChoice(organisation_id=organisation_id))


_ACTIONS: Mapping[str, Callable[[Call, UUID, dict[str, str]], Awaitable[None]]] = {
    "book": _book,
    "try": _try,
    "end": _end,
    "start_plan": _start_plan,
    "change_plan": _change_plan,
    "cancel_plan": _cancel_plan,
    "resume_plan": _resume_plan,
}


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_staff(call)
    customer = await _customer(call, organisation_id_in(call))
    done = call.request.query_params.get("done", "")
    return page(
        call,
        "customer_desk.html",
        status=problem.status if problem else 200,
        customer=customer,
        form=form,
        done=done if done in {*_ACTIONS, "registered"} and problem is None else None,
        problem=problem,
    )


async def _customer(call: Call, organisation_id: UUID) -> _Customer:
    whose = OrganisationChoice(organisation_id=organisation_id)
    organisation, bookings, packages, subscription, plans, users = await asyncio.gather(
        call.around.identity.get_organisation(call.context, organisation_id),
        list_bookings(call, whose),
        list_package_definitions(call),
        _subscription(call, whose),
        list_plan_definitions(call),
        _users(call, organisation_id),
    )
    return _Customer(
        organisation=organisation,
        bookings=bookings.items,
        packages=tuple(each for each in packages.items if each.is_on_offer),
        subscription=subscription,
        plans=tuple(each for each in plans.items if each.is_current),
        users=users,
    )


async def _users(call: Call, organisation_id: UUID) -> int | None:
    try:
        members = await call.around.identity.list_members(call.context, organisation_id)
    except (AreaFailure, ServiceFault):
        return None
    return len(members.items)


async def _subscription(call: Call, whose: OrganisationChoice) -> Subscription | None:
    try:
        return await get_subscription(call, whose)
    except NotFound:
        return None
