"""The URL of every page of the document office; each needs a session."""

from gateway.pages import (
    message_history,
    office,
    office_customer,
    office_deletion,
    office_doubts,
    office_keeping,
    office_ledger,
    office_messages,
    office_parked,
    office_printing,
    office_runs,
)
from gateway.pages.page import PageHandler, PageRoute


def _page(method: str, path: str, handler: PageHandler) -> PageRoute:
    return PageRoute(method=method, path=path, handler=handler)


OFFICE_PAGES: tuple[PageRoute, ...] = (
    _page("GET", "/office", office.show),
    _page("GET", "/office/parked", office_parked.show),
    _page("POST", "/office/parked", office_parked.settle),
    _page("GET", "/office/message-history", message_history.show),
    _page("POST", "/office/message-history", message_history.search),
    _page("GET", "/office/message-history/{message_id}", message_history.show_message),
    _page("GET", "/office/doubts", office_doubts.show),
    _page("POST", "/office/doubts", office_doubts.decide),
    _page("GET", "/office/messages", office_messages.show),
    _page("POST", "/office/messages", office_messages.settle),
    _page("GET", "/office/runs", office_runs.show_list),
    _page("POST", "/office/runs", office_runs.announce),
    _page("GET", "/office/runs/{invoice_run_id}", office_runs.show),
    _page("POST", "/office/runs/{invoice_run_id}/close", office_runs.close),
    _page("GET", "/office/print-batches", office_printing.show),
    _page("POST", "/office/print-batches/{batch_id}/printed", office_printing.mark_printed),
    _page("GET", "/office/without-notice", office.show_without_notice),
    _page("GET", "/office/damages", office.show_damages),
    _page("GET", "/office/keeping", office_keeping.show),
    _page("POST", "/office/holds", office_keeping.hold_customer),
    _page("POST", "/office/holds/{hold_id}/release", office_keeping.release_hold),
    _page("GET", "/office/documents/{document_id}", office_keeping.show_document),
    _page("POST", "/office/documents/{document_id}", office_keeping.change_document),
    _page("GET", "/office/customers/{organisation_id}", office_customer.show),
    _page(
        "POST",
        "/office/customers/{organisation_id}/e-billing-address",
        office_customer.name_address,
    ),
    _page("POST", "/office/customers/{organisation_id}/mode", office_customer.choose_mode),
    _page("GET", "/office/deletion-runs", office_deletion.show_list),
    _page("POST", "/office/deletion-runs", office_deletion.propose),
    _page("GET", "/office/deletion-runs/{run_id}", office_deletion.show),
    _page("POST", "/office/deletion-runs/{run_id}/release", office_deletion.release),
    _page("POST", "/office/deletion-runs/{run_id}/withdraw", office_deletion.withdraw),
    _page("GET", "/office/ledger", office_ledger.show),
    _page("POST", "/office/ledger", office_ledger.compare),
)
