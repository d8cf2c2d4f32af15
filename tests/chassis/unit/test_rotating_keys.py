"""Keys change in steps: at each, what the older key made is believed, and the newer one's too."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from chassis.cli.key_files import KeySetFile, NotYet, SigningKeyFile
from chassis.cli.services import UsageError
from chassis.principal import PrincipalSigner, PrincipalVerifier
from chassis.secret_sealer import SecretSealer
from chassis.signing_keys import read_signing_keys
from chassis.testing import TestKeys, a_principal
from contracts.errors import NotSignedIn

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OLD = {"kty": "oct", "kid": "first", "k": "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZC0"}


@pytest.fixture
def ring(tmp_path: Path) -> KeySetFile:
    file = tmp_path / "sealing.json"
    file.write_text(json.dumps({"keys": [OLD]}))
    file.chmod(0o640)
    return KeySetFile(file)


def test_processes_on_either_side_of_each_step_read_each_others_secrets(ring: KeySetFile) -> None:
    def started() -> SecretSealer:
        return SecretSealer(ring.file)

    before = started()
    ring.add(NOW)
    added = started()
    ring.use(NOW + DAY)
    used = started()

    for one, other in ((before, added), (added, used)):
        for sealing, opening in ((one, other), (other, one)):
            sealed = sealing.seal(b"secret", bound_to=b"erika")
            assert opening.open(sealed, bound_to=b"erika") == b"secret"
    assert used.present_prefix == b"2026-03-02:"
    assert before.present_prefix == added.present_prefix == b"first:"


def test_a_key_that_is_used_at_once_would_be_unknown_to_processes_that_run(
    ring: KeySetFile,
) -> None:
    running = SecretSealer(ring.file)
    ring.add(NOW)
    ring.use(NOW)

    sealed = SecretSealer(ring.file).seal(b"secret", bound_to=b"erika")

    # Why `add` and `use` are two steps.
    with pytest.raises(KeyError):
        running.open(sealed, bound_to=b"erika")


def test_what_older_keys_signed_is_believed_until_they_are_dropped(ring: KeySetFile) -> None:
    (older,) = read_signing_keys(ring.file)
    ring.add(NOW)
    ring.use(NOW)
    newer, *accepted = read_signing_keys(ring.file)

    with pytest.raises(NotYet, match="2026-04-01"):
        ring.drop(NOW + 29 * DAY, kept_for=30 * DAY)
    gone = ring.drop(NOW + 30 * DAY, kept_for=30 * DAY)

    assert (accepted, newer != older) == ([older], True)
    assert gone == ["first"]
    assert read_signing_keys(ring.file) == [newer]


def test_two_new_keys_of_a_day_have_names_of_their_own(ring: KeySetFile) -> None:
    names = [ring.add(NOW), ring.add(NOW)]

    assert names == ["2026-03-02", "2026-03-02-2"]
    assert [line.state for line in ring.lines()] == ["in_use", "accepted", "accepted"]


def test_steps_out_of_turn_change_nothing(ring: KeySetFile) -> None:
    before = ring.file.read_bytes()

    for step in (lambda: ring.use(NOW), lambda: ring.drop(NOW, kept_for=DAY)):
        with pytest.raises(NotYet):
            step()

    assert ring.file.read_bytes() == before


def test_a_file_keeps_its_rights_and_is_never_half_written(
    ring: KeySetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    ring.add(NOW)
    whole = ring.file.read_bytes()
    monkeypatch.setattr(os, "fsync", no_room)

    with pytest.raises(OSError, match="No space"):
        ring.add(NOW)

    assert ring.file.read_bytes() == whole
    assert ring.file.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in ring.file.parent.iterdir()] == ["sealing.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}'])
def test_a_file_without_keys_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)

    with pytest.raises(UsageError, match=r"keys\.json"):
        KeySetFile(file).add(NOW)


@pytest.fixture
def keys(tmp_path: Path) -> TestKeys:
    return TestKeys(tmp_path)


def test_principals_are_believed_at_every_step_by_whoever_has_the_public_file(
    keys: TestKeys,
) -> None:
    pair = SigningKeyFile(keys.private, keys.public)
    now = datetime.now(UTC)

    def believed(signer: PrincipalSigner, verifier: PrincipalVerifier) -> bool:
        try:
            verifier.verify(signer.sign(a_principal(), now), now)
        except NotSignedIn:
            return False
        return True

    older, before = PrincipalSigner(keys.private), PrincipalVerifier(keys.public)
    pair.add(now)
    distributed = PrincipalVerifier(keys.public)
    still_older = PrincipalSigner(keys.private)
    pair.use(now)
    newer = PrincipalSigner(keys.private)

    assert all(believed(older, each) for each in (before, distributed))
    assert believed(still_older, before)
    assert believed(newer, distributed)
    # The one that was not started anew after `add` would be out: that is what the step is for.
    assert not believed(newer, before)
    assert [line.state for line in pair.lines()] == ["in_use", "accepted"]


def test_a_key_that_nobody_would_believe_does_not_sign(keys: TestKeys) -> None:
    pair = SigningKeyFile(keys.private, keys.public)
    known = keys.public.read_bytes()
    pair.add(NOW)
    keys.public.write_bytes(known)

    with pytest.raises(NotYet, match="nobody would believe it"):
        pair.use(NOW)
    with pytest.raises(NotYet, match="waits already"):
        pair.add(NOW)


def test_public_parts_that_nobody_of_ours_checks_lie_beside_the_key(keys: TestKeys) -> None:
    beside = keys.private.with_name("evidence-public.json")
    pair = SigningKeyFile(keys.private, beside)

    pair.add(NOW)
    pair.use(NOW)

    ids = [key["kid"] for key in json.loads(beside.read_text())["keys"]]
    assert ids == ["test", "2026-03-02"]
    assert '"d"' not in beside.read_text()


def test_nobody_opens_what_is_bound_to_somebody_else(ring: KeySetFile) -> None:
    ring.add(NOW)
    sealed = SecretSealer(ring.file).seal(b"secret", bound_to=b"erika")

    with pytest.raises(InvalidTag):
        SecretSealer(ring.file).open(sealed, bound_to=b"max")
