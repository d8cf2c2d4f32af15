"""The URL of every page about the vendor's customers, and of what administers a whole organisation.

Each needs a session. They stand before other pages: `/desk/customers/new` is no customer.
"""

from gateway.pages import (
    api_keys,
    content_categories,
    customer_desk,
    customer_ftp,
    customer_import,
    customer_partner,
    customer_people,
    customer_person,
    customer_registration,
    customer_support,
    document_deletion,
    identity_provider,
    support_session,
)
from gateway.pages.page import PageHandler, PageRoute

_ONE = "/desk/customers/{organisation_id}"


def _page(method: str, path: str, handler: PageHandler) -> PageRoute:
    return PageRoute(method=method, path=path, handler=handler)


VENDOR_PAGES: tuple[PageRoute, ...] = (
    _page("GET", "/desk/customers", customer_desk.show_search),
    _page("GET", "/desk/customers/new", customer_registration.show),
    _page("POST", "/desk/customers/new", customer_registration.register),
    _page("GET", "/desk/customers/import", customer_import.show),
    _page("POST", "/desk/customers/import", customer_import.take_in),
    _page("GET", _ONE, customer_desk.show),
    _page("POST", _ONE, customer_desk.change),
    _page("GET", f"{_ONE}/partner", customer_partner.show),
    _page("POST", f"{_ONE}/partner", customer_partner.change),
    _page("GET", f"{_ONE}/people", customer_people.show),
    _page("POST", f"{_ONE}/people", customer_people.invite),
    _page("POST", f"{_ONE}/invitations/{{invitation_id}}", customer_people.change_invitation),
    _page("POST", f"{_ONE}/domains", customer_people.confirm_domain),
    _page("GET", f"{_ONE}/people/{{person_id}}", customer_person.show),
    _page("POST", f"{_ONE}/people/{{person_id}}", customer_person.change),
    _page("GET", f"{_ONE}/ftp-access", customer_ftp.show),
    _page("POST", f"{_ONE}/ftp-access/{{contract_id}}", customer_ftp.change),
    _page("GET", f"{_ONE}/support", customer_support.show),
    _page("POST", f"{_ONE}/support", customer_support.look_in),
    _page("POST", f"{_ONE}/support/{{session_id}}/end", customer_support.end),
    _page("GET", "/desk/content/categories", content_categories.show),
    _page("POST", "/desk/content/categories", content_categories.save),
    _page("GET", "/post/{document_id}/deletion", document_deletion.show),
    _page("POST", "/post/{document_id}/deletion", document_deletion.delete),
    _page("GET", "/api-keys", api_keys.show),
    _page("POST", "/api-keys", api_keys.create),
    _page("POST", "/api-keys/{key_id}/revoke", api_keys.revoke),
    _page("GET", "/support-session", support_session.show),
    _page("POST", "/support-session/end", support_session.end),
    _page("GET", "/company/sign-in", identity_provider.show),
    _page("POST", "/company/sign-in", identity_provider.save),
    _page("POST", "/company/sign-in/remove", identity_provider.remove),
)
