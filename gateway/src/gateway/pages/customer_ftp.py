"""FTP access to a customer's systems at the vendor's desk: kept for contracts, never read."""

import asyncio
from uuid import UUID

from starlette.responses import Response

from contracts.contract_list import ContractItem
from contracts.errors import AlreadyExists, InvalidInput
from contracts.ftp_access import FtpAccess
from gateway.api.bodies import OrganisationChoice
from gateway.api.contracts import ContractListQuery, list_contracts
from gateway.api.decoding import read_values
from gateway.api.ftp_access import NewFtpAccess, list_ftp_access, put_ftp_access, remove_ftp_access
from gateway.call import Call
from gateway.pages.customer_place import (
    address_of,
    done_in,
    organisation_id_in,
    organisation_in,
    require_staff,
)
from gateway.pages.forms import page_again, read_form
from gateway.pages.page import page, redirect
from gateway.pages.path_ids import id_in
from gateway.problems import InvalidFields, ProblemDetails

PART = "ftp-access"
_DONE = ("kept", "removed")
_FIELDS = ("protocol", "host", "port", "user_name", "directory")
_MENDABLE = (AlreadyExists, InvalidFields, InvalidInput)
_MOST_CONTRACTS = 100


async def show(call: Call) -> Response:
    """Show each contract of the customer, with the access to its system if there is one."""
    return await _shown(call, None, {})


async def change(call: Call) -> Response:
    """Keep the access to the system of a contract, or delete it."""
    require_staff(call)
    contract_id = id_in(call, "contract_id", "contract")
    form = await read_form(call.request)
    action = form.get("action", "")
    try:
        if action == "keep":
            await put_ftp_access(call, contract_id, _access_in(form))
        elif action == "remove":
            await remove_ftp_access(call, contract_id)
        else:
            raise InvalidFields((("action", "not_offered"),))
    except _MENDABLE as error:
        typed = {name: value for name, value in form.items() if name != "password"}
        again = typed | {"of": str(contract_id)}
        return await page_again(call, error, lambda details: _shown(call, details, again))
    done = "kept" if action == "keep" else "removed"
    return redirect(call, address_of(organisation_id_in(call), PART, done=done))


def _access_in(form: dict[str, str]) -> NewFtpAccess:
    values = {name: form.get(name, "").strip() for name in _FIELDS}
    return read_values(values | {"password": form.get("password", "")}, NewFtpAccess)


async def _shown(call: Call, problem: ProblemDetails | None, form: dict[str, str]) -> Response:
    require_staff(call)
    organisation_id = organisation_id_in(call)
    organisation, contracts, accesses = await asyncio.gather(
        organisation_in(call),
        list_contracts(
            call,
            ContractListQuery(customer=organisation_id, sort="number", limit=_MOST_CONTRACTS),
        ),
        list_ftp_access(call, OrganisationChoice(organisation_id=organisation_id)),
    )
    by_contract = {each.contract_id: each for each in accesses.items}
    return page(
        call,
        "customer_ftp.html",
        status=problem.status if problem else 200,
        organisation=organisation,
        places=_places(contracts.items, by_contract),
        left_out=contracts.next_cursor is not None,
        form=form,
        done=done_in(call, _DONE, problem),
        problem=problem,
    )


def _places(
    contracts: tuple[ContractItem, ...], by_contract: dict[UUID, FtpAccess]
) -> list[tuple[ContractItem, FtpAccess | None]]:
    """Return the contracts with their accesses, those that have one first."""
    places = [(contract, by_contract.get(contract.id)) for contract in contracts]
    return sorted(places, key=lambda place: place[1] is None)
