"""Whether an ID token was signed by one of the provider's keys (joserfc)."""

import base64
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

SigningKey = RSAKey | ECKey | OKPKey

# Asymmetric ones only: with HS256 the provider's public key would be the secret, and `none` is
# nobody's signature (RFC 8725 3.1).
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
# RFC 7518 3.3; and the cost of a verification grows with the square.
_SMALLEST_RSA_BITS, _LARGEST_RSA_BITS = 2048, 8192


class UnknownKey(Exception):
    """No key of the set has the token's key id: the provider may have a new one."""


class SignatureRefused(Exception):
    """The token is not signed by the provider, or not readable at all. Argument: what is wrong."""


def read_keys(key_set: dict[str, Any]) -> tuple[SigningKey, ...]:
    """Return the keys of a JWK Set (RFC 7517) that may sign; what is not understood is left out."""
    given = key_set.get("keys")
    keys = (
        [_key(each) for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    )
    return tuple(key for key in keys if key is not None)


def verified_claims(token: str, keys: tuple[SigningKey, ...]) -> dict[str, Any]:
    """Return the claims of a signed token; what they say is not looked at.

    Raises:
        UnknownKey: the set should be fetched anew, once.
        SignatureRefused: nobody's, or somebody else's signature.
    """
    header = _header(token)
    if header.get("alg") not in ALGORITHMS:
        raise SignatureRefused("alg")
    key = _chosen(header.get("kid"), keys)
    try:
        return dict(jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError):
        raise SignatureRefused("signature") from None


def _header(token: str) -> dict[str, Any]:
    try:
        header = jws.extract_compact(token.encode()).protected
    except (JoseError, ValueError):
        raise SignatureRefused("unreadable") from None
    return dict(header)


def _chosen(key_id: object, keys: tuple[SigningKey, ...]) -> SigningKey:
    if key_id is None:
        # Allowed where there is nothing to choose (OIDC Core 10.1).
        if len(keys) != 1:
            raise SignatureRefused("kid")
        return keys[0]
    fitting = [key for key in keys if key.kid == key_id]
    if not fitting:
        raise UnknownKey
    return fitting[0]


def _key(given: dict[str, Any]) -> SigningKey | None:
    kinds: dict[object, type[SigningKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    kind = kinds.get(given.get("kty"))
    if kind is None or given.get("use", "sig") != "sig":
        return None
    public = {name: value for name, value in given.items() if name != "d"}
    try:
        if kind is RSAKey and not _SMALLEST_RSA_BITS <= _bits(public["n"]) <= _LARGEST_RSA_BITS:
            return None
        return kind.import_key(public)
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _bits(modulus: str) -> int:
    given = base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))
    return int.from_bytes(given).bit_length()
