"""The signature on certificates: a compact JWS (RFC 7515) over canonical JSON (RFC 8785)."""

from pathlib import Path

import msgspec
import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from contracts.deletion import CERTIFICATE_AUDIENCE, DeletionCertificate

ALGORITHM = "Ed25519"  # RFC 9864
TYPE = "kontor-deletion-certificate+jws"
MEDIA_TYPE = "application/jose"  # RFC 7515, 9.2.1


class NotGenuine(Exception):
    """A text is no certificate that we have signed; the message says why."""


class CertificateSigner:
    """Signs certificates with the key of evidence, which billing-docs alone holds."""

    def __init__(self, private_key_file: Path) -> None:
        self._key = OKPKey.import_key(msgspec.json.decode(private_key_file.read_bytes()))

    def sign(self, certificate: DeletionCertificate) -> bytes:
        """Return the certificate signed; the same one gives the same signature (RFC 8032)."""
        header = {"alg": ALGORITHM, "kid": self._key.kid or "1", "typ": TYPE}
        payload = rfc8785.dumps(msgspec.json.decode(msgspec.json.encode(certificate)))
        return jws.serialize_compact(header, payload, self._key, algorithms=[ALGORITHM]).encode()


def read_certificate(text: bytes, keys_file: Path) -> DeletionCertificate:
    """Return what a certificate says, checked with the keys of a JWK or JWKS file.

    Raises:
        NotGenuine: the form, the signature or the content is wrong.
    """
    given = msgspec.json.decode(keys_file.read_bytes())
    keys = KeySet.import_key_set(given if "keys" in given else {"keys": [given]})
    try:
        signed = jws.deserialize_compact(text.strip(), keys, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise NotGenuine("changed, or signed by somebody else") from error
    if signed.headers().get("typ") != TYPE:
        raise NotGenuine("a signature on something else")
    try:
        certificate = msgspec.json.decode(signed.payload, type=DeletionCertificate)
    except msgspec.MsgspecError as error:
        raise NotGenuine(f"the content is none of a certificate: {error}") from error
    if certificate.aud != CERTIFICATE_AUDIENCE:
        raise NotGenuine("for something else")
    return certificate
