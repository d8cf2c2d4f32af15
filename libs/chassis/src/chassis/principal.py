"""The signed principal: identity signs who is asking, every service verifies it for itself."""

from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from contracts.errors import NotSignedIn
from contracts.principal import Principal

ALGORITHM = "Ed25519"  # RFC 9864 names the curve; "EdDSA" is the older, wider name
AUDIENCE = "kontor"
LONGEST_LIFE = timedelta(seconds=60)  # docs/adr/0013
_CACHED_VERIFICATIONS = 4096


class PrincipalSigner:
    """Signs principals; only identity holds the private key."""

    def __init__(self, private_key_file: Path) -> None:
        self._key = OKPKey.import_key(msgspec.json.decode(private_key_file.read_bytes()))

    def sign(self, principal: Principal, now: datetime) -> str:
        """Return `principal` as a compact JWS, good for at most 60 seconds from `now`."""
        expires_at = min(principal.expires_at, now + LONGEST_LIFE)
        claims = {
            "aud": AUDIENCE,
            "sub": str(principal.subject),
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "principal": msgspec.to_builtins(
                msgspec.structs.replace(principal, expires_at=expires_at)
            ),
        }
        header = {"alg": ALGORITHM, "kid": self._key.kid or "1"}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


class PrincipalVerifier:
    """Verifies principals with the public keys, and remembers a verification until it expires."""

    def __init__(self, public_keys_file: Path) -> None:
        self._keys = KeySet.import_key_set(msgspec.json.decode(public_keys_file.read_bytes()))
        self._verified: OrderedDict[str, tuple[Principal, float]] = OrderedDict()

    def verify(self, token: str | None, now: datetime) -> Principal:
        """Return the principal that `token` proves.

        Raises:
            NotSignedIn: no token, a wrong signature or audience, or it has expired.
        """
        if not token:
            raise NotSignedIn
        moment = now.timestamp()
        known = self._verified.get(token)
        if known is None:
            known = self._check(token)
            self._verified[token] = known
            self._forget_oldest(moment)
        principal, expires = known
        if moment >= expires:
            self._verified.pop(token, None)
            raise NotSignedIn
        return principal

    def _forget_oldest(self, moment: float) -> None:
        # All live about equally long, so that the oldest are those that have expired.
        while self._verified and (
            len(self._verified) > _CACHED_VERIFICATIONS
            or next(iter(self._verified.values()))[1] <= moment
        ):
            self._verified.popitem(last=False)

    def _check(self, token: str) -> tuple[Principal, float]:
        try:
            claims = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            if claims.get("aud") != AUDIENCE:
                raise NotSignedIn
            principal = msgspec.convert(claims["principal"], Principal)
            return principal, float(claims["exp"])
        except (JoseError, msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
            raise NotSignedIn from error
