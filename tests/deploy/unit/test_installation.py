"""The folder of an installation: made once, whole, and shown to nobody."""

import json
import subprocess
import sys
from pathlib import Path

from joserfc import jws
from joserfc.jwk import KeySet, OctKey, OKPKey

from tests.deploy.conftest import ROOT

SCRIPT = ROOT / "deploy/make_installation.py"


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_making_it_again_changes_nothing_and_adds_what_is_missing(installation: Path) -> None:
    before = contents(installation)
    (installation / "sealing.json").unlink()

    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, SCRIPT, "--host", "portal.example.com", "--kubernetes", str(installation)],
        check=True,
    )

    after = contents(installation)
    assert after.keys() == before.keys()
    renewed = {name for name in before if before[name] != after[name]}
    # What lies in Kubernetes' Secrets follows from the other files.
    assert renewed == {"sealing.json", "kubernetes-secrets.json"}


def test_nobody_else_on_the_machine_gets_as_far_as_to_the_secrets(installation: Path) -> None:
    assert installation.stat().st_mode & 0o777 == 0o700


def test_its_keys_are_such_as_the_services_use(installation: Path) -> None:
    private = OKPKey.import_key(json.loads((installation / "principal-private.json").read_text()))
    public = KeySet.import_key_set(json.loads((installation / "principal-public.json").read_text()))
    sealing = json.loads((installation / "sealing.json").read_text())["keys"][0]

    signed = jws.serialize_compact(
        {"alg": "Ed25519", "kid": private.kid}, b"a principal", private, algorithms=["Ed25519"]
    )

    assert jws.deserialize_compact(signed, public, algorithms=["Ed25519"]).payload == b"a principal"
    assert private.kid == private.thumbprint()
    assert "d" not in public.keys[0].as_dict(private=False)
    assert len(OctKey.import_key(sealing).raw_value) == 32


def test_no_two_of_its_passwords_are_the_same(installation: Path) -> None:
    words = [
        text
        for name, text in contents(installation).items()
        if "password" in name or name.startswith("s3-secret-key")
    ]

    assert len(words) > 20
    assert len(set(words)) == len(words)
    assert all(len(word) == 48 for word in words)


def test_passwords_are_not_in_what_the_broker_is_given(installation: Path) -> None:
    definitions = (installation / "rabbitmq-definitions.json").read_text()

    assert not any(
        text in definitions
        for name, text in contents(installation).items()
        if name.startswith("broker-password")
    )
