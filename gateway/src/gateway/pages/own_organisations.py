"""For whom one acts: one's organisations and sites, and switching between them."""

from starlette.responses import Response

from gateway.api.account_bodies import ChosenOrganisation
from gateway.api.decoding import read_values
from gateway.api.own_account import list_own_organisations, switch_organisation
from gateway.call import Call
from gateway.pages.forms import read_form
from gateway.pages.page import page, redirect

ORGANISATIONS = "/account/organisations"


async def show(call: Call) -> Response:
    """List them, the one that one acts for marked."""
    found = await list_own_organisations(call)
    present = call.identified.authenticated.organisation
    return page(
        call,
        "own_organisations.html",
        organisations=found.items,
        present_id=present.id if present else None,
    )


async def switch(call: Call) -> Response:
    """Act for another one from now on, and begin there at the overview."""
    form = await read_form(call.request)
    chosen = read_values({"organisation_id": form.get("organisation_id", "")}, ChosenOrganisation)
    await switch_organisation(call, chosen)
    return redirect(call, "/")
