"""Every URL about how long documents are kept; for the vendor's administration alone."""

from gateway.api import deletion, retention
from gateway.api.binding import ApiRoute
from gateway.api.listing import get, post, tagged

_FILES = ("application/pdf", "application/xml")

RETENTION: tuple[ApiRoute, ...] = (
    *tagged(
        "Retention",
        get("/v1/documents/{document_id}/custody", retention.get_custody),
        post("/v1/holds", retention.place_hold, status=201),
        get("/v1/holds", retention.list_holds),
        post("/v1/holds/{hold_id}/release", retention.release_hold),
        post("/v1/documents/{document_id}/restrict", retention.restrict_document, faults=(409,)),
        post("/v1/documents/{document_id}/lift-restriction", retention.lift_restriction),
        get("/v1/restrictions", retention.list_restrictions),
        get("/v1/damaged-documents", retention.list_damages),
        post(
            "/v1/documents/{document_id}/restricted-content",
            retention.open_restricted,
            faults=(502,),
            media_types=_FILES,
        ),
    ),
    *tagged(
        "Deletion runs",
        post("/v1/deletion-runs", deletion.propose_deletion, status=201, faults=(422,)),
        get("/v1/deletion-runs", deletion.list_deletion_runs),
        get("/v1/deletion-runs/{run_id}", deletion.get_deletion_run),
        get("/v1/deletion-runs/{run_id}/documents", deletion.list_deletion_items),
        post("/v1/deletion-runs/{run_id}/release", deletion.release_deletion, faults=(409, 422)),
        post("/v1/deletion-runs/{run_id}/withdraw", deletion.withdraw_deletion, faults=(409,)),
        get(
            "/v1/deletion-runs/{run_id}/certificate",
            deletion.get_deletion_certificate,
            faults=(304, 502),
            media_types=("application/jose",),
        ),
        get(
            "/v1/deletion-runs/{run_id}/certificate/text",
            deletion.read_deletion_certificate,
            faults=(502,),
            media_types=("text/plain",),
        ),
    ),
)
