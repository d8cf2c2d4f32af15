"""The keys of catalog that `kontor rotate-keys` replaces."""

from datetime import timedelta
from pathlib import Path

from catalog.store.records import RecordRoom
from catalog.use_cases.ftp.reseal_ftp_passwords import reseal_ftp_passwords
from chassis.cli.rotation import set_of_keys
from chassis.cli.services import KnownService
from chassis.secret_sealer import SecretSealer

_SETTING = "KONTOR_SEALING_KEYS"


def _reseal(service: KnownService) -> int:
    sealer = SecretSealer(Path(service.settings[_SETTING]))
    resealed = 0
    while True:
        with RecordRoom(service.database, service.clock).of_everybody() as records:
            some = reseal_ftp_passwords(records, sealer)
        if not some:
            return resealed
        resealed += some


SEALING = set_of_keys(
    service="catalog",
    name="sealing",
    purpose="passwords of FTP accesses",
    setting=_SETTING,
    kept_for=timedelta(days=1),
    reseal=_reseal,
)
