"""Offer a package to whoever asked for it."""

from dataclasses import replace

from msgspec import structs

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.packages.describe_request import describe_request
from catalog.use_cases.packages.reach_request import reach_open_request
from catalog.use_cases.packages.tell_people import tell_offered
from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.packages import MakeOffer, Offer, PackageRequest
from contracts.principal import Principal


def make_offer(caller: Principal, offer: MakeOffer, room: RecordRoom) -> PackageRequest:
    """Attach an offer to an open request, for the vendor's people (SE-17).

    The same offer once more changes nothing; another one takes its place.

    Raises:
        NotPermitted, NotFound, ChangedMeanwhile: as for every open request.
        InvalidInput: it would be over before today, says nothing, or its price is below zero.
    """
    require_staff(caller)
    text = offer.text.strip()
    if not text:
        raise InvalidInput("text", "missing")
    if offer.price is not None and offer.price.minor_units < 0:
        raise InvalidInput("price", "too_small")
    with room.of_everybody() as records:
        if offer.valid_through < records.today:
            raise InvalidInput("valid_through", "in_the_past")
        request = reach_open_request(offer.request_id, records, organisation_id=None)
        offered = Offer(
            text=text,
            price=offer.price,
            valid_through=offer.valid_through,
            offered_at=request.offer.offered_at if request.offer else records.now,
        )
        if request.offer == offered:
            return describe_request(request, caller.language)
        records.package_requests.offer(request, offer)
        request = replace(
            request, state="offered", offer=structs.replace(offered, offered_at=records.now)
        )
        records.audit.record(
            organisation_id=request.organisation_id,
            actor=actor_of(caller),
            action="package.offered",
            subject=f"package_request:{request.id}",
            details={
                "price": f"{offer.price.minor_units} {offer.price.currency}" if offer.price else "",
                "valid_through": offer.valid_through.isoformat(),
            },
        )
        tell_offered(request, records)
        return describe_request(request, caller.language)
