"""Devices and what their meters read, orders for them, wishes for packages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from bench.growth.subject import Question, Subject, filler, taken_back
from catalog.store.device_readings import DeviceReadingStore
from catalog.store.devices import DeviceStore, ShownDevices
from catalog.store.meters import MeterStore
from catalog.store.orders import ShownOrders
from catalog.store.package_requests import PackageRequestStore
from catalog.store.records import Records
from chassis.clock import FixedClock
from chassis.database import Database

_NOW, _TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2)
_CLOCK = FixedClock(_NOW)
_BIG = UUID("00000000-0000-4000-8000-000000000001")
_DEVICE = UUID("00000000-0000-4000-9000-000000000007")
_CUSTOMERS = """
INSERT INTO organisation (organisation_id, kind, version)
SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'customer', 1
FROM generate_series(1, greatest(1001, 2 + :count / 100)) AS n
ON CONFLICT DO NOTHING
"""
# One customer has one device in ten, the others a hundred each.
_DEVICES = """
INSERT INTO device (id, organisation_id, source, number, version, is_active, is_third_party, model,
    serial_number, site, cycle_months, cycle_starts_on, reading_due_on, sorted_number, search_text,
    received_at)
SELECT ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 10 = 0 THEN 1 ELSE 2 + n / 100 END),
        12, '0'))::uuid,
    '/erp/demo', 'G-' || lpad(n::text, 7, '0'), 1, true, false, 'Modell ' || n % 50, 'S' || n,
    'Werk ' || n % 20, 3, date '2026-01-01',
    CASE WHEN n % 1000 = 0 THEN date '2026-03-01' ELSE date '2026-04-01' END,
    'g-' || lpad(n::text, 7, '0'), 'g-' || lpad(n::text, 7, '0') || ' s' || n || ' modell '
        || n % 50 || ' werk ' || n % 20, now()
FROM generate_series(1, :count) AS n
"""
_METERS = """
INSERT INTO meter (id, organisation_id, device_id, counter, sequence, last_value, last_on)
SELECT id, organisation_id, id, 'total', 3, 300, date '2026-02-01' FROM device
"""
_REPORTS = """
INSERT INTO meter_report (id, organisation_id, person_id, idempotency_key, content_sha256, source,
    all_or_nothing, entries, verdicts, created_at, recorded_at)
SELECT organisation_id, organisation_id, organisation_id, 'key', repeat('0', 64), 'form', false,
    '[]', '[]', now(), now()
FROM (SELECT DISTINCT organisation_id FROM device) AS customer
"""
_READINGS = """
INSERT INTO meter_reading (id, organisation_id, device_id, meter_id, report_id, counter, sequence,
    value, read_on, volume, days, source, deviation_acknowledged, recorded_by, recorded_at)
SELECT gen_random_uuid(), organisation_id, id, id, organisation_id, 'total', n, 100 * n,
    date '2025-01-01' + 30 * n, 100, 30, 'form', false,
    ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid,
    timestamptz '2025-01-01 12:00Z' + 30 * n * interval '1 day'
FROM device, generate_series(1, 2) AS n
"""
# One customer has one order in ten, the others one each in a thousand; one in a thousand is open.
_ORDERS = """
INSERT INTO customer_order (id, organisation_id, status, version, ordered_by, ordering_key, lines,
    ordered_at, changed_at, search_text)
SELECT ('00000000-0000-4000-b000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 10 = 0 THEN 1 ELSE 2 + n % 1000 END),
        12, '0'))::uuid,
    CASE WHEN n % 1000 = 0 THEN 'placed' ELSE 'delivered' END, 0,
    ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'key-' || n, '[]',
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second', now(),
    n || ' toner schwarz g-' || lpad((n % 5000)::text, 7, '0')
FROM generate_series(1, :count) AS n
"""
# One in a hundred is still open; half of all are one customer's.
_WISHES = """
INSERT INTO package_request (id, organisation_id, package_id, intent, state, requested_at,
    requester_id, requester_name, requester_email, requester_language, due_at, settled_at)
SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + n / 100 END),
        12, '0'))::uuid,
    package.id, 'book', CASE WHEN n % 100 = 1 THEN 'waiting_for_vendor' ELSE 'declined' END,
    timestamptz '2026-01-01 00:00Z' + n * interval '1 second',
    ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Person ' || n,
    'person' || n || '@example.com', 'de', timestamptz '2026-03-01 00:00Z',
    CASE WHEN n % 100 <> 1 THEN timestamptz '2026-03-01 00:00Z' END
FROM generate_series(1, :count) AS n, (SELECT id FROM package ORDER BY key LIMIT 1) AS package
"""


def _devices(database: Database) -> Mapping[str, Question]:
    def devices(shown: ShownDevices) -> Question:
        return taken_back(
            database,
            lambda session: DeviceStore(session, _NOW, _TODAY).page(shown, after=None, limit=51),
            organisation_id=_BIG,
        )

    everything = ShownDevices(organisation_id=_BIG)
    counted = {
        "how many, up to a thousand": lambda session: DeviceStore(session, _NOW, _TODAY).count(
            everything
        ),
        "sites": lambda session: DeviceStore(session, _NOW, _TODAY).sites(_BIG),
    }
    crossing = {
        "readings of one": lambda session: MeterStore(session, _NOW).readings(
            _DEVICE, counter=None, after=None, limit=51
        ),
        "who has read them lately": lambda session: MeterStore(session, _NOW).reporters(
            _BIG, datetime(2025, 3, 1, tzinfo=UTC), 20
        ),
        "whom to remind of readings": lambda session: DeviceReadingStore(
            session, _TODAY
        ).to_be_reminded(_TODAY, limit=100),
    }
    return {
        "a customer's, by number": devices(everything),
        "a customer's, of a site": devices(replace(everything, site="Werk 10")),
        "search: one of a customer's": devices(replace(everything, search="g-0000100")),
        **{name: taken_back(database, ask, organisation_id=_BIG) for name, ask in counted.items()},
        **{name: taken_back(database, ask) for name, ask in crossing.items()},
    }


def _wishes(database: Database) -> Mapping[str, Question]:
    def page(organisation_id: UUID | None, *, is_open: bool | None) -> Question:
        return taken_back(
            database,
            lambda session: PackageRequestStore(session, _NOW).page(
                organisation_id=organisation_id, is_open=is_open, older_than=None, limit=51
            ),
        )

    return {
        "a customer's newest": page(_BIG, is_open=None),
        "all, newest first": page(None, is_open=None),
        "all that are open": page(None, is_open=True),
        "all that are settled": page(None, is_open=False),
    }


def _orders(database: Database) -> Mapping[str, Question]:
    def page(shown: ShownOrders) -> Question:
        return taken_back(
            database,
            lambda session: Records(session, _CLOCK).orders.page(shown, before=None, limit=51),
        )

    own, everybodys = ShownOrders(organisation_id=_BIG), ShownOrders(organisation_id=None)
    return {
        "a customer's newest": page(own),
        "search: in a customer's": page(replace(own, search="g-0004990")),
        "all, newest first": page(everybodys),
        "all that were placed": page(replace(everybodys, statuses=("placed",))),
        "search: in all of them": page(replace(everybodys, search="g-0004990")),
        "search: nothing": page(replace(everybodys, search="nirgends")),
    }


DEVICES = Subject(
    name="devices",
    service="catalog",
    fill=filler(_CUSTOMERS, _DEVICES, _METERS, _REPORTS, _READINGS),
    asked_of=_devices,
)
WISHES = Subject(
    name="wishes for packages",
    service="catalog",
    fill=filler(_CUSTOMERS, _WISHES),
    asked_of=_wishes,
)
ORDERS = Subject(
    name="orders",
    service="catalog",
    fill=filler(_CUSTOMERS, _ORDERS),
    asked_of=_orders,
    reads_all=frozenset({"search: in all of them", "search: nothing"}),
)
