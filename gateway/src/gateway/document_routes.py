"""Every URL about documents: their readers, those who publish, those who look after them.

Each needs a session, or an API key where the description says so.
"""

from gateway.api import documents, exports, filing, invoice_runs, publishing, viewing
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, post, tagged
from gateway.office_routes import OFFICE
from gateway.retention_routes import RETENTION

_FILES = ("application/pdf", "application/xml")

DOCUMENTS: tuple[ApiRoute, ...] = (
    *RETENTION,
    *OFFICE,
    *tagged(
        "Documents",
        get("/v1/documents", documents.list_documents),
        get("/v1/documents/without-notice", documents.list_documents_without_notice),
        get("/v1/documents/summary", filing.summarise_documents),
        post("/v1/documents/move", filing.move_documents),
        post("/v1/documents/read-marks", filing.mark_documents),
        get("/v1/documents/{document_id}", documents.get_document),
        get("/v1/documents/{document_id}/readers", filing.list_readers),
        get("/v1/documents/{document_id}/links", filing.list_links),
        get(
            "/v1/documents/{document_id}/preview",
            documents.get_preview,
            faults=(502,),
            media_types=_FILES,
        ),
        get(
            "/v1/documents/{document_id}/content",
            documents.get_content,
            faults=(304, 502),
            media_types=_FILES,
        ),
        get(
            "/v1/documents/{document_id}/parts/{part}",
            viewing.get_part,
            faults=(304, 502),
            media_types=_FILES,
        ),
        get(
            "/v1/documents/{document_id}/pages/{number}",
            viewing.get_page,
            faults=(304, 502),
            media_types=("image/webp",),
        ),
        get("/v1/documents/{document_id}/e-invoice", viewing.get_e_invoice, faults=(502,)),
        get("/v1/documents/{document_id}/examination", viewing.get_examination),
        delete("/v1/documents/{document_id}", documents.delete_document, faults=(409,)),
    ),
    *tagged("Storage", get("/v1/storage", filing.get_storage_used)),
    *tagged(
        "Publishing",
        post(
            "/v1/uploads",
            documents.receive_upload,
            status=201,
            faults=(413, 422),
            takes=("application/octet-stream", "application/pdf", "application/xml"),
        ),
        post(
            "/v1/documents",
            publishing.publish_document,
            status=202,
            faults=(400, 409, 413, 415, 422),
            takes=publishing.TAKES,
        ),
        post("/v1/publications/query", documents.find_publications),
    ),
    *tagged(
        "Exports",
        post("/v1/exports", exports.request_export, status=202, faults=(409,)),
        get("/v1/exports", exports.list_exports),
        get("/v1/exports/signing-key", exports.get_export_key),
        get("/v1/exports/{export_id}", exports.get_export),
        post("/v1/exports/{export_id}/cancel", exports.cancel_export),
        get(
            "/v1/exports/{export_id}/parts/{number}",
            exports.get_export_part,
            faults=(304, 502),
            media_types=("application/zip",),
        ),
    ),
    *tagged(
        "Invoice runs",
        post(
            "/v1/invoice-runs",
            invoice_runs.announce_invoice_run,
            status=202,
            faults=(400, 409, 413, 415, 422),
            takes=publishing.TAKES,
        ),
        post(
            "/v1/invoice-runs/announcements",
            invoice_runs.announce_run_by_hand,
            status=202,
            faults=(409,),
        ),
        get("/v1/invoice-runs", invoice_runs.list_invoice_runs),
        get("/v1/invoice-runs/{invoice_run_id}", invoice_runs.get_invoice_run),
        post("/v1/invoice-runs/{invoice_run_id}/close", invoice_runs.close_invoice_run, status=204),
    ),
)
