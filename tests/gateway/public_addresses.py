"""The addresses that anybody may ask, each with the reason why."""

# Whoever adds to this list says why nobody needs to be known there.
PUBLIC = {
    ("POST", "/v1/sessions"),  # signing in
    ("POST", "/v1/sessions/passkey/challenge"),  # asks whoever is there
    ("POST", "/v1/sessions/passkey"),  # the passkey is the right
    ("POST", "/v1/sessions/complete/passkey-challenge"),
    ("POST", "/v1/sessions/complete"),  # the token of the pending sign-in is the right
    ("GET", "/v1/invitations/by-token/{token}"),  # the token is the right
    ("POST", "/v1/invitations/by-token/{token}/accept"),
    ("POST", "/v1/invitations/by-code/accept"),  # address and code are the right
    ("POST", "/v1/invitations/by-code/preview"),
    ("POST", "/v1/sessions/begin"),  # the first step of signing in
    ("GET", "/news/unsubscribe/{token}"),
    ("POST", "/news/unsubscribe/{token}"),
    ("GET", "/v1/news-subscriptions/by-token/{token}"),  # the token is the right (RFC 8058)
    ("POST", "/v1/news-subscriptions/by-token/{token}/end"),
    ("GET", "/v1/plans"),  # anybody may know what the vendor offers (MB-26)
    ("POST", "/v1/password-resets"),  # for who cannot sign in
    ("GET", "/v1/password-resets/by-token/{token}"),  # the token is the right
    ("POST", "/v1/password-resets/by-token/{token}/complete"),
    ("POST", "/v1/registrations"),  # for who has no account yet
    ("GET", "/v1/registrations/by-token/{token}"),
    ("GET", "/v1/email-changes/by-token/{token}"),  # the token is the right
    ("POST", "/v1/email-changes/by-token/{token}/complete"),
    ("POST", "/v1/registrations/by-token/{token}/complete"),
    ("GET", "/invitation-code"),
    ("POST", "/invitation-code"),
    ("GET", "/"),  # leads on
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/second-factor/passkey-challenge"),
    ("POST", "/sign-in/passkey"),  # the passkey is the right
    ("GET", "/sign-in/second-factor"),  # the browser holds a sign-in that is not complete
    ("POST", "/sign-in/second-factor"),
    ("POST", "/sign-in/oidc"),  # leads to the identity provider
    ("GET", "/sign-in/oidc/callback"),  # what the provider and the cookie say is the right
    ("POST", "/sign-out"),  # also with a token that is worth nothing any more
    ("GET", "/invitations/{token}"),
    ("POST", "/invitations/{token}"),
    ("GET", "/forgotten-password"),  # for who cannot sign in
    ("POST", "/forgotten-password"),
    ("GET", "/passwords/{token}"),  # the token is the right
    ("POST", "/passwords/{token}"),
    ("GET", "/register"),  # for who has no account yet
    ("POST", "/register"),
    ("GET", "/registrations/{token}"),
    ("POST", "/registrations/{token}"),
    ("GET", "/email-changes/{token}"),
    ("POST", "/email-changes/{token}"),
    ("GET", "/v1/delivery-recipients/by-token/{token}"),  # the mailed secret is the right
    ("POST", "/v1/delivery-recipients/by-token/{token}/confirm"),
    ("GET", "/v1/delivery-subscriptions/by-token/{token}"),
    ("POST", "/v1/delivery-subscriptions/by-token/{token}/end"),
    # The mailed secret is the right.
    *((method, "/document-recipients/{token}") for method in ("GET", "POST")),
    *((method, "/document-subscriptions/{token}") for method in ("GET", "POST")),
    ("GET", "/docs"),
    # An FTP server, whose secret is the right.
    ("POST", "/v1/ftp/check-password"),
    ("POST", "/v1/ftp/external-auth"),
}
