"""Every URL of the document office: what waits, what is kept, what a publisher's book says.

For the vendor's administration alone.
"""

from gateway.api import office
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, tagged

OFFICE: tuple[ApiRoute, ...] = tagged(
    "Document office",
    get("/v1/parked-events", office.list_parked_events),
    post("/v1/parked-events/replay", office.replay_parked_events),
    post("/v1/parked-events/{parked_id}/discard", office.discard_parked_event),
    get("/v1/kept-documents", office.find_kept_documents),
    post(
        "/v1/reconciliations",
        office.reconcile_ledger,
        faults=(413, 415, 422),
        takes=office.LEDGERS,
    ),
)
