"""What an ID token must say before anybody is let in by it (OIDC Core 3.1.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.domain.mail_domains import mail_domain_of

# Clocks of two companies; tokens are read the moment they are made.
_LEEWAY = timedelta(minutes=1)
_OLDEST = timedelta(minutes=10)
_LONGEST_SUBJECT = 255  # OIDC Core 2
_LONGEST_NAME = 200
# RFC 8176: several factors were asked for.
_SEVERAL_FACTORS = "mfa"


class ClaimsRefused(Exception):
    """The token lets nobody in. Arguments: the reason that people are told, and the claim."""

    def __init__(self, reason: str, claim: str) -> None:
        super().__init__(reason, claim)
        self.reason = reason
        self.claim = claim


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What the token is held against."""

    issuer: str
    client_id: str
    nonce: str
    strong_acr_values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvenSubject:
    """Whom the provider vouches for; `domain` is that of the address, as DNS writes it."""

    issuer: str
    subject: str
    address: EmailAddress
    domain: str
    name: str
    gave_several_factors: bool


def read_claims(claims: Mapping[str, Any], expected: Expected, now: datetime) -> ProvenSubject:
    """Return whom the token is about; its signature has been verified.

    Raises:
        ClaimsRefused: `not_genuine`: it is not meant for us, not for this sign-in, or too old;
            `address_not_verified`: the provider does not vouch for the mail address.
    """
    _require_meant_for_us(claims, expected)
    _require_fresh(claims, now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or len(subject) > _LONGEST_SUBJECT:
        raise ClaimsRefused("not_genuine", "sub")
    if not subject.isprintable():
        raise ClaimsRefused("not_genuine", "sub")
    address, domain = _verified_address(claims)
    return ProvenSubject(
        issuer=expected.issuer,
        subject=subject,
        address=address,
        domain=domain,
        name=_name(claims, address),
        gave_several_factors=_gave_several_factors(claims, expected),
    )


def _require_meant_for_us(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise ClaimsRefused("not_genuine", "iss")
    given = claims.get("aud")
    audience: list[object] = given if isinstance(given, list) else [given]
    if expected.client_id not in audience:
        raise ClaimsRefused("not_genuine", "aud")
    authorised = claims.get("azp")
    if authorised != expected.client_id and (authorised is not None or len(audience) > 1):
        raise ClaimsRefused("not_genuine", "azp")
    if claims.get("nonce") != expected.nonce:
        raise ClaimsRefused("not_genuine", "nonce")


def _require_fresh(claims: Mapping[str, Any], now: datetime) -> None:
    if _instant(claims, "exp") + _LEEWAY.total_seconds() <= now.timestamp():
        raise ClaimsRefused("not_genuine", "exp")
    issued_at = _instant(claims, "iat")
    if not -_OLDEST.total_seconds() <= issued_at - now.timestamp() <= _LEEWAY.total_seconds():
        raise ClaimsRefused("not_genuine", "iat")
    if "nbf" in claims and _instant(claims, "nbf") - _LEEWAY.total_seconds() > now.timestamp():
        raise ClaimsRefused("not_genuine", "nbf")


def _instant(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ClaimsRefused("not_genuine", name)
    return value


def _verified_address(claims: Mapping[str, Any]) -> tuple[EmailAddress, str]:
    text = claims.get("email")
    if not isinstance(text, str) or not _is_vouched_for(claims):
        raise ClaimsRefused("address_not_verified", "email_verified")
    domain = mail_domain_of(text)
    try:
        address = parse_address(text)
    except NotAnAddress:
        raise ClaimsRefused("address_not_verified", "email") from None
    if domain is None:
        raise ClaimsRefused("address_not_verified", "email")
    return address, domain


def _is_vouched_for(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address is the person's.

    Entra ID has no `email_verified`; its `xms_edov` says that the tenant owns the domain.
    """
    if "email_verified" in claims:
        return claims["email_verified"] is True
    return claims.get("xms_edov") in (True, "1", "true")


def _gave_several_factors(claims: Mapping[str, Any], expected: Expected) -> bool:
    methods = claims.get("amr")
    if isinstance(methods, list) and _SEVERAL_FACTORS in methods:
        return True
    return isinstance(claims.get("acr"), str) and claims["acr"] in expected.strong_acr_values


def _name(claims: Mapping[str, Any], address: EmailAddress) -> str:
    given = claims.get("name")
    line = " ".join(given.split()) if isinstance(given, str) else ""
    if not line or not line.isprintable():
        line = address.address.rpartition("@")[0]
    return line[:_LONGEST_NAME]
