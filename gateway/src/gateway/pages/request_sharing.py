"""Letting others see a request, from its page, and ending that."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.colleagues import ColleagueQuery
from contracts.conversations import ShareWith
from gateway.api.account_bodies import Address
from gateway.api.conversations import EndedShare, NewShare, share_request, unshare_request
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.formats import BUSINESS_ZONE
from gateway.pages.forms import read_form
from gateway.pages.page import redirect
from gateway.pages.request import MENDABLE, request_id_in, shown_again
from gateway.problems import InvalidFields


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    """With whom, as a form says it."""

    kind: Literal["person", "role", "organisation", "partner"]
    id: UUID | None = None
    role: Literal["admin", "member"] | None = None

    def share_with(self) -> ShareWith:
        """Return it as the service reads it."""
        return ShareWith(
            kind=self.kind,
            person_id=self.id if self.kind == "person" else None,
            role=self.role,
            partner_id=self.id if self.kind == "partner" else None,
        )


class _Until(msgspec.Struct, frozen=True, kw_only=True):
    """The last day on which a share holds."""

    ends_on: date


async def share(call: Call) -> Response:
    """Let somebody see the request, for good or until a day."""
    request_id, form = request_id_in(call), await read_form(call.request)
    try:
        wanted = NewShare(
            share_with=await _chosen(call, form),
            may_edit="may_edit" in form,
            ends_at=_end_of(form.get("ends_on", "")),
        )
        await share_request(call, request_id, wanted)
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    return redirect(call, f"/requests/{request_id}?done=shared#sharing")


async def unshare(call: Call) -> Response:
    """Let them see it no more."""
    request_id, form = request_id_in(call), await read_form(call.request)
    try:
        named = read_values(form, _Named)
        await unshare_request(call, request_id, EndedShare(share_with=named.share_with()))
    except MENDABLE as error:
        return await shown_again(call, request_id, error, form)
    return redirect(call, f"/requests/{request_id}?done=unshared#sharing")


async def _chosen(call: Call, form: Mapping[str, str]) -> ShareWith:
    """Return with whom the form says the request is to be shared.

    Raises:
        InvalidFields: it says nobody, or there is no such colleague.
    """
    kind, _, which = form.get("with", "").partition(":")
    if kind == "address":
        person_id = await _person_at(call, form.get("email", ""))
        return ShareWith(kind="person", person_id=person_id)
    try:
        values = {"kind": kind, "role" if kind == "role" else "id": which}
        return read_values(values, _Named).share_with()
    except InvalidFields:
        raise InvalidFields((("with", "not_offered"),)) from None


async def _person_at(call: Call, email: str) -> UUID:
    address = read_values({"email": email.strip()}, Address)
    found = await call.around.identity.find_colleagues(
        call.context, ColleagueQuery(email=address.email)
    )
    if not found.items:
        raise InvalidFields((("email", "no_colleague"),))
    return found.items[0].person_id


def _end_of(last_day: str) -> datetime | None:
    """Return the instant at which a day ends in Berlin, None for no day at all."""
    if not last_day:
        return None
    ends_on = read_values({"ends_on": last_day}, _Until).ends_on
    try:
        next_day = ends_on + timedelta(days=1)
        return datetime.combine(next_day, time(), tzinfo=BUSINESS_ZONE).astimezone(UTC)
    except OverflowError:
        raise InvalidFields((("ends_on", "invalid"),)) from None
