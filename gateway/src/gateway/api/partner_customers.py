"""The customers of a partner: the list, one of them, and who looks after it."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Reason
from contracts.partners import (
    AssignPartnerContact,
    Customer,
    CustomerPage,
    CustomerQuery,
    SetPartner,
)
from gateway.api.site_ids import site_ids
from gateway.call import Call


class CustomerListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which customers: a part of the name or the beginning of the number, by contact, by site.

    `contact` is `none`, `me` or a person's id; `partner` one or several of one's own sites,
    separated by commas.
    """

    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    contact: Annotated[str, msgspec.Meta(max_length=36)] | None = None
    partner: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=1500)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class ContactChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks after the customer from now on; null for nobody."""

    person_id: UUID | None


class PartnerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which partner serves the customer from now on, null for none, and why."""

    partner_id: UUID | None
    reason: Reason


async def list_customers(call: Call, query: CustomerListQuery) -> CustomerPage:
    """Return the customers that the caller sees at his sites, by name."""
    return await call.around.identity.list_customers(call.context, asked_for(query))


async def get_customer(call: Call, customer_id: UUID) -> Customer:
    """Return one customer that the caller sees."""
    return await call.around.identity.get_customer(call.context, customer_id)


async def assign_partner_contact(call: Call, customer_id: UUID, body: ContactChoice) -> Customer:
    """Say who among the partner's people looks after a customer."""
    request = AssignPartnerContact(customer_id=customer_id, person_id=body.person_id)
    return await call.around.identity.assign_partner_contact(call.context, request)


async def set_partner(call: Call, organisation_id: UUID, body: PartnerChoice) -> Customer:
    """Say which partner serves a customer; for the vendor's people."""
    request = SetPartner(
        customer_id=organisation_id, partner_id=body.partner_id, reason=body.reason
    )
    return await call.around.identity.set_partner(call.context, request)


def asked_for(query: CustomerListQuery) -> CustomerQuery:
    """Return the query in the words of the service.

    Raises:
        InvalidFields: a site is no id, or there are more than 50.
    """
    return CustomerQuery(
        search=query.search,
        contact=query.contact,
        partners=site_ids(query.partner),
        cursor=query.cursor,
        limit=query.limit,
    )
