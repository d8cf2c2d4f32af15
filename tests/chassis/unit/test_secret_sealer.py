"""Secrets at rest: bound to their owner, and readable after the key was changed."""

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidTag

from chassis.secret_sealer import SecretSealer

OLD = {"kty": "oct", "kid": "2026", "k": "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZC0"}
NEW = {"kty": "oct", "kid": "2027", "k": "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0"}


def sealer(folder: Path, *keys: dict[str, str]) -> SecretSealer:
    file = folder / "sealing.json"
    file.write_text(json.dumps({"keys": keys}))
    return SecretSealer(file)


def test_a_secret_opens_for_its_owner_alone(tmp_path: Path) -> None:
    keeper = sealer(tmp_path, OLD)

    sealed = keeper.seal(b"JBSWY3DP", bound_to=b"totp:erika")

    assert keeper.open(sealed, bound_to=b"totp:erika") == b"JBSWY3DP"
    assert b"JBSWY3DP" not in sealed
    with pytest.raises(InvalidTag):
        keeper.open(sealed, bound_to=b"totp:max")


def test_a_changed_secret_does_not_open(tmp_path: Path) -> None:
    keeper = sealer(tmp_path, OLD)
    sealed = bytearray(keeper.seal(b"JBSWY3DP", bound_to=b"totp:erika"))
    sealed[-1] ^= 1

    with pytest.raises(InvalidTag):
        keeper.open(bytes(sealed), bound_to=b"totp:erika")


def test_the_same_secret_never_looks_the_same(tmp_path: Path) -> None:
    keeper = sealer(tmp_path, OLD)

    sealed = {keeper.seal(b"JBSWY3DP", bound_to=b"totp:erika") for _ in range(100)}

    assert len(sealed) == 100


def test_after_a_new_key_the_older_secrets_still_open(tmp_path: Path) -> None:
    older = sealer(tmp_path, OLD).seal(b"JBSWY3DP", bound_to=b"totp:erika")

    renewed = sealer(tmp_path, NEW, OLD)
    newer = renewed.seal(b"JBSWY3DP", bound_to=b"totp:erika")

    assert renewed.open(older, bound_to=b"totp:erika") == b"JBSWY3DP"
    assert newer.startswith(b"2027:")
    assert sealer(tmp_path, NEW).open(newer, bound_to=b"totp:erika") == b"JBSWY3DP"


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [{**OLD, "k": "dG9vLXNob3J0"}],
        [{**OLD, "kid": "with:colon"}],
        [{**OLD, "kty": "OKP"}],
    ],
)
def test_a_file_without_a_fit_key_stops_the_start(
    tmp_path: Path, keys: list[dict[str, str]]
) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        sealer(tmp_path, *keys)
