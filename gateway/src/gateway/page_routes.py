"""The URL of every page. Each needs a session unless it says `public=True`."""

from gateway.pages import (
    access,
    account,
    docs,
    enrolment,
    invitation,
    passkeys,
    password,
    post,
    provider_sign_in,
    registration,
    second_factor,
    security,
    sign_in_address,
    typed_code,
)
from gateway.pages.page import PageHandler, PageRoute


def _page(method: str, path: str, handler: PageHandler, *, public: bool = False) -> PageRoute:
    return PageRoute(method=method, path=path, handler=handler, public=public)


PAGES: tuple[PageRoute, ...] = (
    _page("GET", "/", account.start, public=True),
    _page("GET", "/sign-in", account.show_sign_in, public=True),
    _page("POST", "/sign-in", account.sign_in, public=True),
    _page("POST", "/sign-in/oidc", provider_sign_in.begin, public=True),
    _page("GET", "/sign-in/oidc/callback", provider_sign_in.finish, public=True),
    _page("GET", "/sign-in/second-factor", second_factor.show, public=True),
    _page("POST", "/sign-in/second-factor", second_factor.complete, public=True),
    _page("POST", "/sign-in/second-factor/passkey-challenge", passkeys.ask, public=True),
    _page("POST", "/sign-in/passkey", account.sign_in_by_passkey, public=True),
    _page("POST", "/sign-out", account.sign_out, public=True),
    _page("GET", "/invitations/{token}", invitation.show, public=True),
    _page("POST", "/invitations/{token}", invitation.accept, public=True),
    _page("GET", "/invitation-code", typed_code.show, public=True),
    _page("POST", "/invitation-code", typed_code.accept, public=True),
    _page("GET", "/forgotten-password", password.show_ask, public=True),
    _page("POST", "/forgotten-password", password.ask, public=True),
    _page("GET", "/passwords/{token}", password.show_choice, public=True),
    _page("POST", "/passwords/{token}", password.choose, public=True),
    _page("GET", "/register", registration.show_ask, public=True),
    _page("POST", "/register", registration.ask, public=True),
    _page("GET", "/registrations/{token}", registration.show_form, public=True),
    _page("POST", "/registrations/{token}", registration.complete, public=True),
    _page("GET", "/sign-in-address", sign_in_address.show),
    _page("POST", "/sign-in-address", sign_in_address.ask),
    _page("GET", "/email-changes/{token}", sign_in_address.show_confirmation, public=True),
    _page("POST", "/email-changes/{token}", sign_in_address.confirm, public=True),
    _page("GET", "/access", access.show),
    _page("POST", "/access", access.ask),
    _page("GET", "/account/security", security.show),
    _page("POST", "/account/security/totp", enrolment.begin),
    _page("POST", "/account/security/totp/confirm", enrolment.confirm),
    _page("POST", "/account/security/totp/remove", security.remove_app),
    _page("POST", "/account/security/recovery-codes", security.renew_codes),
    _page("POST", "/account/security/passkeys", passkeys.add),
    _page("POST", "/account/security/passkeys/{passkey_id}/rename", passkeys.rename),
    _page("POST", "/account/security/passkeys/{passkey_id}/remove", passkeys.remove),
    _page("POST", "/account/security/rule", security.change_rule),
    _page("POST", "/account/security/sessions/end-others", security.end_others),
    _page("POST", "/account/security/sessions/{session_id}/end", security.end_one_session),
    _page("GET", "/post", post.show_list),
    _page("GET", "/post/{document_id}", post.show_document),
    _page("GET", "/docs", docs.show, public=True),
)
