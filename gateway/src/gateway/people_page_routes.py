"""The URL of every page about people: oneself, and those of one's organisation."""

from gateway.pages import area_wish, joining, profile, security, support_access, user, users
from gateway.pages.page import PageHandler, PageRoute


def _page(method: str, path: str, handler: PageHandler) -> PageRoute:
    return PageRoute(method=method, path=path, handler=handler)


PEOPLE_PAGES: tuple[PageRoute, ...] = (
    _page("GET", "/account/profile", profile.show),
    _page("POST", "/account/profile", profile.save),
    _page("POST", "/account/security/password", security.choose_password),
    _page("GET", "/account/support", support_access.show),
    _page("POST", "/account/support", support_access.agree),
    _page("POST", "/account/support/changes/{change_id}", support_access.decide),
    _page("GET", "/account/support/{session_id}", support_access.show_session),
    _page("POST", "/account/support/{session_id}/end", support_access.end),
    _page("POST", "/area-requests", area_wish.ask),
    _page("POST", "/users/access-requests/{access_request_id}", joining.answer),
    _page("GET", "/users", users.show),
    _page("POST", "/users/invitations", users.invite),
    _page("POST", "/users/invitations/{invitation_id}", users.change_invitation),
    _page("GET", "/users/{person_id}", user.show),
    _page("POST", "/users/{person_id}", user.change),
    _page("POST", "/users/{person_id}/trial", user.try_out),
    _page("POST", "/users/{person_id}/operator-number", user.choose_number),
)
