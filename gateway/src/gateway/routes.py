"""Every URL; those of pages, signing in, documents and requests stand in `…_routes` beside.

Each needs a session unless it says `public=True`.
"""

from gateway.account_routes import ACCOUNT
from gateway.api import (
    access_requests,
    api_keys,
    colleagues,
    customers,
    directory,
    explain,
    members,
    organisations,
    partner_customers,
    partners,
    people,
    previews,
    risks,
    support,
    support_changes,
)
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete as _delete
from gateway.api.listing import get as _get
from gateway.api.listing import post as _post
from gateway.api.listing import put as _put
from gateway.api.listing import tagged as _tagged
from gateway.business_routes import BUSINESS
from gateway.catalog_routes import CATALOG
from gateway.connection_routes import CONNECTIONS
from gateway.content_routes import CONTENT
from gateway.contract_routes import CONTRACTS
from gateway.delivery_routes import DELIVERY
from gateway.device_routes import DEVICES
from gateway.document_routes import DOCUMENTS
from gateway.operations import (
    ProbeRoute,
    brand_logo,
    brand_sheet,
    health,
    metrics,
    openapi_document,
    ready,
)
from gateway.order_routes import ORDERS
from gateway.page_routes import PAGES
from gateway.ticket_routes import TICKETS

__all__ = ["API", "PAGES", "PROBES", "STATIC_PATH"]

