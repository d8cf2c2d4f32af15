"""A verified principal is remembered while it is good, and takes no memory for longer."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.principal import LONGEST_LIFE, PrincipalSigner, PrincipalVerifier
from chassis.testing import TestKeys, a_principal
from contracts.errors import NotSignedIn

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MANY = 300


@pytest.fixture
def keys(tmp_path: Path) -> TestKeys:
    return TestKeys(tmp_path)


@pytest.mark.req("R20")
def test_what_has_expired_takes_no_memory(keys: TestKeys) -> None:
    signer, verifier = PrincipalSigner(keys.private), PrincipalVerifier(keys.public)
    somebody = a_principal(expires_at=NOW + timedelta(days=1))
    moments = [NOW + number * LONGEST_LIFE for number in range(MANY)]
    tokens = [signer.sign(somebody, moment) for moment in moments]
    verifier.verify(tokens[0], moments[0])

    tracemalloc.start()
    for token, moment in zip(tokens, moments, strict=True):
        assert verifier.verify(token, moment) == verifier.verify(token, moment)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < MANY * 500  # each that is remembered takes some thousand bytes
    with pytest.raises(NotSignedIn):
        verifier.verify(tokens[0], moments[-1])


def test_one_that_is_good_is_remembered_beside_others_that_expire(keys: TestKeys) -> None:
    signer, verifier = PrincipalSigner(keys.private), PrincipalVerifier(keys.public)
    late = NOW + LONGEST_LIFE / 2
    early, later = (
        signer.sign(a_principal(expires_at=NOW + timedelta(days=1)), moment)
        for moment in (NOW, late)
    )
    verifier.verify(early, NOW)
    remembered = verifier.verify(later, late)
    verifier.verify(
        signer.sign(a_principal(expires_at=NOW + timedelta(days=1)), late), NOW + LONGEST_LIFE
    )

    assert verifier.verify(later, NOW + LONGEST_LIFE) is remembered
