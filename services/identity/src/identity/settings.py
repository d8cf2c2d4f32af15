"""What identity needs to know to run."""

from dataclasses import dataclass
from pathlib import Path

from chassis.settings import ServiceSettings
from identity.domain.addresses import GENERIC_LOCAL_PARTS
from identity.domain.lifetimes import INVITATION_DAYS
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The chassis' settings and identity's own."""

    principal_signing_key: Path = setting(
        "KONTOR_PRINCIPAL_SIGNING_KEY", "file with the private key (JWK) that signs principals"
    )
    portal_url: str = setting(
        "KONTOR_PORTAL_URL", "address of the portal, as people open it; invitation links lead there"
    )
    sealing_keys: Path = setting(
        "KONTOR_SEALING_KEYS", "file with the keys (JWKS, oct) that encrypt secrets at rest"
    )
    portal_name: str = setting(
        "KONTOR_PORTAL_NAME", "what authenticator apps and passkeys are labelled", default="Kontor"
    )
    account_provider: str = setting(
        "KONTOR_ACCOUNT_PROVIDER", "name of the place that keeps people's accounts", default=""
    )
    account_manage_url: str = setting(
        "KONTOR_ACCOUNT_MANAGE_URL", "address where people change what that place keeps", default=""
    )
    invitation_days: int = setting(
        "KONTOR_INVITATION_DAYS", "days an invitation can be accepted", default=INVITATION_DAYS
    )
    generic_mailboxes: tuple[str, ...] = setting(
        "KONTOR_GENERIC_MAILBOXES",
        "local parts of shared mailboxes, comma-separated, lower case",
        default=GENERIC_LOCAL_PARTS,
    )
