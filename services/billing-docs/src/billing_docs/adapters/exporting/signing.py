"""The signature on exports: put there with the service's key, checked by anybody."""

import json
from pathlib import Path

import msgspec
from joserfc import jws
from joserfc.jwk import OKPKey

from billing_docs.adapters.exporting.check_export import thumbprint
from chassis.principal import ALGORITHM
from contracts.exports import ExportKey

TYPE = "kontor-export+jws"


class ExportSigner:
    """Signs manifests with an Ed25519 key (RFC 8037) in a file of its own."""

    def __init__(self, private_key_file: Path) -> None:
        self._key = OKPKey.import_key(msgspec.json.decode(private_key_file.read_bytes()))
        self._key.ensure_kid()

    def sign(self, manifest: bytes) -> bytes:
        """Return the manifest as a compact JWS (RFC 7515)."""
        header = {"alg": ALGORITHM, "kid": self._key.kid or "", "typ": TYPE}
        return jws.serialize_compact(header, manifest, self._key, algorithms=[ALGORITHM]).encode()

    @property
    def public_key(self) -> ExportKey:
        """Return what everybody may know of the key."""
        public = self._key.as_dict(private=False)
        return ExportKey(
            kty=str(public["kty"]),
            crv=str(public["crv"]),
            x=str(public["x"]),
            kid=str(public["kid"]),
            fingerprint=thumbprint(dict(public)),
        )

    def public_jwk(self) -> bytes:
        """Return the public key as it lies in each export."""
        public = {k: v for k, v in self._key.as_dict(private=False).items() if k != "key_ops"}
        return json.dumps(public, indent=2, sort_keys=True).encode()
