"""The keys of identity that `kontor rotate-keys` replaces."""

from datetime import timedelta
from pathlib import Path

from chassis.cli.rotation import set_of_keys, signing_key
from chassis.cli.services import KnownService
from chassis.secret_sealer import SecretSealer
from identity.store.records import RecordRoom
from identity.use_cases.secrets.reseal_secrets import reseal_secrets

_SETTING = "KONTOR_SEALING_KEYS"


def _reseal(service: KnownService) -> int:
    sealer = SecretSealer(Path(service.settings[_SETTING]))
    return reseal_secrets(RecordRoom(service.database, service.clock), sealer)


SEALING = set_of_keys(
    service="identity",
    name="sealing",
    purpose="secrets of authenticator apps and identity providers",
    setting=_SETTING,
    # Longer than any process lives that has not read the file since.
    kept_for=timedelta(days=1),
    reseal=_reseal,
)
PRINCIPAL = signing_key(
    service="identity",
    name="principal",
    purpose="who is asking, and protocols of support sessions",
    setting="KONTOR_PRINCIPAL_SIGNING_KEY",
    public_setting="KONTOR_PRINCIPAL_KEYS",
)
