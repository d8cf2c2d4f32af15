"""Who asks: the signed principal is believed, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.ids import new_id
from chassis.principal import PrincipalSigner, PrincipalVerifier
from chassis.testing import TestKeys, a_principal
from contracts.errors import NotSignedIn
from tests.chassis.bus import Bus
from tests.chassis.stage import Stage
from tests.waiting import until


def signed_by(keys: TestKeys, **claims: Any) -> str:
    """Return a token that the real key has signed, with other claims than identity gives."""
    key = OKPKey.import_key(json.loads(keys.private.read_bytes()))
    token = keys.token_for(a_principal())
    usual = jwt.decode(token, key, algorithms=["Ed25519"]).claims
    return jwt.encode(
        {"alg": "Ed25519", "kid": "test"}, usual | claims, key, algorithms=["Ed25519"]
    )


def outlived(keys: TestKeys) -> str:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    return PrincipalSigner(keys.private).sign(a_principal(), hour_ago)


def unsigned(keys: TestKeys) -> str:
    header, payload, _ = keys.token_for(a_principal()).split(".")
    return f"{header}.{payload}."


def altered(keys: TestKeys) -> str:
    header, payload, signature = keys.token_for(a_principal()).split(".")
    other = keys.token_for(a_principal(organisation_kind="vendor")).split(".")[1]
    assert other != payload
    return f"{header}.{other}.{signature}"


def test_the_signed_caller_is_known(bus: Bus, shared_stage: Stage) -> None:
    subject = new_id()

    answer = bus.call("sample", "who_am_i", shared_stage.signed(a_principal(subject=subject)))

    assert UUID(answer["result"]) == subject


FORGERIES: dict[str, Callable[[TestKeys, Path], str]] = {
    "expired": lambda keys, _: outlived(keys),
    "for another audience": lambda keys, _: signed_by(keys, aud="another product"),
    "without a signature": lambda keys, _: unsigned(keys),
    "altered": lambda keys, _: altered(keys),
    "signed with another key": lambda _, folder: TestKeys(folder).token_for(a_principal()),
    "without a principal inside": lambda keys, _: signed_by(keys, principal=None),
    "no token at all": lambda _, __: "yes, really",
}


@pytest.mark.req("S4")
@pytest.mark.parametrize("kind", FORGERIES)
@pytest.mark.parametrize("method", ["who_am_i", "be_called"])
def test_a_forged_principal_is_not_signed_in(
    bus: Bus, keys: TestKeys, tmp_path: Path, kind: str, method: str
) -> None:
    token = FORGERIES[kind](keys, tmp_path)

    answer = bus.call("sample", method, {"nameko.principal": token})

    assert answer["error"]["exc_type"] == "NotSignedIn"


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_verifier_believes_no_forgery_and_no_silence(
    keys: TestKeys, tmp_path: Path, kind: str
) -> None:
    verifier = PrincipalVerifier(keys.public)

    for token in (FORGERIES[kind](keys, tmp_path), "", None):
        with pytest.raises(NotSignedIn):
            verifier.verify(token, datetime.now(UTC))


@pytest.mark.parametrize("method", ["who_am_i", "be_called"])
def test_a_call_without_a_principal_is_not_signed_in(bus: Bus, method: str) -> None:
    answer = bus.call("sample", method)

    assert answer["error"]["exc_type"] == "NotSignedIn"


def test_a_principal_ends_though_its_verification_is_remembered(bus: Bus, keys: TestKeys) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    headers = {"nameko.principal": keys.token_for(a_principal(expires_at=soon))}
    assert bus.call("sample", "be_called", headers)["error"] is None

    until(lambda: datetime.now(UTC) >= soon, seconds=5)
    answer = bus.call("sample", "be_called", headers)

    assert answer["error"]["exc_type"] == "NotSignedIn"


@pytest.mark.parametrize(
    ("bar", "error"),
    [
        ("contract_ended", "ContractEnded"),
        ("second_factor_required", "SecondFactorRequired"),
    ],
)
def test_who_is_barred_reaches_only_what_mends_it(
    bus: Bus, shared_stage: Stage, bar: str, error: str
) -> None:
    headers = shared_stage.signed(a_principal(barred_by=bar))

    answers = {name: bus.call("sample", name, headers) for name in ("be_called", "look", "mend")}

    assert answers["be_called"]["error"]["exc_type"] == error
    assert answers["look"]["error"]["exc_type"] == error
    assert answers["mend"]["result"] == "mended"


def test_in_a_support_session_nothing_is_called_that_may_change_something(
    bus: Bus, shared_stage: Stage
) -> None:
    headers = shared_stage.signed(a_principal(support_session_id=new_id()))
    names = ("be_called", "look", "mend", "stop_looking")

    answers = {name: bus.call("sample", name, headers) for name in names}

    assert answers["be_called"]["error"]["exc_type"] == "CustomerMustAgree"
    assert answers["look"]["result"] == "seen"
    assert answers["stop_looking"]["result"] == "stopped"
    assert answers["mend"]["error"]["exc_type"] == "CustomerMustAgree"


FORGED = {
    "user_id": "somebody else",
    "role": "admin",
    "principal": "somebody else",
    "nameko.user_id": "somebody else",
    "nameko.role": "admin",
    "nameko.caller": "somebody else",
}


def test_no_other_header_signs_anybody_in(bus: Bus) -> None:
    answer = bus.call("sample", "who_am_i", FORGED)

    assert answer["error"]["exc_type"] == "NotSignedIn"


def test_no_other_header_changes_who_calls(bus: Bus, shared_stage: Stage) -> None:
    subject = new_id()
    headers = shared_stage.signed(a_principal(subject=subject)) | FORGED

    answer = bus.call("sample", "who_am_i", headers)

    assert UUID(answer["result"]) == subject


def test_a_caller_cannot_be_handed_in_as_an_argument(bus: Bus) -> None:
    answer = bus.call("sample", "who_am_i", caller={"subject": str(new_id())})

    assert answer["error"]["exc_type"] == "NotSignedIn"


def test_nor_beside_a_valid_principal(bus: Bus, shared_stage: Stage) -> None:
    answer = bus.call("sample", "who_am_i", shared_stage.signed(), caller={"subject": "x"})

    assert answer["error"]["exc_type"] == "IncorrectSignature"


def test_public_methods_ask_for_nobody(bus: Bus) -> None:
    answer = bus.call("sample", "echo", words="anybody")

    assert answer["result"] == "anybody"
