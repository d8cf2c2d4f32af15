"""List the devices that somebody sees."""

from uuid import UUID

from catalog.domain.devices import DeviceSight, sight_of_devices
from catalog.domain.list_pages import (
    COUNTED_AT_MOST,
    Place,
    cursor_after,
    digest_of,
    is_beyond,
    read_cursor,
    read_search,
)
from catalog.store.devices import ShownDevices
from catalog.store.records import RecordRoom, Records
from catalog.use_cases.devices.describe_device import describe_device
from catalog.use_cases.devices.open_devices import open_devices
from contracts.devices import DevicePage, DeviceQuery
from contracts.errors import InvalidInput
from contracts.principal import Principal


def list_devices(caller: Principal, query: DeviceQuery, room: RecordRoom) -> DevicePage:
    """Return a page of the devices that the caller sees, by their number (KM-11).

    Raises:
        NoMembership, AreaNotVisible: no devices are shown to the caller.
        InvalidInput: a value of the query cannot be read, or one of the vendor's people names no
            customer.
    """
    sight = sight_of_devices(caller)
    search = read_search(query.search)
    with open_devices(sight, room) as records:
        organisation_id = _whose(sight, query, records)
        digest = digest_of(organisation_id, search, query.site, query.is_third_party)
        after = read_cursor(query.cursor, digest)
        shown = ShownDevices(
            organisation_id=organisation_id,
            search=search,
            site=query.site,
            is_third_party=query.is_third_party,
        )
        # One more than the page holds tells whether there is another.
        rows = records.devices.page(shown, after=after, limit=query.limit + 1)
        count = records.devices.count(shown)
        sites = records.devices.sites(organisation_id)
    on_page = rows[: query.limit]
    last = on_page[-1] if len(rows) > query.limit else None
    place = None if last is None else Place(section=0, value=last.sorted_number, id=last.id)
    return DevicePage(
        items=tuple(describe_device(row) for row in on_page),
        total=min(count, COUNTED_AT_MOST),
        is_more=is_beyond([count]),
        next_cursor=cursor_after(place, digest) if place is not None else None,
        sites=sites,
    )


def _whose(sight: DeviceSight, query: DeviceQuery, records: Records) -> UUID:
    if sight.organisation_id is not None:
        return sight.organisation_id
    if query.customer_id is not None:
        return query.customer_id
    if query.customer_number is None:
        raise InvalidInput("query.customer_number", "required")
    found = records.organisations.find_customer(query.customer_number)
    if found is None:
        raise InvalidInput("query.customer_number", "not_there")
    return found
