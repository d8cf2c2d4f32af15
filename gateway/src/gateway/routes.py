"""Every URL. Each needs a session unless it says `public=True`."""

from gateway.api import business, documents, organisations, people, sessions
from gateway.api.binding import ApiRoute
from gateway.operations import ProbeRoute, health, metrics, openapi_document, ready
from gateway.pages import account, docs, invitation, post, typed_code
from gateway.pages.page import PageRoute

_FILES = ("application/pdf", "application/xml")

API: tuple[ApiRoute, ...] = (
    ApiRoute(
        method="POST",
        path="/v1/sessions",
        handler=sessions.open_session,
        tag="Sessions",
        public=True,
        status=201,
        faults=(401, 429),
    ),
    ApiRoute(
        method="GET",
        path="/v1/sessions/current",
        handler=sessions.get_current_session,
        tag="Sessions",
    ),
    ApiRoute(
        method="DELETE",
        path="/v1/sessions/current",
        handler=sessions.close_current_session,
        tag="Sessions",
    ),
    ApiRoute(method="GET", path="/v1/me", handler=sessions.get_me, tag="Sessions"),
    ApiRoute(
        method="POST",
        path="/v1/organisations",
        handler=organisations.register_organisation,
        tag="Organisations",
        status=201,
        faults=(409,),
    ),
    ApiRoute(
        method="GET",
        path="/v1/organisations/{organisation_id}",
        handler=organisations.get_organisation,
        tag="Organisations",
    ),
    ApiRoute(
        method="GET",
        path="/v1/organisations/{organisation_id}/e-billing-address",
        handler=organisations.get_e_billing_address,
        tag="Organisations",
    ),
    ApiRoute(
        method="PUT",
        path="/v1/organisations/{organisation_id}/e-billing-address",
        handler=organisations.set_e_billing_address,
        tag="Organisations",
    ),
    # The audit trail is read here and written nowhere (BR-11).
    ApiRoute(method="GET", path="/v1/audit", handler=organisations.list_audit, tag="Organisations"),
    ApiRoute(
        method="POST",
        path="/v1/invitations",
        handler=people.invite_person,
        tag="People",
        status=201,
        faults=(409,),
    ),
    ApiRoute(method="GET", path="/v1/invitations", handler=people.list_invitations, tag="People"),
    ApiRoute(
        method="GET",
        path="/v1/invitations/by-token/{token}",
        handler=people.preview_invitation,
        tag="People",
        public=True,
        faults=(410,),
    ),
    ApiRoute(
        method="POST",
        path="/v1/invitations/by-token/{token}/accept",
        handler=people.accept_invitation,
        tag="People",
        public=True,
        status=201,
        faults=(401, 410, 429),
    ),
    ApiRoute(
        method="POST",
        path="/v1/invitations/by-code/accept",
        handler=people.accept_typed_invitation,
        tag="People",
        public=True,
        status=201,
        faults=(401, 404, 410, 429),
    ),
    ApiRoute(method="GET", path="/v1/members", handler=people.list_members, tag="People"),
    ApiRoute(
        method="PUT",
        path="/v1/members/{person_id}/areas",
        handler=people.set_areas,
        tag="People",
    ),
    ApiRoute(
        method="POST",
        path="/v1/api-keys",
        handler=people.create_api_key,
        tag="People",
        status=201,
    ),
    ApiRoute(method="GET", path="/v1/documents", handler=documents.list_documents, tag="Documents"),
    ApiRoute(
        method="GET",
        path="/v1/documents/without-notice",
        handler=documents.list_documents_without_notice,
        tag="Documents",
    ),
    ApiRoute(
        method="GET",
        path="/v1/documents/{document_id}",
        handler=documents.get_document,
        tag="Documents",
    ),
    ApiRoute(
        method="GET",
        path="/v1/documents/{document_id}/preview",
        handler=documents.get_preview,
        tag="Documents",
        faults=(502,),
        media_types=_FILES,
    ),
    ApiRoute(
        method="GET",
        path="/v1/documents/{document_id}/content",
        handler=documents.get_content,
        tag="Documents",
        faults=(304, 502),
        media_types=_FILES,
    ),
    ApiRoute(
        method="DELETE",
        path="/v1/documents/{document_id}",
        handler=documents.delete_document,
        tag="Documents",
        faults=(409,),
    ),
    ApiRoute(
        method="POST",
        path="/v1/uploads",
        handler=documents.receive_upload,
        tag="Publishing",
        status=201,
        faults=(413, 422),
        takes=("application/octet-stream", "application/pdf", "application/xml"),
    ),
    ApiRoute(
        method="POST",
        path="/v1/publications/query",
        handler=documents.find_publications,
        tag="Publishing",
    ),
    ApiRoute(method="GET", path="/v1/requests", handler=business.list_requests, tag="Requests"),
    ApiRoute(
        method="POST",
        path="/v1/requests",
        handler=business.open_request,
        tag="Requests",
        status=201,
        faults=(400,),
    ),
    ApiRoute(method="GET", path="/v1/packages", handler=business.list_packages, tag="Packages"),
    ApiRoute(
        method="GET",
        path="/v1/entitlements",
        handler=business.list_entitlements,
        tag="Packages",
    ),
)

PAGES: tuple[PageRoute, ...] = (
    PageRoute(method="GET", path="/", handler=account.start, public=True),
    PageRoute(method="GET", path="/sign-in", handler=account.show_sign_in, public=True),
    PageRoute(method="POST", path="/sign-in", handler=account.sign_in, public=True),
    PageRoute(method="POST", path="/sign-out", handler=account.sign_out, public=True),
    PageRoute(method="GET", path="/invitations/{token}", handler=invitation.show, public=True),
    PageRoute(method="POST", path="/invitations/{token}", handler=invitation.accept, public=True),
    PageRoute(method="GET", path="/invitation-code", handler=typed_code.show, public=True),
    PageRoute(method="POST", path="/invitation-code", handler=typed_code.accept, public=True),
    PageRoute(method="GET", path="/post", handler=post.show_list),
    PageRoute(method="GET", path="/post/{document_id}", handler=post.show_document),
    PageRoute(method="GET", path="/docs", handler=docs.show, public=True),
)

# For machines that watch over this one: no session, no words.
PROBES: tuple[ProbeRoute, ...] = (
    ProbeRoute(path="/health", handler=health),
    ProbeRoute(path="/ready", handler=ready),
    ProbeRoute(path="/metrics", handler=metrics),
    ProbeRoute(path="/v1/openapi.json", handler=openapi_document),
)

STATIC_PATH = "/static"
