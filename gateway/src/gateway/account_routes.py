"""Every URL about signing in and one's own account. Each needs a session unless `public=True`."""

from gateway.api import identity_providers, own_account, profiles, second_factor, sessions
from gateway.api.binding import ApiRoute
from gateway.api.listing import delete, get, patch, post, put, tagged

ACCOUNT: tuple[ApiRoute, ...] = (
    *tagged(
        "Sessions",
        post("/v1/sessions", sessions.open_session, public=True, status=201, faults=(401, 429)),
        get("/v1/sessions/current", sessions.get_current_session),
        delete("/v1/sessions/current", sessions.close_current_session),
        get("/v1/me", sessions.get_me),
    ),
    *tagged(
        "Own account",
        post("/v1/sessions/begin", own_account.begin_sign_in, public=True),
        get("/v1/sessions", own_account.list_sessions),
        delete("/v1/sessions/others", own_account.end_other_sessions),
        delete("/v1/sessions/{session_id}", own_account.end_session),
        put("/v1/sessions/current/organisation", own_account.switch_organisation, faults=(404,)),
        get("/v1/me/organisations", own_account.list_own_organisations),
        put("/v1/me/password", own_account.change_password, faults=(429,)),
        post(
            "/v1/password-resets",
            own_account.request_password_reset,
            public=True,
            status=202,
            faults=(429,),
        ),
        get(
            "/v1/password-resets/by-token/{token}",
            own_account.preview_password_reset,
            public=True,
            faults=(410,),
        ),
        post(
            "/v1/password-resets/by-token/{token}/complete",
            own_account.reset_password,
            public=True,
            faults=(410,),
        ),
        post(
            "/v1/email-changes",
            own_account.request_email_change,
            status=202,
            faults=(409, 429),
        ),
        get(
            "/v1/email-changes/by-token/{token}",
            own_account.preview_email_change,
            public=True,
            faults=(410,),
        ),
        post(
            "/v1/email-changes/by-token/{token}/complete",
            own_account.confirm_email_change,
            public=True,
            faults=(409, 410),
        ),
        post(
            "/v1/registrations",
            own_account.request_registration,
            public=True,
            status=202,
            faults=(429,),
        ),
        get(
            "/v1/registrations/by-token/{token}",
            own_account.preview_registration,
            public=True,
            faults=(410,),
        ),
        post(
            "/v1/registrations/by-token/{token}/complete",
            own_account.complete_registration,
            public=True,
            status=201,
            faults=(409, 410),
        ),
    ),
    *tagged(
        "Profile",
        get("/v1/me/profile", profiles.get_profile),
        patch(
            "/v1/me/profile",
            profiles.update_profile,
            takes=("application/merge-patch+json", "application/json"),
            faults=(409,),
        ),
        put("/v1/people/{person_id}/linked-account", profiles.link_account, faults=(409,)),
    ),
    *tagged(
        "Second factor",
        post(
            "/v1/sessions/complete",
            second_factor.complete_sign_in,
            public=True,
            status=201,
            faults=(401, 429),
        ),
        get("/v1/me/second-factor", second_factor.get_second_factors),
        post("/v1/me/second-factor/totp", second_factor.begin_totp, status=201, faults=(409, 429)),
        post("/v1/me/second-factor/totp/confirm", second_factor.confirm_totp, faults=(404, 409)),
        post("/v1/me/second-factor/totp/remove", second_factor.remove_totp, faults=(404, 429)),
        post(
            "/v1/me/second-factor/recovery-codes",
            second_factor.renew_recovery_codes,
            status=201,
            faults=(404, 429),
        ),
        get("/v1/organisations/current/second-factor-rule", second_factor.get_second_factor_rule),
        put("/v1/organisations/current/second-factor-rule", second_factor.set_second_factor_rule),
        post("/v1/members/{person_id}/second-factor/reset", second_factor.reset_second_factors),
    ),
    *tagged(
        "Identity providers",
        get("/v1/identity-provider", identity_providers.get_identity_provider),
        put("/v1/identity-provider", identity_providers.set_identity_provider),
        delete("/v1/identity-provider", identity_providers.remove_identity_provider),
        post(
            "/v1/organisations/{organisation_id}/identity-provider/domains",
            identity_providers.confirm_provider_domain,
            faults=(409,),
        ),
    ),
)
