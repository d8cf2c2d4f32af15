"""Codes of an authenticator app and codes for emergencies: the rules alone."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pyotp
import pytest

from identity.domain.one_time_codes import matching_step, new_totp_secret, otpauth_url
from identity.domain.recovery_codes import new_recovery_codes, recovery_code_sha256

NOW = datetime(2026, 3, 2, 12, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ERIKA, MAX = UUID(int=1), UUID(int=2)


def code_at(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def test_the_reference_codes_of_the_rfc_fit() -> None:
    # RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)

        assert matching_step(secret, code, at) == seconds // 30


@pytest.mark.parametrize("seconds_off", [-30, 0, 30])
def test_a_clock_may_be_off_by_one_step(seconds_off: int) -> None:
    code = code_at(NOW + timedelta(seconds=seconds_off))

    assert matching_step(SECRET, code, NOW) == (int(NOW.timestamp()) + seconds_off) // 30


@pytest.mark.parametrize("seconds_off", [-61, 61])
def test_a_clock_that_is_further_off_does_not_fit(seconds_off: int) -> None:
    assert matching_step(SECRET, code_at(NOW + timedelta(seconds=seconds_off)), NOW) is None


def test_a_code_fits_however_it_is_parted() -> None:
    code = code_at(NOW)

    for typed in (f"{code[:3]} {code[3:]}", f" {code}", f"{code[:3]}-{code[3:]}"):
        assert matching_step(SECRET, typed, NOW) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0" * 6])
def test_what_is_no_code_does_not_fit(typed: str) -> None:
    assert matching_step(SECRET, typed, NOW) is None


def test_the_address_for_the_app_names_portal_and_account() -> None:
    url = urlsplit(otpauth_url(SECRET, account="erika+x@muster.example", issuer="Kontor"))

    assert (url.scheme, url.netloc) == ("otpauth", "totp")
    assert url.path == "/Kontor:erika%2Bx%40muster.example"
    assert parse_qs(url.query) == {"secret": [SECRET], "issuer": ["Kontor"]}


def test_secrets_are_long_and_differ() -> None:
    secrets = {new_totp_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {32}  # five bits each: 160


def test_codes_for_emergencies_are_ten_and_read_however_they_are_typed() -> None:
    codes = new_recovery_codes()

    code = codes[0]
    stored = recovery_code_sha256(ERIKA, code)
    assert len(set(codes)) == 10
    assert {len(each) for each in codes} == {19}
    for typed in (code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "o")):
        assert recovery_code_sha256(ERIKA, typed) == stored
    assert recovery_code_sha256(MAX, code) != stored