API: tuple[ApiRoute, ...] = (
    *ACCOUNT,
    # Before the customers: one of its addresses would pass for one of theirs.
    *CONTRACTS,
    *_tagged(
        "Access requests",
        _post("/v1/access-requests", access_requests.request_access, status=202, faults=(429,)),
        _get("/v1/access-requests", access_requests.list_access_requests),
        _post("/v1/me/area-requests", access_requests.request_areas, status=201, faults=(429,)),
        _get("/v1/me/area-requests", access_requests.list_own_access_requests),
        _post(
            "/v1/access-requests/{access_request_id}/approve",
            access_requests.approve_access,
            in_support="proposed",
        ),
        _post(
            "/v1/access-requests/{access_request_id}/decline",
            access_requests.decline_access,
            in_support="proposed",
        ),
    ),
    *_tagged(
        "Customers",
        _post(
            "/v1/customers/import",
            customers.import_customers,
            faults=(400, 413, 415, 422),
            takes=("text/csv", "application/json"),
        ),
        _get("/v1/reports/unactivated-contacts", customers.list_unactivated_contacts),
    ),
    *_tagged(
        "Organisations",
        _post("/v1/organisations", organisations.register_organisation, status=201, faults=(409,)),
        _get("/v1/organisations/{organisation_id}", organisations.get_organisation),
        _get(
            "/v1/organisations/{organisation_id}/e-billing-address",
            organisations.get_e_billing_address,
        ),
        _put(
            "/v1/organisations/{organisation_id}/e-billing-address",
            organisations.set_e_billing_address,
        ),
        # The audit trail is read here and written nowhere (BR-11).
        _get("/v1/audit", organisations.list_audit),
    ),
    *_tagged(
        "People",
        _post(
            "/v1/invitations",
            people.invite_person,
            status=201,
            faults=(409, 410),
            in_support="proposed",
        ),
        _get("/v1/invitations", people.list_invitations),
        _get(
            "/v1/invitations/by-token/{token}",
            people.preview_invitation,
            public=True,
            faults=(410,),
        ),
        _post(
            "/v1/invitations/by-token/{token}/accept",
            people.accept_invitation,
            public=True,
            status=201,
            faults=(401, 410, 429),
        ),
        _post(
            "/v1/invitations/by-code/accept",
            people.accept_typed_invitation,
            public=True,
            status=201,
            faults=(401, 404, 410, 429),
        ),
        _post(
            "/v1/invitations/by-code/preview",
            people.preview_typed_invitation,
            public=True,
            faults=(404, 410, 429),
        ),
        _post("/v1/invitations/{invitation_id}/resend", people.resend_invitation, faults=(410,)),
        _post(
            "/v1/invitations/{invitation_id}/revoke",
            people.revoke_invitation,
            faults=(409, 410),
            in_support="proposed",
        ),
        _get("/v1/members", people.list_members),
        _post("/v1/colleagues/search", colleagues.find_colleagues),
        _get("/v1/organisations", directory.find_organisations),
        _post("/v1/people/search", directory.find_person),
        _put(
            "/v1/members/{person_id}/role",
            members.change_role,
            faults=(409,),
            in_support="proposed",
        ),
        _delete("/v1/members/{person_id}", members.remove_member, faults=(409,)),
        _put(
            "/v1/members/{person_id}/operator-number",
            members.set_operator_number,
            faults=(409,),
            in_support="proposed",
        ),
        _put(
            "/v1/members/{person_id}/document-types",
            members.set_document_types,
            in_support="proposed",
        ),
        _get("/v1/members/by-operator-number/{operator_number}", members.find_operator),
        _put("/v1/members/{person_id}/areas", people.set_areas, in_support="proposed"),
        _post("/v1/api-keys", people.create_api_key, status=201),
        _get("/v1/api-keys", api_keys.list_api_keys),
        _post("/v1/api-keys/{key_id}/revoke", api_keys.revoke_api_key, status=204),
    ),
    *_tagged(
        "Partners",
        _get("/v1/customers", partner_customers.list_customers),
        _get("/v1/customers/{customer_id}", partner_customers.get_customer),
        _put(
            "/v1/customers/{customer_id}/partner-contact", partner_customers.assign_partner_contact
        ),
        _put("/v1/organisations/{organisation_id}/partner", partner_customers.set_partner),
        _put("/v1/organisations/{organisation_id}/certification", partners.set_certification),
        _put("/v1/members/{person_id}/team", partners.set_team, in_support="proposed"),
        _put("/v1/members/{person_id}/data-scope", partners.set_data_scope, in_support="proposed"),
        _put("/v1/members/{person_id}/grants", partners.set_grants, in_support="proposed"),
    ),
    *_tagged(
        "Support access",
        _get("/v1/support-consent", support.get_support_consent),
        _put("/v1/support-consent", support.set_support_consent),
        _post("/v1/support-sessions", support.open_support_session, status=201),
        _get("/v1/support-sessions", support.list_support_sessions),
        _delete(
            "/v1/support-sessions/current",
            support.close_current_support_session,
            in_support="passed",
        ),
        _get("/v1/support-sessions/{support_session_id}", support.get_support_session),
        _get("/v1/support-sessions/{support_session_id}/accesses", support.list_support_accesses),
        _get(
            "/v1/support-sessions/{support_session_id}/protocol",
            support.get_support_protocol,
            faults=(409,),
            media_types=(support.PROTOCOL_MEDIA_TYPE,),
        ),
        _delete("/v1/support-sessions/{support_session_id}", support.end_support_session),
    ),
    *_tagged(
        "Why and what if",
        _get("/v1/risks", risks.list_risks, faults=(404,)),
        _get("/v1/explain", explain.explain, faults=(404,)),
        _post("/v1/members/{person_id}/preview", previews.preview_member_change),
        _post("/v1/organisations/{organisation_id}/preview", previews.preview_certification),
    ),
    *_tagged(
        "Support changes",
        _get("/v1/support-changes", support_changes.list_support_changes),
        _get("/v1/support-changes/{support_change_id}", support_changes.get_support_change),
        _post(
            "/v1/support-changes/{support_change_id}/approve",
            support_changes.approve_support_change,
            faults=(422,),
        ),
        _post(
            "/v1/support-changes/{support_change_id}/decline",
            support_changes.decline_support_change,
            faults=(422,),
        ),
    ),
    *DOCUMENTS,
    *DELIVERY,
    *TICKETS,
    *CATALOG,
    *DEVICES,
    *ORDERS,
    *BUSINESS,
    *CONTENT,
    *CONNECTIONS,
)

# For machines that watch over this one: no session, no words.
PROBES: tuple[ProbeRoute, ...] = (
    ProbeRoute(path="/health", handler=health),
    ProbeRoute(path="/ready", handler=ready),
    ProbeRoute(path="/metrics", handler=metrics),
    ProbeRoute(path="/v1/openapi.json", handler=openapi_document),
    ProbeRoute(path="/brand.css", handler=brand_sheet),
    ProbeRoute(path="/brand-logo", handler=brand_logo),
)

STATIC_PATH = "/static"
