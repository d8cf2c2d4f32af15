"""A customer or partner registered by hand, as long as no other system does it."""

from starlette.responses import Response

from contracts.errors import AlreadyExists, InvalidInput
from contracts.identity import RegisterOrganisation
from gateway.api.decoding import read_values
from gateway.api.organisations import register_organisation
from gateway.call import Call
from gateway.pages.customer_place import address_of, require_staff
from gateway.pages.forms import read_form, shown_again
from gateway.pages.page import page, redirect
from gateway.problems import InvalidFields, ProblemDetails

# Another organisation of the vendor's reaches everybody's documents: no form of a page makes one.
KINDS = ("customer", "partner")
_FIELDS = ("kind", "name", "customer_number", "language", "contact_email")
_MENDABLE = (AlreadyExists, InvalidFields, InvalidInput)


async def show(call: Call) -> Response:
    """Show the form."""
    require_staff(call)
    return _form(call, {}, None)


async def register(call: Call) -> Response:
    """Register the organisation; its contact, if one is named, gets an invitation."""
    require_staff(call)
    form = await read_form(call.request)
    try:
        made = await register_organisation(call, _wanted(form))
    except _MENDABLE as error:
        return shown_again(call, error, lambda problem: _form(call, form, problem))
    return redirect(call, address_of(made.id, done="registered"))


def _wanted(form: dict[str, str]) -> RegisterOrganisation:
    """Return the organisation that was typed.

    Raises:
        InvalidFields: something is missing or cannot be.
    """
    if form.get("kind") not in KINDS:
        raise InvalidFields((("kind", "not_offered"),))
    return read_values({name: form.get(name, "").strip() for name in _FIELDS}, RegisterOrganisation)


def _form(call: Call, form: dict[str, str], problem: ProblemDetails | None) -> Response:
    return page(
        call,
        "customer_registration.html",
        status=problem.status if problem else 200,
        kinds=KINDS,
        form=form,
        problem=problem,
    )
