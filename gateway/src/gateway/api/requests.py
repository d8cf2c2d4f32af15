"""Requests: opened and listed."""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.attachments import AttachmentIds
from contracts.tickets import (
    Advice,
    AdviseRequest,
    ContactChannels,
    Description,
    Fields,
    OpenForCustomer,
    OpenRequest,
    Request,
    RequestPage,
    RequestQuery,
    Snapshots,
    Title,
)
from gateway.call import Call


class NewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer wants: a kind of request, and the fields that it asks for."""

    kind: str
    title: Title
    description: Description
    fields: Fields = {}
    attachments: AttachmentIds = ()
    snapshots: Snapshots = ()
    """Documents, devices, contracts and one's own access, attached as they are at this moment."""


class TakenDown(NewRequest, frozen=True, kw_only=True):
    """What a customer's member said on the telephone or by mail."""

    organisation_id: UUID
    person_id: UUID
    channel: Literal["phone", "mail"]


class AdvisedWord(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of advice: a stable code, and words for it."""

    code: Advice
    message: str


class AdviceInWords(msgspec.Struct, frozen=True, kw_only=True):
    """What would make the request quicker to answer, and open ones that seem to say the same."""

    advice: tuple[AdvisedWord, ...]
    similar: tuple[Request, ...]
    score_percent: int
    unfilled: tuple[str, ...]


async def list_requests(call: Call, query: RequestQuery) -> RequestPage:
    """Return the caller's requests, newest first."""
    return await call.around.tickets.list_requests(call.context, query)


async def open_request(call: Call, body: NewRequest, idempotency_key: str) -> Request:
    """Open a request; the same `Idempotency-Key` with the same content answers the same one."""
    return await call.around.tickets.open_request(
        call.context,
        OpenRequest(
            kind=body.kind,
            title=body.title,
            description=body.description,
            fields=body.fields,
            attachments=body.attachments,
            snapshots=body.snapshots,
            idempotency_key=idempotency_key,
        ),
    )


async def open_for_customer(call: Call, body: TakenDown, idempotency_key: str) -> Request:
    """Take down what a customer said otherwise than in the portal; for the vendor's people."""
    return await call.around.tickets.open_for_customer(
        call.context,
        OpenForCustomer(
            organisation_id=body.organisation_id,
            person_id=body.person_id,
            channel=body.channel,
            request=OpenRequest(
                kind=body.kind,
                title=body.title,
                description=body.description,
                fields=body.fields,
                attachments=body.attachments,
                snapshots=body.snapshots,
                idempotency_key=idempotency_key,
            ),
        ),
    )


async def advise_request(call: Call, body: AdviseRequest) -> AdviceInWords:
    """Advise on the words of a request before it is sent, and show open ones like it."""
    told = await call.around.tickets.advise_request(call.context, body)
    return AdviceInWords(
        advice=tuple(
            AdvisedWord(code=code, message=call.texts(f"advice.{code}")) for code in told.advice
        ),
        similar=told.similar,
        score_percent=told.score_percent,
        unfilled=told.unfilled,
    )


async def list_contact_channels(call: Call) -> ContactChannels:
    """Return the ways to reach the vendor."""
    return await call.around.tickets.list_contact_channels(call.context)
