"""Principals for tests, signed with a key pair made for the run."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from joserfc.jwk import KeySet, OKPKey

from chassis.ids import new_id
from chassis.principal import PrincipalSigner
from contracts.principal import AREAS, BOOKED_AREAS, EVERY_DOCUMENT_TYPE, Principal

_OWNER_ONLY = 0o600


class TestKeys:
    """A fresh Ed25519 key pair in a folder: `private` for identity, `public` for everybody."""

    __test__ = False  # not a test, whatever its name

    def __init__(self, folder: Path) -> None:
        self.private = folder / "principal-private.json"
        self.public = folder / "principal-public.json"
        key = OKPKey.generate_key("Ed25519", {"kid": "test", "use": "sig", "alg": "Ed25519"})
        self.private.write_bytes(msgspec.json.encode(key.as_dict(private=True)))
        self.private.chmod(_OWNER_ONLY)
        self.public.write_bytes(msgspec.json.encode(KeySet([key]).as_dict(private=False)))

    def token_for(self, principal: Principal) -> str:
        """Return `principal` as identity would sign it now."""
        return PrincipalSigner(self.private).sign(principal, datetime.now(UTC))


def a_principal(**changes: Any) -> Principal:
    """Return an admin of some customer who sees every area, with `changes`."""
    values: dict[str, Any] = {
        "subject": new_id(),
        "kind": "person",
        "organisation_id": UUID(int=new_id().int),
        "organisation_kind": "customer",
        "role": "admin",
        "areas": AREAS,
        "document_types": (EVERY_DOCUMENT_TYPE,),
        "entitlements": BOOKED_AREAS,
        "session_id": new_id(),
        "expires_at": datetime.now(UTC) + timedelta(seconds=60),
    }
    return Principal(**{**values, **changes})
