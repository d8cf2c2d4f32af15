from collections.abc import Callable
from typing import Any

from requests import Session

class OAuth2Session(Session):
    token_endpoint_auth_method: str
    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        scope: str | None = None,
        redirect_uri: str | None = None,
        code_challenge_method: str | None = None,
    ) -> None: ...
    def create_authorization_url(
        self,
        url: str,
        state: str | None = None,
        code_verifier: str | None = None,
        **kwargs: str,
    ) -> tuple[str, str]: ...
    def fetch_token(self, url: str | None = None, **kwargs: object) -> dict[str, Any]: ...
    def register_client_auth_method(
        self,
        auth: tuple[
            str,
            Callable[[Any, str, str, dict[str, str], str], tuple[str, dict[str, str], str]],
        ],
    ) -> None: ...
